internal import Postgres

/// What is done with `schema_migration`; nothing of it is kept prepared, it runs once.
enum MigrationStatements {
    /// Whether any migration was ever made.
    static let exists = PostgresStatement.unprepared("SELECT to_regclass('schema_migration') IS NOT NULL")

    /// What was done so far.
    static let applied = PostgresStatement.unprepared(
        "SELECT number, name, checksum FROM schema_migration ORDER BY number"
    )

    /// Notes one as done.
    static let note = PostgresStatement.unprepared(
        "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)"
    )

    /// Where it is noted.
    static let create = PostgresStatement.unprepared(
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number     integer     PRIMARY KEY,
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )

    /// Lets one migrator at a time work; held by the connection.
    static let tryLock = PostgresStatement.unprepared("SELECT pg_try_advisory_lock(hashtext('longshore_migrations'))")

    /// Gives the lock back.
    static let unlock = PostgresStatement.unprepared("SELECT pg_advisory_unlock(hashtext('longshore_migrations'))")
}
