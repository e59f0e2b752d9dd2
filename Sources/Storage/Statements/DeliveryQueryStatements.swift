internal import Postgres

/// How deliveries are looked at: within one project, by the primary key (project_id, created_at, event_id, id) in
/// either direction, a millisecond at a time, or by the index on (endpoint_id, created_at); their events by primary
/// key.
enum DeliveryQueryStatements {
    /// One delivery.
    static let one = PostgresStatement(
        "delivery_queries.one",
        "\(select) WHERE d.project_id = $1 AND d.created_at = $2 AND d.id = $3"
    )

    /// A page, newest first.
    static let listDescending = PostgresStatement(
        "delivery_queries.list_descending",
        "\(list) AND (d.created_at, d.id) < ($4, $5) ORDER BY d.created_at DESC, d.id DESC LIMIT $6"
    )

    /// A page, oldest first.
    static let listAscending = PostgresStatement(
        "delivery_queries.list_ascending",
        "\(list) AND (d.created_at, d.id) > ($4, $5) ORDER BY d.created_at, d.id LIMIT $6"
    )

    private static let list = """
        \(select)
        WHERE d.project_id = $1 AND d.created_at >= $2 AND d.created_at < $3
            AND (cardinality($7::uuid[]) = 0 OR d.endpoint_id = ANY ($7))
            AND ($8::uuid IS NULL OR d.event_id = $8)
            AND ($9::uuid IS NULL OR d.subscription_id = $9)
            AND (cardinality($10::smallint[]) = 0 OR d.status = ANY ($10))
            AND ($11::text IS NULL OR d.event_type = $11)
            AND (cardinality($12::uuid[]) = 0 OR e.source_id = ANY ($12))
            AND ($13::text IS NULL OR e.idempotency_key = $13)
        """

    private static let select = """
        SELECT d.id, d.project_id, d.event_id, d.endpoint_id, d.subscription_id, d.event_type, d.acknowledged_at,
            d.status, d.attempts, d.attempts_before, d.next_send_at, d.last_status, d.description, d.updated_at,
            d.latency_ms, d.replay_job_id, e.source_id, e.idempotency_key
        FROM deliveries d
        LEFT JOIN events e ON e.project_id = d.project_id AND e.created_at = d.created_at AND e.id = d.event_id
        """
}
