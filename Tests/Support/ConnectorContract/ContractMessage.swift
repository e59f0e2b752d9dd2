/// A message as a case publishes it.
public struct ContractMessage: Sendable, Hashable {
    /// The payload.
    public var body: [UInt8]

    /// Headers or attributes: names in lower case with hyphens, values of printable ASCII, at most four.
    public var headers: [Header]

    /// A header.
    public struct Header: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value.
        public let value: String

        /// Makes a header.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a message.
    public init(_ body: [UInt8], headers: [Header] = []) {
        self.body = body
        self.headers = headers
    }

    /// Makes a message from text.
    public init(_ text: String, headers: [Header] = []) {
        self.init(Array(text.utf8), headers: headers)
    }
}
