-- What is deployable, who there is, and who may do what.
-- Every migration runs unchanged on SQLite and PostgreSQL. Times are the store's, bound by the program.

CREATE TABLE codebases (
    name          TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 63 AND name <> '*'),
    workspace     TEXT,
    repository    TEXT,
    docker_config JSONB,
    -- The number that was given to a release last. Numbers aren't used again when releases are pruned.
    last_release  BIGINT NOT NULL DEFAULT 0 CHECK (last_release >= 0),
    created_at    TIMESTAMPTZ NOT NULL,
    CHECK (
        docker_config IS NULL
        OR (docker_config->>'compose_project' IS NOT NULL AND docker_config->>'production_path' IS NOT NULL)
    )
);

-- Two codebases that deploy the same project, or into the same folder, would undo each other's work.
CREATE UNIQUE INDEX codebases_compose_project ON codebases ((docker_config->>'compose_project'));
CREATE UNIQUE INDEX codebases_production_path ON codebases ((docker_config->>'production_path'));

CREATE TABLE conversations (
    conversation TEXT PRIMARY KEY,
    -- The codebase that this conversation speaks of.
    codebase     TEXT REFERENCES codebases (name) ON DELETE SET NULL,
    -- Whether an administrator allowed this group.
    allowed      BOOLEAN NOT NULL DEFAULT FALSE,
    allowed_by   TEXT,
    allowed_at   TIMESTAMPTZ,
    CHECK (NOT allowed OR (allowed_by IS NOT NULL AND allowed_at IS NOT NULL))
);

CREATE TABLE persons (
    id           TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL
);

-- An identity belongs to one person at most.
CREATE TABLE identities (
    principal TEXT PRIMARY KEY CHECK (principal LIKE '%:%'),
    person    TEXT NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
    linked_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX identities_person ON identities (person);

-- A role is given to one identity, never to a person: linking identities adds no role.
CREATE TABLE grants (
    principal  TEXT NOT NULL CHECK (principal LIKE '%:%'),
    -- A codebase's name, or '*' for all of them.
    scope      TEXT NOT NULL,
    -- The same name as a reference, so that a grant goes with its codebase and doesn't wait for the next of that name.
    codebase   TEXT REFERENCES codebases (name) ON DELETE CASCADE,
    role       TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'deployer', 'admin')),
    granted_by TEXT NOT NULL,
    granted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (principal, scope),
    CHECK (scope = COALESCE(codebase, '*'))
);
