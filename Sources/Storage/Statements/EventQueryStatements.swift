internal import Postgres

/// How events are looked at: within one project, by the primary key (project_id, created_at, id) in either direction.
enum EventQueryStatements {
    /// One event.
    static let one = PostgresStatement(
        "event_queries.one",
        "\(select) WHERE e.project_id = $1 AND e.created_at = $2 AND e.id = $3"
    )

    /// A page, newest first.
    static let listDescending = PostgresStatement(
        "event_queries.list_descending",
        "\(list) AND (e.created_at, e.id) < ($4, $5) ORDER BY e.created_at DESC, e.id DESC LIMIT $6"
    )

    /// A page, oldest first.
    static let listAscending = PostgresStatement(
        "event_queries.list_ascending",
        "\(list) AND (e.created_at, e.id) > ($4, $5) ORDER BY e.created_at, e.id LIMIT $6"
    )

    private static let list = """
        \(select)
        WHERE e.project_id = $1 AND e.created_at >= $2 AND e.created_at < $3
            AND (cardinality($7::uuid[]) = 0 OR e.source_id = ANY ($7))
            AND (cardinality($8::uuid[]) = 0 OR EXISTS (
                SELECT FROM deliveries d
                WHERE d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
                    AND d.endpoint_id = ANY ($8)
            ))
            AND ($9::text IS NULL OR e.event_type = $9)
            AND ($10::text IS NULL OR e.idempotency_key = $10)
        """

    private static let select = """
        SELECT \(EventStatements.columns), e.expected_deliveries, e.is_duplicate, e.status_reason FROM events e
        """
}
