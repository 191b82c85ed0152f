-- A few known bytes, sealed with the key file, in base64: a key that doesn't open them isn't the one that the rest is sealed with.
CREATE TABLE seal (
    one   BOOLEAN PRIMARY KEY CHECK (one),
    proof TEXT NOT NULL CHECK (proof <> '')
);
