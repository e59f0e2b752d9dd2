internal import Postgres

/// What is done with `projects`.
enum ProjectStatements {
    /// All projects by name: few rows.
    static let all = PostgresStatement("projects.all", "\(select) ORDER BY name, id")

    /// By primary key.
    static let byID = PostgresStatement("projects.by_id", "\(select) WHERE id = $1")

    /// By the unique index on name.
    static let byName = PostgresStatement("projects.by_name", "\(select) WHERE name = $1")

    /// Adds one.
    static let insert = PostgresStatement(
        "projects.insert",
        """
        INSERT INTO projects (id, name, type, signature_header, signature_versions, retry_kind, retry_delays,
            retry_attempts, max_payload_bytes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        RETURNING \(columns)
        """
    )

    /// Changes one. By primary key.
    static let update = PostgresStatement(
        "projects.update",
        """
        UPDATE projects
        SET name = $2, signature_header = $3, signature_versions = $4, retry_kind = $5, retry_delays = $6,
            retry_attempts = $7, max_payload_bytes = $8, updated_at = now()
        WHERE id = $1
        RETURNING \(columns)
        """
    )

    /// Removes one with its keys, sources, endpoints and subscriptions. By primary key.
    static let delete = PostgresStatement("projects.delete", "DELETE FROM projects WHERE id = $1")

    private static let select = "SELECT \(columns) FROM projects"

    private static let columns = """
        id, name, type, signature_header, signature_versions, retry_kind, retry_delays, retry_attempts, \
        max_payload_bytes, created_at, updated_at
        """
}
