-- Ids are ULIDs kept as uuid (16 bytes, same order). The time inside an id is the row's created_at, to the millisecond,
-- so a look-up by id always knows the partition.

-- ── Configuration ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE projects (
    id                 uuid        PRIMARY KEY,
    name               text        NOT NULL UNIQUE,
    type               text        NOT NULL CHECK (type IN ('outgoing', 'incoming')),
    signature_header   text        NOT NULL,
    -- "sha256/hex", oldest first: the position is the N of vN.
    signature_versions text[]      NOT NULL,
    -- linear {every}, exponential {base, maximum}, schedule {…}: milliseconds.
    retry_kind         text        NOT NULL CHECK (retry_kind IN ('linear', 'exponential', 'schedule')),
    retry_delays       bigint[]    NOT NULL,
    retry_attempts     integer     NOT NULL CHECK (retry_attempts >= 1),
    max_payload_bytes  bigint      NOT NULL CHECK (max_payload_bytes >= 1),
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
    id         uuid        PRIMARY KEY,
    -- The clear part of the key, by which it is found.
    mask       text        NOT NULL UNIQUE,
    salt       bytea       NOT NULL,
    hash       bytea       NOT NULL,
    name       text        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('admin', 'member', 'viewer')),
    -- NULL: the whole instance.
    project_id uuid        REFERENCES projects ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_keys_project ON api_keys (project_id);

