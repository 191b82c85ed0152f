-- The plan that was shown, and the hold that was named with it: what a yes was said to, so that it can be said later
-- what has changed since. None where the preview is older than this column.
ALTER TABLE confirmations ADD COLUMN shown JSONB;

-- What the files held that a release's containers were given, sealed: a hash of a short secret gives it away.
CREATE TABLE release_mounts (
    codebase TEXT NOT NULL,
    number   BIGINT NOT NULL,
    files    BYTEA NOT NULL,
    PRIMARY KEY (codebase, number),
    FOREIGN KEY (codebase, number) REFERENCES releases (codebase, number) ON DELETE CASCADE
);
