/// A request that the store refuses, in words for the person who made it.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of refusal it is.
    public struct Code: Sendable, Hashable {
        let text: String
        /// Nothing with this id is in the project.
        public static let notFound = Code(text: "not found")
        /// The name is taken.
        public static let nameTaken = Code(text: "name taken")
        /// A named endpoint or source is not in the project.
        public static let danglingReference = Code(text: "dangling reference")
        /// What is stored cannot be read: another secret key, or a damaged row.
        public static let unreadable = Code(text: "unreadable")
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What is wrong and what to do.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message; holds no secrets and no parameters.
    public var description: String { message }
}
