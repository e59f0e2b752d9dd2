internal import Postgres

/// What is done with `attempts`; its primary key is (delivery_id, id, created_at).
enum AttemptStatements {
    /// Stores attempts; one that is stored already stays as it is. By primary key.
    static let insert = PostgresStatement(
        "attempts.insert",
        """
        INSERT INTO attempts (delivery_id, id, created_at, name_lookup_us, connect_us, tls_us, first_byte_us, total_us,
            number, status, is_truncated, method, url, address, error, request_headers, response_headers, response_body)
        SELECT *
        FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::integer[], $5::integer[], $6::integer[],
            $7::integer[], $8::integer[], $9::smallint[], $10::smallint[], $11::boolean[], $12::text[], $13::text[],
            $14::text[], $15::text[], $16::text[], $17::text[], $18::bytea[])
        ON CONFLICT DO NOTHING
        """
    )

    /// The attempts of one delivery, oldest first, if the delivery is in the project. By primary key, in the partitions
    /// between the delivery's acceptance and its last change, with a day's room for clocks that differ.
    static let ofDelivery = PostgresStatement(
        "attempts.of_delivery",
        """
        SELECT a.id, a.delivery_id, a.number, a.created_at, a.method, a.url, a.address, a.request_headers, a.status,
            a.response_headers, a.response_body, a.is_truncated, a.error, a.name_lookup_us, a.connect_us, a.tls_us,
            a.first_byte_us, a.total_us
        FROM deliveries d
        JOIN attempts a ON a.delivery_id = d.id
            AND a.created_at >= d.acknowledged_at - interval '1 day' AND a.created_at <= d.updated_at + interval '1 day'
        WHERE d.project_id = $1 AND d.created_at = $2 AND d.id = $3
        ORDER BY a.created_at, a.id
        LIMIT $4
        """
    )
}
