internal import Postgres

/// What is done with the daily partitions; the work itself is functions in the database. Runs seldom.
enum PartitionStatements {
    /// The partitions that are missing around today, nearest first.
    static let missing = PostgresStatement(
        "partitions.missing",
        """
        SELECT p.parent, d.day::date::text
        FROM unnest(ARRAY['events', 'deliveries', 'attempts']) AS p(parent),
            LATERAL (SELECT (now() AT TIME ZONE 'UTC')::date AS today) t,
            generate_series(t.today - $1::integer, t.today + $2::integer, interval '1 day') AS d(day)
        WHERE NOT longshore_has_partition(p.parent, d.day::date)
        ORDER BY abs(d.day::date - t.today), d.day, p.parent
        """
    )

    /// Makes one partition, with the rows of that day.
    static let ensure = PostgresStatement("partitions.ensure", "SELECT longshore_ensure_partition($1, $2::date)")

    /// The days before a number of days ago that have a partition, oldest first.
    static let old = PostgresStatement(
        "partitions.old",
        """
        SELECT day::text
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid,
            LATERAL (SELECT to_date(substring(c.relname FROM '_y(\\d{4}m\\d{2}d\\d{2})$'), 'YYYY"m"MM"d"DD') AS day) d
        WHERE i.inhparent = $1::regclass AND day < (now() AT TIME ZONE 'UTC')::date - $2::integer
        ORDER BY day
        """
    )

    /// Drops one day's events and deliveries unless there is work in them.
    static let dropDay = PostgresStatement("partitions.drop_day", "SELECT longshore_drop_day($1::date)")

    /// Drops one day's attempts unless there is work in them.
    static let dropAttempts = PostgresStatement("partitions.drop_attempts", "SELECT longshore_drop_attempts($1::date)")

    /// Deletes a bounded number of finished events that have no daily partition. By the BRIN index on acknowledged_at.
    static let deleteEvents = PostgresStatement(
        "partitions.delete_events",
        """
        DELETE FROM events_default WHERE ctid = ANY (ARRAY(
            SELECT e.ctid FROM events_default e
            WHERE e.acknowledged_at < now() - make_interval(days => $1::integer)
                AND (e.is_duplicate OR e.expected_deliveries <= (
                    SELECT count(*) FROM deliveries d
                    WHERE d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
                        AND d.replay_job_id IS NULL
                ))
                AND NOT EXISTS (
                    SELECT FROM jobs WHERE NOT is_dry_run AND (state = 'running' OR finished_at > now() - interval '1 hour')
                )
                AND NOT EXISTS (
                    SELECT FROM deliveries d JOIN pending_deliveries p ON p.delivery_id = d.id
                    WHERE d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
                )
            LIMIT $2
        ))
        """
    )

    /// Deletes a bounded number of deliveries that have no daily partition and whose event is gone: an event is counted
    /// as delivered by its deliveries, so it goes first.
    static let deleteDeliveries = PostgresStatement(
        "partitions.delete_deliveries",
        """
        DELETE FROM deliveries_default WHERE ctid = ANY (ARRAY(
            SELECT d.ctid FROM deliveries_default d
            WHERE d.acknowledged_at < now() - make_interval(days => $1::integer)
                AND NOT EXISTS (SELECT FROM pending_deliveries p WHERE p.delivery_id = d.id)
                AND NOT EXISTS (
                    SELECT FROM events e
                    WHERE e.project_id = d.project_id AND e.created_at = d.created_at AND e.id = d.event_id
                )
            LIMIT $2
        ))
        """
    )

    /// Deletes a bounded number of attempts that have no daily partition.
    static let deleteAttempts = PostgresStatement(
        "partitions.delete_attempts",
        """
        DELETE FROM attempts_default WHERE ctid = ANY (ARRAY(
            SELECT a.ctid FROM attempts_default a
            WHERE a.created_at < now() - make_interval(days => $1::integer)
                AND NOT EXISTS (SELECT FROM pending_deliveries p WHERE p.delivery_id = a.delivery_id)
            LIMIT $2
        ))
        """
    )
}
