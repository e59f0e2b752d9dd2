internal import Postgres

/// What is done with `deliveries`; its primary key is (project_id, created_at, event_id, id), where created_at is the
/// event's.
enum DeliveryStatements {
    /// Writes states; a success stays, and so does a state with more attempts. Of what was written, notes the
    /// unfinished as pending and forgets the finished. By the primary keys of `deliveries` and `pending_deliveries`:
    /// `OFFSET 0` makes the planner start from what was written.
    static let record = PostgresStatement(
        "deliveries.record",
        """
        WITH written AS (
            INSERT INTO deliveries AS old (id, project_id, event_id, endpoint_id, subscription_id, created_at,
                acknowledged_at, updated_at, next_send_at, latency_ms, status, attempts, attempts_before, last_status,
                event_type, description, replay_job_id)
            SELECT *
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[],
                $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::integer[], $11::smallint[],
                $12::smallint[], $13::smallint[], $14::smallint[], $15::text[], $16::text[], $17::uuid[])
            ON CONFLICT (project_id, created_at, event_id, id) DO UPDATE
            SET updated_at = excluded.updated_at, next_send_at = excluded.next_send_at,
                latency_ms = excluded.latency_ms, status = excluded.status, attempts = excluded.attempts,
                attempts_before = excluded.attempts_before,
                last_status = coalesce(excluded.last_status, old.last_status), description = excluded.description
            WHERE old.status <> 3 AND old.attempts <= excluded.attempts
            RETURNING id, project_id, event_id, endpoint_id, created_at, coalesce(next_send_at, updated_at) AS due_at,
                status IN (0, 1, 2) AS is_unfinished
        ),
        forgotten AS (
            DELETE FROM pending_deliveries WHERE ctid = ANY (ARRAY(
                SELECT p.place
                FROM written w
                CROSS JOIN LATERAL (
                    SELECT q.ctid AS place FROM pending_deliveries q WHERE q.delivery_id = w.id OFFSET 0
                ) p
                WHERE NOT w.is_unfinished
            ))
        )
        INSERT INTO pending_deliveries (delivery_id, project_id, event_id, endpoint_id, created_at, due_at)
        SELECT id, project_id, event_id, endpoint_id, created_at, due_at FROM written WHERE is_unfinished
        ON CONFLICT (delivery_id) DO UPDATE SET due_at = excluded.due_at
        """
    )

    /// The deliveries that events have. By the first three columns of the primary key.
    static let ofEvents = PostgresStatement(
        "deliveries.of_events",
        """
        SELECT d.id, d.event_id, d.endpoint_id, d.status, d.next_send_at, d.replay_job_id
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS k(project_id, created_at, id)
        JOIN deliveries d ON d.project_id = k.project_id AND d.created_at = k.created_at AND d.event_id = k.id
        """
    )

    /// Unfinished deliveries with their events. By the primary keys of `pending_deliveries`, `deliveries` and `events`:
    /// `OFFSET 0` makes the planner take them in this order.
    static let scheduled = PostgresStatement(
        "deliveries.scheduled",
        """
        SELECT \(EventStatements.columns), d.id, d.endpoint_id, d.subscription_id, d.status, d.attempts,
            d.attempts_before, p.due_at, d.last_status, d.acknowledged_at, d.replay_job_id
        FROM unnest($1::uuid[]) AS k(id)
        CROSS JOIN LATERAL (SELECT q.* FROM pending_deliveries q WHERE q.delivery_id = k.id OFFSET 0) p
        CROSS JOIN LATERAL (
            SELECT o.* FROM deliveries o
            WHERE o.project_id = p.project_id AND o.created_at = p.created_at AND o.event_id = p.event_id
                AND o.id = p.delivery_id AND o.endpoint_id = p.endpoint_id AND o.status IN (0, 1, 2)
            OFFSET 0
        ) d
        CROSS JOIN LATERAL (
            SELECT o.* FROM events o
            WHERE o.project_id = d.project_id AND o.created_at = d.created_at AND o.id = d.event_id
            OFFSET 0
        ) e
        """
    )

    /// Opens deliveries again that are in one of the given states: the retry schedule begins anew. By the part of the
    /// primary key that their millisecond is.
    static let reopen = PostgresStatement(
        "deliveries.reopen",
        """
        WITH reopened AS (
            UPDATE deliveries d
            SET status = 0, attempts_before = d.attempts, next_send_at = $4, updated_at = $4, latency_ms = NULL,
                description = ''
            FROM unnest($2::timestamptz[], $3::uuid[]) AS k(created_at, id)
            WHERE d.project_id = $1 AND d.created_at = k.created_at AND d.id = k.id AND d.status = ANY ($5::smallint[])
            RETURNING d.id, d.project_id, d.event_id, d.endpoint_id, d.created_at, d.next_send_at
        )
        INSERT INTO pending_deliveries (delivery_id, project_id, event_id, endpoint_id, created_at, due_at)
        SELECT id, project_id, event_id, endpoint_id, created_at, next_send_at FROM reopened
        ON CONFLICT (delivery_id) DO UPDATE SET due_at = excluded.due_at
        RETURNING delivery_id, project_id, endpoint_id, due_at
        """
    )
}
