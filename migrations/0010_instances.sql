-- What instances count as where roles, confirmations and operations are of a codebase. No codebase can be added by this name.
INSERT INTO codebases (name, created_at) VALUES ('hailer-instances', '1970-01-01T00:00:00+00:00');

-- Single containers that were made from presets. A row is there before anything is on the engine, and until nothing is.
CREATE TABLE instances (
    name         TEXT PRIMARY KEY CHECK (name LIKE 'hailer-%' AND length(name) <= 63),
    life         TEXT NOT NULL CHECK (life IN ('making', 'there', 'kept')),
    owner        TEXT NOT NULL CHECK (owner LIKE '%:%'),
    owner_name   TEXT NOT NULL,
    conversation TEXT NOT NULL,
    made         JSONB NOT NULL,
    -- What was asked for, with its passwords: sealed.
    asked        BYTEA NOT NULL,
    container    TEXT UNIQUE,
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ,
    -- When it was found ready last, and when it was stopped last; a start takes both away.
    ready_at     TIMESTAMPTZ,
    stopped_at   TIMESTAMPTZ,
    -- When its passwords were shown, which happens once.
    shown_at     TIMESTAMPTZ,
    CHECK (life <> 'kept' OR container IS NULL),
    CHECK (expires_at IS NULL OR expires_at > created_at)
);

CREATE INDEX instances_expiring ON instances (expires_at) WHERE expires_at IS NOT NULL;

-- Which of this machine's ports is whose, so that no two of ours try for the same one.
CREATE TABLE instance_ports (
    port     BIGINT NOT NULL CHECK (port BETWEEN 1 AND 65535),
    protocol TEXT NOT NULL CHECK (protocol IN ('tcp', 'udp')),
    instance TEXT NOT NULL REFERENCES instances (name) ON DELETE CASCADE,
    PRIMARY KEY (port, protocol)
);

CREATE INDEX instance_ports_instance ON instance_ports (instance);

-- Images that were pulled for instances: what pruning may remove.
CREATE TABLE instance_images (
    reference TEXT PRIMARY KEY CHECK (reference <> ''),
    image     TEXT NOT NULL CHECK (image <> ''),
    pulled_at TIMESTAMPTZ NOT NULL
);

-- Which of several Hailers on one engine this is: what it made carries it, and nothing else is ever cleared away.
CREATE TABLE house (
    one BOOLEAN PRIMARY KEY CHECK (one),
    id  TEXT NOT NULL CHECK (length(id) = 10)
);
