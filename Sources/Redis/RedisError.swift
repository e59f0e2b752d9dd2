/// What went wrong with a command: in Redis, on the way there, or in the client.
public struct RedisError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, for code to decide by.
    public let code: Code
    /// Says for people what happened; carries no argument, no payload and no password.
    public let message: String
    /// Whether Redis itself answered with the error; the connection is fine then.
    public let isReply: Bool

    /// Makes an error of the client's side.
    public init(_ code: Code, _ message: String) {
        self.init(code, message, isReply: false)
    }

    init(_ code: Code, _ message: String, isReply: Bool) {
        self.code = code
        self.message = message
        self.isReply = isReply
    }

    /// Whether the same command can succeed later without anybody changing a setting or a program.
    ///
    /// After `connectionLost` and `timeout` the command may have run nevertheless: repeating it must be harmless.
    public var isRetryable: Bool { code.isRetryable }

    /// The code and the message.
    public var description: String { "\(message) (\(code))" }
}
