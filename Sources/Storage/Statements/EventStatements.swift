internal import Postgres

/// What is done with `events`; its one B-tree is the primary key (project_id, created_at, id).
enum EventStatements {
    /// Stores a batch in which no event has an idempotency key. Collisions are found by the primary key.
    static let insert = PostgresStatement(
        "events.insert",
        """
        INSERT INTO events (id, project_id, source_id, created_at, acknowledged_at, expected_deliveries, is_replay,
            event_type, target, headers, idempotency_key, position, status_reason, data, is_duplicate)
        SELECT *, false
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::smallint[],
            $7::boolean[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[])
        ON CONFLICT DO NOTHING
        RETURNING id, is_duplicate
        """
    )

    /// Claims the keys of a batch for its events: the first claim stays. By the primary key of `idempotency_keys`.
    static let claimKeys = PostgresStatement(
        "events.claim_keys",
        """
        INSERT INTO idempotency_keys (project_id, key, event_id, created_at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])
        ON CONFLICT DO NOTHING
        """
    )

    /// Stores a batch after its keys were claimed; `$15` is the key as claimed, which differs from the producer's when
    /// that is very long. A statement of its own, so that it sees the claims of everybody.
    static let insertClaimed = PostgresStatement(
        "events.insert_claimed",
        """
        INSERT INTO events (id, project_id, source_id, created_at, acknowledged_at, expected_deliveries, is_replay,
            event_type, target, headers, idempotency_key, position, status_reason, data, is_duplicate)
        SELECT n.id, n.project_id, n.source_id, n.created_at, n.acknowledged_at, n.expected, n.is_replay,
            n.event_type, n.target, n.headers, n.idempotency_key, n.position, n.reason, n.data,
            EXISTS (
                SELECT FROM idempotency_keys k
                WHERE k.project_id = n.project_id AND k.key = n.claim AND k.event_id <> n.id
            )
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::smallint[],
            $7::boolean[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[],
            $15::text[])
            AS n(id, project_id, source_id, created_at, acknowledged_at, expected, is_replay,
                event_type, target, headers, idempotency_key, position, reason, data, claim)
        ON CONFLICT DO NOTHING
        RETURNING id, is_duplicate
        """
    )

    /// How many of some events, or dead letters made in their place, are stored; an event that only a replay has brought so far
    /// does not count, for its ordinary deliveries are not expected yet. By the primary keys of both tables.
    static let countStored = PostgresStatement(
        "events.count_stored",
        """
        SELECT count(*)
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS k(project_id, created_at, id)
        WHERE EXISTS (
            SELECT FROM events e WHERE e.project_id = k.project_id AND e.created_at = k.created_at AND e.id = k.id
                AND NOT e.is_replay
        ) OR EXISTS (SELECT FROM dead_letters l WHERE l.id = k.id)
        """
    )

    /// Which of some events that were stored before are duplicates. By primary key.
    static let duplicates = PostgresStatement(
        "events.duplicates",
        """
        SELECT e.id
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS k(project_id, created_at, id)
        JOIN events e ON e.project_id = k.project_id AND e.created_at = k.created_at AND e.id = k.id
        WHERE e.is_duplicate
        """
    )

    /// Events that have fewer deliveries than expected, replays not counted; the time range by the BRIN index on
    /// acknowledged_at, the count by the primary key of `deliveries`.
    static let undelivered = PostgresStatement(
        "events.undelivered",
        """
        SELECT \(columns), e.expected_deliveries
        FROM events e
        WHERE e.acknowledged_at >= $1 AND e.acknowledged_at < $2 AND NOT e.is_duplicate AND e.expected_deliveries > (
            SELECT count(*) FROM deliveries d
            WHERE d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
                AND d.replay_job_id IS NULL
        )
        ORDER BY e.acknowledged_at
        LIMIT $3
        """
    )

    /// Corrects what is expected of events after they were matched again. By primary key.
    static let expect = PostgresStatement(
        "events.expect",
        """
        UPDATE events e
        SET expected_deliveries = k.expected, status_reason = k.reason, is_replay = false
        FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::smallint[], $5::text[])
            AS k(project_id, created_at, id, expected, reason)
        WHERE e.project_id = k.project_id AND e.created_at = k.created_at AND e.id = k.id
        """
    )

    /// Forgets a bounded number of old idempotency keys; found by the BRIN index on created_at.
    static let expireKeys = PostgresStatement(
        "events.expire_keys",
        """
        DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotency_keys WHERE created_at < now() - make_interval(secs => $1) LIMIT $2
        ))
        """
    )

    /// What an envelope is read from, in the order of `EventColumns.envelope(from:at:)`.
    static let columns = """
        e.id, e.project_id, e.source_id, e.event_type, e.target, e.headers, e.idempotency_key, e.position, \
        e.acknowledged_at, e.data
        """
}
