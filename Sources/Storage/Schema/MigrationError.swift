/// Why the schema cannot be brought up to date.
public struct MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of obstacle it is.
    public struct Code: Sendable, Hashable {
        let text: String
        /// The database has migrations that this program does not know.
        public static let databaseIsNewer = Code(text: "database is newer")
        /// A migration in the database differs from the one in this program.
        public static let checksumDiffers = Code(text: "checksum differs")
        /// A migration failed.
        public static let failed = Code(text: "failed")
    }

    /// What kind of obstacle it is.
    public let code: Code
    /// What is wrong and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
