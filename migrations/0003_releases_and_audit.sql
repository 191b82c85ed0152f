-- What was put into production, and who asked for what.

CREATE TABLE releases (
    codebase      TEXT NOT NULL REFERENCES codebases (name) ON DELETE CASCADE,
    number        BIGINT NOT NULL CHECK (number > 0),
    operation     TEXT NOT NULL REFERENCES operations (id),
    state         TEXT NOT NULL CHECK (state IN ('candidate', 'live', 'superseded', 'rolled_back')),
    source        JSONB,
    -- Service to image id, and service to Compose's config hash.
    images        JSONB NOT NULL,
    config_hashes JSONB NOT NULL,
    -- The canonical Compose model, sealed: it holds the values of the environment.
    model         BYTEA NOT NULL,
    -- The file manifest and the paths that were found there, as JSON; no contents.
    manifest      BYTEA NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    live_at       TIMESTAMPTZ,
    PRIMARY KEY (codebase, number),
    CHECK (state <> 'live' OR live_at IS NOT NULL)
);

-- Production runs one release.
CREATE UNIQUE INDEX releases_live ON releases (codebase) WHERE state = 'live';

-- The record of who asked for what. It refers to nothing, so that nothing can take a row of it away.
CREATE TABLE audit (
    id           TEXT PRIMARY KEY,
    at           TIMESTAMPTZ NOT NULL,
    actor        TEXT NOT NULL,
    actor_name   TEXT NOT NULL,
    conversation TEXT NOT NULL,
    action       TEXT NOT NULL CHECK (action <> ''),
    codebase     TEXT,
    verdict      TEXT NOT NULL CHECK (verdict IN ('allowed', 'denied', 'confirmed', 'cancelled', 'ended')),
    detail       JSONB NOT NULL
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_codebase ON audit (codebase, at);
