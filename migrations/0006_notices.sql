-- Another Hailer than the one that was asked has brought an operation to an end: its conversation is still to be told.
CREATE TABLE notices (
    operation TEXT PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
    made_at   TIMESTAMPTZ NOT NULL
);
