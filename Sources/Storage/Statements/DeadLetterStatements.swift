internal import Postgres

/// What is done with `dead_letters`.
enum DeadLetterStatements {
    /// Stores letters; one that is stored already stays as it is. By primary key.
    static let insert = PostgresStatement(
        "dead_letters.insert",
        """
        INSERT INTO dead_letters (id, project_id, source_id, position, reason, headers, key, body, received_at)
        SELECT *
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[],
            $9::timestamptz[])
        ON CONFLICT DO NOTHING
        """
    )

    /// One letter. By primary key.
    static let one = PostgresStatement(
        "dead_letters.one",
        "SELECT \(columns) FROM dead_letters l WHERE l.project_id = $1 AND l.id = $2"
    )

    /// A page, newest first. By the index on (project_id, id).
    static let listDescending = PostgresStatement(
        "dead_letters.list_descending",
        "\(list) AND l.id < $2 ORDER BY l.id DESC LIMIT $3"
    )

    /// A page, oldest first. By the index on (project_id, id).
    static let listAscending = PostgresStatement(
        "dead_letters.list_ascending",
        "\(list) AND l.id > $2 ORDER BY l.id LIMIT $3"
    )

    /// Marks a letter that is not dealt with yet. By primary key.
    static let resolve = PostgresStatement(
        "dead_letters.resolve",
        """
        UPDATE dead_letters SET resolved_at = now(), resolution = $3
        WHERE project_id = $1 AND id = $2 AND resolved_at IS NULL
        """
    )

    /// Deletes a bounded number of letters that were dealt with long ago. Reads the table: it is small.
    static let expire = PostgresStatement(
        "dead_letters.expire",
        """
        DELETE FROM dead_letters WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM dead_letters WHERE resolved_at < now() - make_interval(secs => $1) LIMIT $2
        ))
        """
    )

    private static let list = """
        SELECT \(columns)
        FROM dead_letters l
        WHERE l.project_id = $1
            AND (cardinality($4::uuid[]) = 0 OR l.source_id = ANY ($4))
            AND ($5::boolean IS NULL OR (l.resolved_at IS NOT NULL) = $5)
            AND l.id >= $6 AND l.id < $7
        """

    private static let columns = """
        l.id, l.project_id, l.source_id, l.position, l.reason, l.headers, l.key, l.body, l.received_at, l.resolution, \
        l.resolved_at
        """
}
