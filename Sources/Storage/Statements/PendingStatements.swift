internal import Postgres

/// What is done with `pending_deliveries`: the deliveries that must be in the schedule.
enum PendingStatements {
    /// Forgets deliveries unless they are unfinished after all. By the primary keys of both tables: `OFFSET 0` makes
    /// the planner take them in this order.
    static let forget = PostgresStatement(
        "pending.forget",
        """
        DELETE FROM pending_deliveries WHERE ctid = ANY (ARRAY(
            SELECT p.place
            FROM unnest($1::uuid[]) AS k(id)
            CROSS JOIN LATERAL (
                SELECT q.ctid AS place, q.* FROM pending_deliveries q WHERE q.delivery_id = k.id OFFSET 0
            ) p
            LEFT JOIN LATERAL (
                SELECT true AS is_unfinished FROM deliveries o
                WHERE o.project_id = p.project_id AND o.created_at = p.created_at AND o.event_id = p.event_id
                    AND o.id = p.delivery_id AND o.endpoint_id = p.endpoint_id AND o.status IN (0, 1, 2)
                OFFSET 0
            ) d ON true
            WHERE d.is_unfinished IS NULL
        ))
        """
    )

    /// What should have been sent by a time, earliest first, in steps. By the index on due_at.
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
