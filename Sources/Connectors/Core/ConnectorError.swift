/// Why a session cannot go on, or could not be opened.
///
/// The service opens a new one after a pause, whatever the code: credentials get mended, topics get made. The code decides
/// how the failure is shown and how long the pause grows.
public struct ConnectorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's word, used in metrics and in the API.
        public let rawValue: String

        /// Makes a code from its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The connection is gone, or there never was one.
        public static let disconnected = Code(rawValue: "disconnected")
        /// The broker did not accept who we are.
        public static let credentials = Code(rawValue: "credentials")
        /// The broker knows us, and does not let us read this.
        public static let forbidden = Code(rawValue: "forbidden")
        /// What we shall read from does not exist.
        public static let missing = Code(rawValue: "missing")
        /// The settings cannot work with this broker.
        public static let configuration = Code(rawValue: "configuration")
        /// The broker did not answer in time.
        public static let timeout = Code(rawValue: "timeout")
        /// The broker said something that we do not understand, or its library is in a state that it cannot leave.
        public static let protocolFailure = Code(rawValue: "protocol")
    }

    /// What kind of failure it is.
    public let code: Code

    /// What happened and what to do about it, for people; without credentials and without payload.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether it usually passes by itself, without anybody changing anything.
    public var isTransient: Bool {
        code == .disconnected || code == .timeout
    }

    /// The message.
    public var description: String { message }
}
