internal import Postgres

/// What is done with `jobs`. Leases are by the database's clock.
enum JobStatements {
    /// Adds one.
    static let insert = PostgresStatement(
        "jobs.insert",
        """
        INSERT INTO jobs (project_id, id, type, source_id, endpoint_id, range_from, range_to, rate, is_dry_run, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')
        RETURNING \(columns)
        """
    )

    /// By primary key.
    static let byID = PostgresStatement("jobs.by_id", "\(select) WHERE project_id = $1 AND id = $2")

    /// A page, newest first. By the index on (project_id, id).
    static let listDescending = PostgresStatement(
        "jobs.list_descending",
        "\(list) AND id < $2 ORDER BY id DESC LIMIT $3"
    )

    /// A page, oldest first. By the index on (project_id, id).
    static let listAscending = PostgresStatement(
        "jobs.list_ascending",
        "\(list) AND id > $2 ORDER BY id LIMIT $3"
    )

    /// Asks for the end of one; it has ended at once when nobody does it. By primary key.
    static let cancel = PostgresStatement(
        "jobs.cancel",
        """
        UPDATE jobs
        SET cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now(),
            state = CASE WHEN \(isFree) THEN 'cancelled' ELSE state END,
            finished_at = CASE WHEN \(isFree) THEN now() END,
            owner = CASE WHEN \(isFree) THEN NULL ELSE owner END
        WHERE project_id = $1 AND id = $2 AND state IN ('waiting', 'running')
        RETURNING \(columns)
        """
    )

    /// What nobody does, oldest first, of kinds that are known here. By the index on unfinished jobs.
    static let free = PostgresStatement(
        "jobs.free",
        """
        \(select) WHERE state IN ('waiting', 'running') AND \(isFree)
            AND ($2::uuid IS NULL OR id > $2) AND type = ANY ($3::text[])
        ORDER BY id LIMIT $1
        """
    )

    /// Takes one that nobody does; of two that try, one waits for the other's row and then finds it taken.
    static let claim = PostgresStatement(
        "jobs.claim",
        """
        UPDATE jobs
        SET state = 'running', owner = $2, lease_until = now() + make_interval(secs => $3), updated_at = now(),
            started_at = coalesce(started_at, now())
        WHERE id = $1 AND state IN ('waiting', 'running') AND \(isFree)
        RETURNING \(columns)
        """
    )

    /// Writes how far it has come, and extends the lease, for the process that has it. By primary key.
    static let save = PostgresStatement(
        "jobs.save",
        """
        UPDATE jobs
        SET lease_until = now() + make_interval(secs => $3), updated_at = now(), error = $4, \(progress)
        WHERE id = $1 AND owner = $2 AND state = 'running'
        RETURNING cancel_requested_at IS NOT NULL
        """
    )

    /// Writes how it ended, or gives it back, for the process that has it. By primary key.
    static let finish = PostgresStatement(
        "jobs.finish",
        """
        UPDATE jobs
        SET state = $3, owner = NULL, lease_until = NULL, updated_at = now(), error = $4, \(progress),
            finished_at = CASE WHEN $3 IN ('waiting', 'running') THEN NULL ELSE now() END
        WHERE id = $1 AND owner = $2 AND state = 'running'
        RETURNING true
        """
    )

    private static let isFree = "(lease_until IS NULL OR lease_until < now())"

    private static let progress = """
        messages = $5, events = $6, dead_letters = $7, skipped = $8, oldest_at = $9, newest_at = $10,
        partition_names = $11, partition_starts = $12, partition_positions = $13, partition_ends = $14
        """

    private static let list = """
        \(select) WHERE project_id = $1 AND ($4::uuid IS NULL OR source_id = $4)
            AND (cardinality($5::text[]) = 0 OR state = ANY ($5))
        """

    private static let select = "SELECT \(columns) FROM jobs"

    private static let columns = """
        id, project_id, type, source_id, endpoint_id, range_from, range_to, rate, is_dry_run, state,
        cancel_requested_at IS NOT NULL, owner, error, messages, events, dead_letters, skipped, oldest_at, newest_at,
        partition_names, partition_starts, partition_positions, partition_ends, created_at, updated_at, started_at,
        finished_at
        """
}
