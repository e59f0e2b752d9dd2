/// A statement as text, with the name it is prepared under.
///
/// Made once as a constant: each connection prepares it with the first exchange that uses it, in the same round trip.
public struct PostgresStatement: Hashable, Sendable {
    /// The name; each name stands for one text. Empty when the statement is not kept prepared.
    public let name: String
    /// The text, with parameters written as `$1`, `$2` and so on.
    public let sql: String

    /// A statement that connections keep prepared under `name`.
    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    /// A statement that is parsed each time: for what runs seldom, or has a text made at run time.
    public static func unprepared(_ sql: String) -> PostgresStatement { PostgresStatement("", sql) }

    var isPrepared: Bool { !name.isEmpty }
}

/// A statement together with the parameters of one execution.
public struct PostgresQuery: Sendable {
    /// What is executed.
    public let statement: PostgresStatement
    /// The values of `$1`, `$2` and so on.
    public let parameters: [PostgresParameter]

    /// Pairs a statement with its parameters.
    public init(_ statement: PostgresStatement, _ parameters: [PostgresParameter]) {
        self.statement = statement
        self.parameters = parameters
    }

    /// Pairs a statement with its parameters.
    public init(_ statement: PostgresStatement, _ parameters: PostgresParameter...) {
        self.init(statement, parameters)
    }
}
