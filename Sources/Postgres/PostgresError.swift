/// A failure of a connection, of a statement, or in reading a result.
public struct PostgresError: Error, Sendable, Hashable {
    /// What kind of thing failed.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code as a word, for logs and metrics.
        public let description: String

        /// The server could not be reached, refused us, or the connection was lost; what was under way may or may not
        /// have been committed.
        public static let connection = Code(description: "connection")
        /// The server refused a statement; everything of the same exchange was rolled back.
        public static let query = Code(description: "query")
        /// The deadline passed; what was under way may or may not have been committed.
        public static let timedOut = Code(description: "timed out")
        /// The pool or the connection has been closed on our side.
        public static let closed = Code(description: "closed")
        /// A value does not have the type that the code reads it as.
        public static let decoding = Code(description: "decoding")
        /// The URL, or the way a connection is used, is wrong.
        public static let invalidUse = Code(description: "invalid use")
    }

    /// What kind of thing failed.
    public let code: Code
    /// The server's five-character code, when the server answered.
    public let sqlState: String?
    /// What happened, in words. The server's own words may quote data; `description` leaves such words out.
    public let message: String
    /// The constraint that was violated.
    public let constraint: String?
    /// The name of the statement that failed.
    public let statement: String?
    /// The source function that raised the error in the server; tells apart failures that share a code.
    let routine: String?

    init(
        _ code: Code,
        _ message: String,
        sqlState: String? = nil,
        constraint: String? = nil,
        statement: String? = nil,
        routine: String? = nil
    ) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.constraint = constraint
        self.statement = statement
        self.routine = routine
    }

    /// Whether the same work may succeed when it is simply done again, on a new connection.
    public var isRetryable: Bool {
        switch code {
        case .timedOut: true
        case .connection: sqlState.map(Self.isTransient) ?? true
        case .query: sqlState.map(Self.isTransient) ?? false
        default: false
        }
    }

    /// Whether a unique constraint was violated.
    public var isUniqueViolation: Bool { sqlState == "23505" }

    /// Whether the server has become one that this connection is of no use with: a stopped one, or a standby.
    var endsConnection: Bool {
        guard let sqlState else { return false }
        return sqlState.hasPrefix("57P") || sqlState == "25006" || sqlState.hasPrefix("08")
    }

    private static func isTransient(_ sqlState: String) -> Bool {
        // Connection trouble; transaction rolled back; resources; operator intervention; system errors.
        if ["08", "40", "53", "57", "58"].contains(sqlState.prefix(2)) { return true }
        // A lock that could not be had at once; a server that has turned into a standby.
        return sqlState == "55P03" || sqlState == "25006"
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line for logs and for people: without parameters, data or passwords.
    public var description: String {
        var text = publicMessage
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let constraint { text += ", constraint \(constraint)" }
        if let statement, !statement.isEmpty { text += ", in statement \(statement)" }
        return text
    }

    /// The line of `description` with the server's full words, which may quote data.
    public var debugDescription: String { "\(code): \(message) [\(description)]" }

    /// Data exceptions (class 22) quote the offending value after a colon.
    private var publicMessage: String {
        guard let sqlState, sqlState.hasPrefix("22") else { return message }
        return String(message.prefix { $0 != ":" && $0 != "\"" })
    }
}
