-- A yes, the operation that it queues, the journal of what the operation does, and the lock it does it under.
-- Actions are free text here: a new one must not need a new table, and SQLite can't change a CHECK.

CREATE TABLE confirmations (
    id              TEXT PRIMARY KEY,
    -- What is typed with /confirm.
    code            TEXT NOT NULL CHECK (length(code) = 6),
    state           TEXT NOT NULL CHECK (state IN ('pending', 'redeemed', 'cancelled', 'expired', 'superseded')),
    requester       TEXT NOT NULL,
    requester_name  TEXT NOT NULL,
    conversation    TEXT NOT NULL,
    action          TEXT NOT NULL CHECK (action <> ''),
    -- By name only: what was confirmed stays on record when the codebase is removed.
    codebase        TEXT NOT NULL,
    digest          TEXT NOT NULL CHECK (length(digest) = 64),
    command         TEXT NOT NULL,
    confirm_by      TEXT NOT NULL CHECK (confirm_by IN ('requester', 'another')),
    opened_at       TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    -- Who redeemed or cancelled it, and when.
    decided_by      TEXT,
    decided_by_name TEXT,
    decided_at      TIMESTAMPTZ,
    CHECK (expires_at > opened_at),
    CHECK ((state IN ('redeemed', 'cancelled')) = (decided_by IS NOT NULL)),
    CHECK ((decided_by IS NULL) = (decided_by_name IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (state <> 'redeemed' OR confirm_by <> 'another' OR decided_by <> requester)
);

-- A code says which preview is meant, so no two that wait share one.
CREATE UNIQUE INDEX confirmations_code ON confirmations (code) WHERE state = 'pending';
-- A newer preview takes the place of an older one.
CREATE UNIQUE INDEX confirmations_pending ON confirmations (requester, conversation, codebase) WHERE state = 'pending';
-- What waits in a conversation, and what was shown there last.
CREATE INDEX confirmations_waiting ON confirmations (conversation, opened_at) WHERE state = 'pending';
CREATE INDEX confirmations_shown ON confirmations (conversation, opened_at);

CREATE TABLE operations (
    id           TEXT PRIMARY KEY CHECK (length(id) = 10),
    -- A confirmation queues one operation, and no second.
    confirmation TEXT UNIQUE REFERENCES confirmations (id),
    codebase     TEXT NOT NULL,
    -- The same name as a reference while it runs, so that a codebase can't be removed under it.
    running_on   TEXT REFERENCES codebases (name),
    -- The Compose project that it holds the lock of; none before it has begun.
    project      TEXT,
    action       TEXT NOT NULL CHECK (action <> ''),
    actor        TEXT NOT NULL,
    actor_name   TEXT NOT NULL,
    conversation TEXT NOT NULL,
    command      TEXT,
    digest       TEXT,
    state        TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'rolled_back', 'untouched', 'failed', 'cancelled')),
    -- The fencing token that it last held, so that an end that is reported twice is known again.
    fence        BIGINT,
    queued_at    TIMESTAMPTZ NOT NULL,
    begun_at     TIMESTAMPTZ,
    ended_at     TIMESTAMPTZ,
    outcome      JSONB,
    CHECK (state <> 'queued' OR begun_at IS NULL),
    CHECK (state <> 'running' OR (begun_at IS NOT NULL AND project IS NOT NULL AND fence IS NOT NULL)),
    CHECK ((state = 'running') = (running_on IS NOT NULL) AND (running_on IS NULL OR running_on = codebase)),
    CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);

-- Whatever the program believes: one operation at a time on a project.
CREATE UNIQUE INDEX operations_running ON operations (project) WHERE state = 'running';
CREATE INDEX operations_unfinished ON operations (state) WHERE state IN ('queued', 'running');
CREATE INDEX operations_codebase ON operations (codebase, queued_at);

CREATE TABLE operation_steps (
    operation   TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    step        BIGINT NOT NULL CHECK (step > 0),
    state       TEXT NOT NULL CHECK (state IN ('intent', 'done', 'failed')),
    what        JSONB NOT NULL,
    detail      JSONB,
    intended_at TIMESTAMPTZ NOT NULL,
    ended_at    TIMESTAMPTZ,
    PRIMARY KEY (operation, step),
    CHECK ((state = 'intent') = (ended_at IS NULL))
);

-- One row a project. It stays when the lock is free, so that the fence only ever grows.
CREATE TABLE project_locks (
    project     TEXT PRIMARY KEY,
    fence       BIGINT NOT NULL CHECK (fence > 0),
    operation   TEXT UNIQUE REFERENCES operations (id),
    taken_at    TIMESTAMPTZ,
    lease_until TIMESTAMPTZ,
    -- The number of the operation's last step.
    last_step   BIGINT NOT NULL CHECK (last_step >= 0),
    CHECK ((operation IS NULL) = (lease_until IS NULL) AND (operation IS NULL) = (taken_at IS NULL))
);

-- A person's hold on a codebase; not the lock above.
CREATE TABLE holds (
    codebase    TEXT PRIMARY KEY REFERENCES codebases (name) ON DELETE CASCADE,
    holder      TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    reason      TEXT,
    since       TIMESTAMPTZ NOT NULL,
    until       TIMESTAMPTZ NOT NULL,
    CHECK (until > since)
);
