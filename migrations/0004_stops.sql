-- Somebody has asked a running operation to stop at its next step. The first one who asked is named.
CREATE TABLE operation_stops (
    operation  TEXT PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
    asker      TEXT NOT NULL,
    asker_name TEXT NOT NULL,
    asked_at   TIMESTAMPTZ NOT NULL
);
