internal import Postgres

/// What is done with `subscriptions`.
enum SubscriptionStatements {
    /// All of every project: what the routing table is made of.
    static let all = PostgresStatement("subscriptions.all", "\(select) ORDER BY id")

    /// All of a project by name.
    static let ofProject = PostgresStatement(
        "subscriptions.of_project",
        "\(select) WHERE project_id = $1 ORDER BY name, id"
    )

    /// By the index on (project_id, id).
    static let byID = PostgresStatement("subscriptions.by_id", "\(select) WHERE project_id = $1 AND id = $2")

    /// A page, newest first. By the index on (project_id, id).
    static let listDescending = PostgresStatement(
        "subscriptions.list_descending",
        "\(list) AND id < $2 ORDER BY id DESC LIMIT $3"
    )

    /// A page, oldest first. By the index on (project_id, id).
    static let listAscending = PostgresStatement(
        "subscriptions.list_ascending",
        "\(list) AND id > $2 ORDER BY id LIMIT $3"
    )

    /// Adds one.
    static let insert = PostgresStatement(
        "subscriptions.insert",
        """
        INSERT INTO subscriptions (project_id, id, name, source_id, endpoint_id, event_types, retry_kind, retry_delays,
            retry_attempts)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        RETURNING \(columns)
        """
    )

    /// Changes one. By the index on (project_id, id).
    static let update = PostgresStatement(
        "subscriptions.update",
        """
        UPDATE subscriptions
        SET name = $3, source_id = $4, endpoint_id = $5, event_types = $6, retry_kind = $7, retry_delays = $8,
            retry_attempts = $9, updated_at = now()
        WHERE project_id = $1 AND id = $2
        RETURNING \(columns)
        """
    )

    /// Removes one. By the index on (project_id, id).
    static let delete = PostgresStatement(
        "subscriptions.delete",
        "DELETE FROM subscriptions WHERE project_id = $1 AND id = $2"
    )

    private static let list = """
        \(select)
        WHERE project_id = $1 AND (cardinality($4::uuid[]) = 0 OR endpoint_id = ANY ($4))
            AND ($5::text IS NULL OR strpos(lower(name), lower($5)) > 0)
        """

    private static let select = "SELECT \(columns) FROM subscriptions"

    private static let columns = """
        id, project_id, name, source_id, endpoint_id, event_types, retry_kind, retry_delays, retry_attempts, \
        created_at, updated_at
        """
}
