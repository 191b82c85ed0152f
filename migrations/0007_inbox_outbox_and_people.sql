-- What came in and is to be handled, what is to go out, who may be paired, and the buttons under previews.

-- Numbers in the order in which they were given out. (The two databases have no sequence in common.)
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    given BIGINT NOT NULL CHECK (given >= 0)
);

INSERT INTO counters (name, given) VALUES ('inbox', 0), ('outbox', 0);

-- How far a source of updates was read, in its own words: Telegram's offset, the time of the last comment seen.
CREATE TABLE inbox_cursors (
    platform TEXT NOT NULL,
    source   TEXT NOT NULL CHECK (source <> ''),
    reached  TEXT NOT NULL,
    moved_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (platform, source)
);

CREATE TABLE inbox (
    -- In the order of arrival.
    number      BIGINT PRIMARY KEY,
    platform    TEXT NOT NULL,
    -- What is handled one after another: the chat, the issue.
    lane        TEXT NOT NULL CHECK (lane LIKE '%:%'),
    -- The update as the platform sent it. It goes when it was handled: it may hold anything that people write.
    body        JSONB,
    state       TEXT NOT NULL CHECK (state IN ('received', 'taken', 'done')),
    -- Whether those behind it in its lane wait for its end.
    holds_lane  BOOLEAN NOT NULL DEFAULT TRUE,
    received_at TIMESTAMPTZ NOT NULL,
    -- Who handles it, and until when it is theirs without a word from them.
    taker       TEXT,
    taken_at    TIMESTAMPTZ,
    taken_until TIMESTAMPTZ,
    times_taken BIGINT NOT NULL DEFAULT 0 CHECK (times_taken >= 0),
    done_at     TIMESTAMPTZ,
    CHECK (state <> 'taken' OR (taker IS NOT NULL AND taken_at IS NOT NULL AND taken_until IS NOT NULL)),
    CHECK ((state = 'done') = (done_at IS NOT NULL)),
    CHECK ((state = 'done') = (body IS NULL))
);

CREATE INDEX inbox_unhandled ON inbox (lane, number) WHERE state <> 'done';

-- What an update is known by. It may have several names: a comment comes in a delivery, and is found by reading.
CREATE TABLE inbox_keys (
    platform TEXT NOT NULL,
    key      TEXT NOT NULL CHECK (key <> ''),
    number   BIGINT NOT NULL REFERENCES inbox (number) ON DELETE CASCADE,
    PRIMARY KEY (platform, key)
);

CREATE INDEX inbox_keys_number ON inbox_keys (number);

-- Replies that must arrive.
CREATE TABLE outbox (
    number       BIGINT PRIMARY KEY,
    conversation TEXT NOT NULL CHECK (conversation LIKE '%:%'),
    -- What the front end renders. It goes when it was sent.
    body         JSONB,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given_up')),
    attempts     BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    put_at       TIMESTAMPTZ NOT NULL,
    -- Not before then: whoever takes it moves this on, so that nobody else takes it meanwhile.
    due_at       TIMESTAMPTZ NOT NULL,
    -- Why it was not sent, last.
    why          TEXT,
    ended_at     TIMESTAMPTZ,
    -- The platform's id of what was sent.
    message      TEXT,
    CHECK ((state = 'sent') = (body IS NULL)),
    CHECK ((state = 'sent') = (message IS NOT NULL)),
    CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CHECK (state <> 'given_up' OR why IS NOT NULL)
);

CREATE INDEX outbox_waiting ON outbox (conversation, number) WHERE state = 'waiting';

-- In a chat the end of every operation is noticed, not only of those that another program than the asked one ended. Whoever
-- was asked is the first who may tell it.
ALTER TABLE notices ADD COLUMN asked_tells BOOLEAN NOT NULL DEFAULT FALSE;

-- The one message in which the progress of an operation is shown in a conversation.
CREATE TABLE live_messages (
    operation    TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    conversation TEXT NOT NULL,
    message      TEXT NOT NULL,
    PRIMARY KEY (operation, conversation)
);

-- A button under a preview. Each place in which a preview is shown has one of its own.
CREATE TABLE confirmation_buttons (
    nonce        TEXT PRIMARY KEY CHECK (length(nonce) = 26),
    confirmation TEXT NOT NULL REFERENCES confirmations (id) ON DELETE CASCADE,
    conversation TEXT NOT NULL,
    -- The platform's id of the message that it is under, once that is known.
    message      TEXT
);

CREATE UNIQUE INDEX confirmation_buttons_message ON confirmation_buttons (conversation, message)
    WHERE message IS NOT NULL;
CREATE INDEX confirmation_buttons_confirmation ON confirmation_buttons (confirmation);

-- Codes that make an identity known. Of the code itself there is only a hash.
CREATE TABLE pairings (
    hash       TEXT PRIMARY KEY CHECK (length(hash) = 64),
    -- The role on everything that comes with it.
    role       TEXT CHECK (role IN ('viewer', 'operator', 'deployer', 'admin')),
    made_by    TEXT NOT NULL,
    made_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    spent_by   TEXT,
    spent_at   TIMESTAMPTZ,
    CHECK (expires_at > made_at),
    CHECK ((spent_by IS NULL) OR (spent_at IS NOT NULL))
);

-- Wrong codes of one sender, since the first of them.
CREATE TABLE pairing_tries (
    principal TEXT PRIMARY KEY,
    wrong     BIGINT NOT NULL CHECK (wrong >= 0),
    since     TIMESTAMPTZ NOT NULL
);

-- When somebody who isn't known was told so in a group, so that they aren't told at every word.
CREATE TABLE strangers_told (
    principal    TEXT NOT NULL,
    conversation TEXT NOT NULL,
    told_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (principal, conversation)
);

-- What Hailer is called on a platform, as the platform said last.
CREATE TABLE bots (
    platform TEXT PRIMARY KEY,
    name     TEXT NOT NULL CHECK (name <> ''),
    seen_at  TIMESTAMPTZ NOT NULL
);
