internal import Postgres

/// What is done with the configuration as a whole.
enum ConfigurationStatements {
    /// The number that grows with each change; one row.
    static let version = PostgresStatement("configuration.version", "SELECT version FROM configuration_version")

    /// Lets one writer at a time compare and change the configuration; until the end of the transaction.
    static let lock = PostgresStatement.unprepared(
        "SELECT pg_advisory_xact_lock(hashtext('longshore_configuration'))"
    )

    /// Begins a transaction.
    static let begin = PostgresStatement.unprepared("BEGIN")

    /// Begins a transaction that reads one state of everything.
    static let beginSnapshot = PostgresStatement.unprepared("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    /// Ends a transaction for good.
    static let commit = PostgresStatement.unprepared("COMMIT")

    /// Takes a transaction back.
    static let rollback = PostgresStatement.unprepared("ROLLBACK")
}
