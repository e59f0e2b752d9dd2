internal import Postgres

/// What is done with `pending_deliveries`: the deliveries that must be in the schedule.
enum PendingStatements {
    /// Notes the deliveries of a batch that are not finished, as they are now. By the primary keys of both tables.
    static let note = PostgresStatement(
        "pending.note",
        """
        INSERT INTO pending_deliveries (delivery_id, project_id, event_id, endpoint_id, created_at, due_at)
        SELECT d.id, d.project_id, d.event_id, d.endpoint_id, d.created_at, coalesce(d.next_send_at, d.updated_at)
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[]) AS k(project_id, created_at, event_id, id)
        JOIN deliveries d ON d.project_id = k.project_id AND d.created_at = k.created_at AND d.event_id = k.event_id
            AND d.id = k.id
        WHERE d.status IN (0, 1, 2)
        ON CONFLICT (delivery_id) DO UPDATE SET due_at = excluded.due_at
        """
    )

    /// Forgets deliveries unless they are unfinished after all. By the primary keys of both tables: `OFFSET 0` keeps the
    /// planner from reading the whole table, which looks cheap to it while the table is empty.
    static let forget = PostgresStatement(
        "pending.forget",
        """
        DELETE FROM pending_deliveries WHERE ctid = ANY (ARRAY(
            SELECT p.row
            FROM unnest($1::uuid[]) AS k(id)
            CROSS JOIN LATERAL (
                SELECT q.ctid AS row, q.* FROM pending_deliveries q WHERE q.delivery_id = k.id OFFSET 0
            ) p
            WHERE NOT EXISTS (
                SELECT FROM deliveries d
                WHERE d.project_id = p.project_id AND d.created_at = p.created_at AND d.event_id = p.event_id
                    AND d.id = p.delivery_id AND d.status IN (0, 1, 2)
            )
        ))
        """
    )

    /// What should have been sent by a time, earliest first, in steps. By the index on (due_at, delivery_id).
    static let overdue = PostgresStatement(
        "pending.overdue",
        """
        SELECT delivery_id, project_id, endpoint_id, due_at
        FROM pending_deliveries
        WHERE due_at < $1 AND (due_at, delivery_id) > ($2, $3)
        ORDER BY due_at, delivery_id
        LIMIT $4
        """
    )

    /// Everything, in steps. By primary key.
    static let all = PostgresStatement(
        "pending.all",
        """
        SELECT delivery_id, project_id, endpoint_id, due_at
        FROM pending_deliveries
        WHERE delivery_id > $1
        ORDER BY delivery_id
        LIMIT $2
        """
    )
}
