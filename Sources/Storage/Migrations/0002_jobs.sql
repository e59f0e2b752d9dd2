-- Writers wait while this waits: rather give up, and be run again.
SET LOCAL lock_timeout = '5s';

-- The job that delivers an event once more; NULL: an ordinary delivery.
ALTER TABLE deliveries ADD COLUMN replay_job_id uuid;

-- Work that is asked for once and takes its time, such as reading a topic again.

CREATE TABLE jobs (
    id                  uuid        PRIMARY KEY,
    project_id          uuid        NOT NULL REFERENCES projects ON DELETE CASCADE,
    type                text        NOT NULL CHECK (type IN ('backfill')),
    source_id           uuid        NOT NULL,
    -- NULL: every endpoint that the routes name.
    endpoint_id         uuid,
    -- As asked for, with times instead of durations.
    range_from          text        NOT NULL,
    range_to            text        NOT NULL,
    -- Events a second; NULL: as fast as the intake takes them.
    rate                integer     CHECK (rate >= 1),
    is_dry_run          boolean     NOT NULL,
    state               text        NOT NULL
                        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    cancel_requested_at timestamptz,
    -- The process that does it, until its lease ends; NULL: nobody.
    owner               text,
    lease_until         timestamptz,
    -- Why it failed, or what holds it up.
    error               text,
    -- How far it has come: where it goes on when its process dies.
    messages            bigint      NOT NULL DEFAULT 0,
    events              bigint      NOT NULL DEFAULT 0,
    dead_letters        bigint      NOT NULL DEFAULT 0,
    skipped             bigint      NOT NULL DEFAULT 0,
    oldest_at           timestamptz,
    newest_at           timestamptz,
    partition_names     text[]      NOT NULL DEFAULT '{}',
    partition_starts    bigint[]    NOT NULL DEFAULT '{}',
    partition_positions bigint[]    NOT NULL DEFAULT '{}',
    partition_ends      bigint[]    NOT NULL DEFAULT '{}',
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    started_at          timestamptz,
    finished_at         timestamptz,
    FOREIGN KEY (project_id, source_id) REFERENCES sources (project_id, id) ON DELETE CASCADE
);
CREATE INDEX jobs_project ON jobs (project_id, id);
CREATE INDEX jobs_source ON jobs (project_id, source_id);
-- What somebody has to do: a few rows.
CREATE INDEX jobs_unfinished ON jobs (id) WHERE state IN ('waiting', 'running');

-- As before, but an event is complete by its ordinary deliveries, not by replays; and no day goes while one is read again, whose
-- deliveries may not have rows yet.
CREATE OR REPLACE FUNCTION longshore_drop_day(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    events_name     text := longshore_partition_name('events', day);
    deliveries_name text := longshore_partition_name('deliveries', day);
    lower           timestamptz := day::timestamp AT TIME ZONE 'UTC';
    upper           timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
    found           boolean;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    PERFORM pg_advisory_xact_lock(hashtext('longshore_partitions'));
    IF EXISTS (
        SELECT FROM jobs
        WHERE NOT is_dry_run AND (state = 'running' OR finished_at > now() - interval '1 hour')
    ) THEN
        RETURN false;
    END IF;
    IF NOT longshore_has_partition('events', day) OR NOT longshore_has_partition('deliveries', day) THEN
        RETURN false;
    END IF;
    -- The long look first, without any lock: events that lack deliveries.
    EXECUTE format(
        'SELECT EXISTS (
            SELECT FROM %I e
            LEFT JOIN (
                SELECT project_id, created_at, event_id, count(*) AS made FROM %I
                WHERE replay_job_id IS NULL GROUP BY 1, 2, 3
            ) d ON d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
            WHERE NOT e.is_duplicate AND e.expected_deliveries > coalesce(d.made, 0)
        )', events_name, deliveries_name
    ) INTO found;
    IF found THEN
        RETURN false;
    END IF;
    -- The parents first, as every writer does.
    LOCK TABLE ONLY events IN ACCESS EXCLUSIVE MODE;
    LOCK TABLE ONLY deliveries IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE acknowledged_at > now() - interval ''1 day'')', events_name)
        INTO found;
    IF found OR EXISTS (SELECT FROM pending_deliveries WHERE created_at >= lower AND created_at < upper) THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE %I, %I', events_name, deliveries_name);
    RETURN true;
END $$;
