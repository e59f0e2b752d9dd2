internal import Postgres

/// What is done with `pending_deliveries`: the deliveries that must be in the schedule.
enum PendingStatements {
    /// Notes the deliveries of a batch that are not finished, as they are now. By the primary keys of both tables.
    static let note = PostgresStatement(
        "pending.note",
        """
        INSERT INTO pending_deliveries (delivery_id, project_id, endpoint_id, created_at, due_at)
        SELECT d.id, d.project_id, d.endpoint_id, d.created_at, coalesce(d.next_send_at, d.updated_at)
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS k(project_id, created_at, id)
        JOIN deliveries d ON d.project_id = k.project_id AND d.created_at = k.created_at AND d.id = k.id
        WHERE d.status IN (0, 1, 2)
        ON CONFLICT (delivery_id) DO UPDATE SET due_at = excluded.due_at
        """
    )

    /// Forgets deliveries unless they are unfinished after all. By the primary keys of both tables.
    static let forget = PostgresStatement(
        "pending.forget",
        """
        DELETE FROM pending_deliveries p
        USING unnest($1::uuid[]) AS k(id)
        WHERE p.delivery_id = k.id AND NOT EXISTS (
            SELECT FROM deliveries d
            WHERE d.project_id = p.project_id AND d.created_at = p.created_at AND d.id = p.delivery_id
                AND d.status IN (0, 1, 2)
        )
        """
    )

    /// What should have been sent by a time, earliest first. By the index on due_at.
    static let overdue = PostgresStatement(
        "pending.overdue",
        """
        SELECT delivery_id, project_id, endpoint_id, due_at
        FROM pending_deliveries
        WHERE due_at < $1
        ORDER BY due_at
        LIMIT $2
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