CREATE TABLE sources (
    id              uuid        PRIMARY KEY,
    project_id      uuid        NOT NULL REFERENCES projects ON DELETE CASCADE,
    name            text        NOT NULL,
    kind            text        NOT NULL,
    workers         integer     NOT NULL CHECK (workers >= 1),
    -- JSON beside the connector's own settings: format, event type, target, labels.
    options         text        NOT NULL,
    -- The connector's settings as JSON, sealed: they hold credentials.
    settings        bytea       NOT NULL,
    -- The same with every secret masked.
    settings_public text        NOT NULL,
    status          text        NOT NULL CHECK (status IN ('active', 'paused')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (project_id, name),
    UNIQUE (project_id, id)
);

CREATE TABLE endpoints (
    id                  uuid        PRIMARY KEY,
    project_id          uuid        NOT NULL REFERENCES projects ON DELETE CASCADE,
    name                text        NOT NULL,
    description         text        NOT NULL,
    url                 text        NOT NULL,
    owner_id            text,
    status              text        NOT NULL CHECK (status IN ('active', 'inactive', 'paused')),
    timeout_ms          integer     NOT NULL CHECK (timeout_ms >= 1),
    advanced_signatures boolean     NOT NULL,
    -- Sealed JSON; NULL: none.
    authentication      bytea,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (project_id, id)
);

CREATE TABLE endpoint_secrets (
    id          uuid        PRIMARY KEY,
    endpoint_id uuid        NOT NULL REFERENCES endpoints ON DELETE CASCADE,
    value       bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- Checked at each signing; NULL: does not expire.
    expires_at  timestamptz
);
CREATE INDEX endpoint_secrets_endpoint ON endpoint_secrets (endpoint_id);

CREATE TABLE subscriptions (
    id             uuid        PRIMARY KEY,
    project_id     uuid        NOT NULL REFERENCES projects ON DELETE CASCADE,
    name           text        NOT NULL,
    -- NULL: events of any source.
    source_id      uuid,
    endpoint_id    uuid        NOT NULL,
    event_types    text[]      NOT NULL,
    -- As in projects; all NULL: the project's policy.
    retry_kind     text        CHECK (retry_kind IN ('linear', 'exponential', 'schedule')),
    retry_delays   bigint[],
    retry_attempts integer     CHECK (retry_attempts >= 1),
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    UNIQUE (project_id, id),
    -- Over both columns, so that an id of another project cannot be named.
    FOREIGN KEY (project_id, source_id) REFERENCES sources (project_id, id) ON DELETE CASCADE,
    FOREIGN KEY (project_id, endpoint_id) REFERENCES endpoints (project_id, id) ON DELETE CASCADE,
    CHECK ((retry_kind IS NULL) = (retry_delays IS NULL) AND (retry_kind IS NULL) = (retry_attempts IS NULL))
);
CREATE INDEX subscriptions_source ON subscriptions (project_id, source_id);
CREATE INDEX subscriptions_endpoint ON subscriptions (project_id, endpoint_id);

-- Every role holds the configuration in memory and reads it again when this number grows.
CREATE TABLE configuration_version (
    single  boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint  NOT NULL
);
INSERT INTO configuration_version (version) VALUES (1);

CREATE FUNCTION longshore_configuration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    current bigint;
BEGIN
    UPDATE configuration_version SET version = version + 1 RETURNING version INTO current;
    PERFORM pg_notify('longshore_configuration', current::text);
    RETURN NULL;
END $$;

CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON projects
    FOR EACH STATEMENT EXECUTE FUNCTION longshore_configuration_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON sources
    FOR EACH STATEMENT EXECUTE FUNCTION longshore_configuration_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON endpoints
    FOR EACH STATEMENT EXECUTE FUNCTION longshore_configuration_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON endpoint_secrets
    FOR EACH STATEMENT EXECUTE FUNCTION longshore_configuration_changed();
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON subscriptions
    FOR EACH STATEMENT EXECUTE FUNCTION longshore_configuration_changed();

-- ── Events, deliveries, attempts: one partition per UTC day and a default one ────────────────────────────────────────
-- Each index costs every event, so there is one per table, and it serves the look-up, the de-duplication and the
-- listing at once: the project comes first because every look-up knows it.

CREATE TABLE events (
    id                  uuid        NOT NULL,
    project_id          uuid        NOT NULL,
    source_id           uuid,
    created_at          timestamptz NOT NULL,
    acknowledged_at     timestamptz NOT NULL,
    expected_deliveries smallint    NOT NULL,
    is_duplicate        boolean     NOT NULL,
    is_replay           boolean     NOT NULL,
    event_type          text        NOT NULL,
    -- subscriptions, endpoint:<ULID>, owner:<id>, broadcast.
    target              text        NOT NULL,
    -- A JSON object in which names may repeat.
    headers             text        NOT NULL,
    idempotency_key     text,
    position            text        NOT NULL,
    -- Why nothing was delivered.
    status_reason       text,
    data                bytea       NOT NULL,
    PRIMARY KEY (project_id, created_at, id)
) PARTITION BY RANGE (created_at);
-- For the sweep and for retention: a few bytes per 32 pages.
CREATE INDEX events_acknowledged ON events USING brin (acknowledged_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE TABLE events_default PARTITION OF events DEFAULT;

CREATE TABLE deliveries (
    id               uuid        NOT NULL,
    project_id       uuid        NOT NULL,
    event_id         uuid        NOT NULL,
    endpoint_id      uuid        NOT NULL,
    subscription_id  uuid,
    -- The event's created_at: the derived id carries the same millisecond.
    created_at       timestamptz NOT NULL,
    acknowledged_at  timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    next_send_at     timestamptz,
    latency_ms       integer,
    -- 0 scheduled, 1 processing, 2 retry, 3 success, 4 failure, 5 discarded.
    status           smallint    NOT NULL,
    attempts         smallint    NOT NULL,
    -- Attempts made before the current retry schedule began: more than 0 after a manual resend.
    attempts_before  smallint    NOT NULL,
    last_status      smallint,
    event_type       text        NOT NULL,
    description      text        NOT NULL,
    -- The event before the id: brokers give thousands of events the same millisecond, each looks for its deliveries.
    PRIMARY KEY (project_id, created_at, event_id, id)
) PARTITION BY RANGE (created_at);
CREATE INDEX deliveries_endpoint ON deliveries (endpoint_id, created_at);
CREATE TABLE deliveries_default PARTITION OF deliveries DEFAULT;

CREATE TABLE attempts (
    delivery_id      uuid        NOT NULL,
    id               uuid        NOT NULL,
    -- When the request began.
    created_at       timestamptz NOT NULL,
    name_lookup_us   integer,
    connect_us       integer,
    tls_us           integer,
    first_byte_us    integer,
    total_us         integer     NOT NULL,
    number           smallint    NOT NULL,
    status           smallint,
    is_truncated     boolean     NOT NULL,
    method           text        NOT NULL,
    url              text        NOT NULL,
    address          text,
    error            text,
    request_headers  text        NOT NULL,
    response_headers text        NOT NULL,
    response_body    bytea       NOT NULL,
    PRIMARY KEY (delivery_id, id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;

-- Deliveries that did not end with their first attempt: what must be in the schedule, and is put back by the sweep.
CREATE TABLE pending_deliveries (
    delivery_id uuid        PRIMARY KEY,
    project_id  uuid        NOT NULL,
    event_id    uuid        NOT NULL,
    endpoint_id uuid        NOT NULL,
    created_at  timestamptz NOT NULL,
    due_at      timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
CREATE INDEX pending_deliveries_due ON pending_deliveries (due_at);

CREATE TABLE idempotency_keys (
    project_id uuid        NOT NULL,
    key        text        NOT NULL,
    event_id   uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys USING brin (created_at)
    WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE dead_letters (
    id          uuid        PRIMARY KEY,
    project_id  uuid        NOT NULL,
    source_id   uuid,
    position    text        NOT NULL,
    reason      text        NOT NULL,
    headers     text        NOT NULL,
    key         bytea,
    body        bytea       NOT NULL,
    received_at timestamptz NOT NULL,
    resolved_at timestamptz,
    resolution  text        CHECK (resolution IN ('resubmitted', 'discarded')),
    CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);
CREATE INDEX dead_letters_project ON dead_letters (project_id, id);

-- The value that Redis must still hold; when it does not, Redis lost what it was given.
CREATE TABLE redis_state (
    shard       integer     PRIMARY KEY,
    marker      text        NOT NULL,
    verified_at timestamptz NOT NULL
);

-- ── Partitions ───────────────────────────────────────────────────────────────────────────────────────────────────

CREATE FUNCTION longshore_partition_name(parent text, day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT parent || to_char(day, '"_y"YYYY"m"MM"d"DD')
$$;

-- Asks the catalogue itself: to_regclass may answer from a cache that has not heard of another session's commit.
CREATE FUNCTION longshore_has_partition(parent text, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent::regclass AND c.relname = longshore_partition_name(parent, day)
    )
$$;

-- Makes one day's partition and moves into it what the default partition holds of that day. False: it was there.
CREATE FUNCTION longshore_ensure_partition(parent text, day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    name  text := longshore_partition_name(parent, day);
    lower text := day::text || ' 00:00:00+00';
    upper text := (day + 1)::text || ' 00:00:00+00';
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    PERFORM pg_advisory_xact_lock(hashtext('longshore_partitions'));
    IF longshore_has_partition(parent, day) THEN
        RETURN false;
    END IF;
    EXECUTE format('LOCK TABLE ONLY %I IN SHARE UPDATE EXCLUSIVE MODE', parent);
    -- Until the end of this transaction nobody adds rows of this day to the default partition.
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE created_at >= %L AND created_at < %L RETURNING *)
         INSERT INTO %I SELECT * FROM moved',
        parent || '_default', lower, upper, name
    );
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, lower, upper);
    RETURN true;
END $$;

-- Drops one day's events and deliveries unless work is unfinished in it or events arrived for it lately.
-- False: kept, or not there.
CREATE FUNCTION longshore_drop_day(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    events_name     text := longshore_partition_name('events', day);
    deliveries_name text := longshore_partition_name('deliveries', day);
    lower           timestamptz := day::timestamp AT TIME ZONE 'UTC';
    upper           timestamptz := (day + 1)::timestamp AT TIME ZONE 'UTC';
    found           boolean;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    PERFORM pg_advisory_xact_lock(hashtext('longshore_partitions'));
    IF NOT longshore_has_partition('events', day) OR NOT longshore_has_partition('deliveries', day) THEN
        RETURN false;
    END IF;
    -- The long look first, without any lock: events that lack deliveries.
    EXECUTE format(
        'SELECT EXISTS (
            SELECT FROM %I e
            LEFT JOIN (SELECT project_id, created_at, event_id, count(*) AS made FROM %I GROUP BY 1, 2, 3) d
                ON d.project_id = e.project_id AND d.created_at = e.created_at AND d.event_id = e.id
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

-- Drops one day's attempts unless one of them belongs to an unfinished delivery. False: kept, or not there.
CREATE FUNCTION longshore_drop_attempts(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    name  text := longshore_partition_name('attempts', day);
    found boolean;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    PERFORM pg_advisory_xact_lock(hashtext('longshore_partitions'));
    IF NOT longshore_has_partition('attempts', day) THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM pending_deliveries p JOIN %I a ON a.delivery_id = p.delivery_id)', name)
        INTO found;
    IF found THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE %I', name);
    RETURN true;
END $$;
