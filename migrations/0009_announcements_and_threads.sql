-- An operation has ended, and the chat that is told of every change of its codebase is still to be told.
CREATE TABLE announcements (
    operation TEXT PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
    chat      TEXT NOT NULL CHECK (chat LIKE '%:%'),
    made_at   TIMESTAMPTZ NOT NULL
);

-- The pull request that the hold ends with; NULL: it ends with its time alone.
ALTER TABLE holds ADD COLUMN thread TEXT CHECK (thread LIKE '%:%#%');

-- Which repository the name meant when it was first asked for: another may get the name later.
ALTER TABLE codebases ADD COLUMN repository_id BIGINT;
