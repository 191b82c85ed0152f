UPDATE counters SET given = 3 WHERE name = 'inbox';
UPDATE counters SET given = 3 WHERE name = 'outbox';

INSERT INTO inbox_cursors (platform, source, reached, moved_at) VALUES
    ('telegram', 'updates', '813', '2026-11-20T12:03:00+00:00'),
    ('github', 'team/shop', '2026-11-20T12:00:00Z', '2026-11-20T12:03:00+00:00');

INSERT INTO inbox (number, platform, lane, body, state, holds_lane, received_at, taker, taken_at, taken_until, times_taken,
    done_at) VALUES
    (1, 'telegram', 'telegram:-100', NULL, 'done', TRUE, '2026-11-20T12:00:00+00:00', 'reader0001',
     '2026-11-20T12:00:00+00:00', '2026-11-20T12:00:30+00:00', 1, '2026-11-20T12:00:01+00:00'),
    (2, 'telegram', 'telegram:-100', '{"update_id": 812, "message": {"text": "/docker-deploy yes"}}', 'taken', FALSE,
     '2026-11-20T12:01:00+00:00', 'reader0001', '2026-11-20T12:01:00+00:00', '2026-11-20T12:01:30+00:00', 1, NULL),
    (3, 'telegram', 'telegram:-100', '{"update_id": 813, "message": {"text": "/docker-status"}}', 'received', TRUE,
     '2026-11-20T12:02:00+00:00', NULL, NULL, NULL, 0, NULL);

INSERT INTO inbox_keys (platform, key, number) VALUES
    ('telegram', 'update:811', 1), ('telegram', 'update:812', 2), ('telegram', 'update:813', 3);

INSERT INTO outbox (number, conversation, body, state, attempts, put_at, due_at, why, ended_at, message) VALUES
    (1, 'telegram:-100/7', NULL, 'sent', 1, '2026-11-20T11:03:00+00:00',
     '2026-11-20T11:04:00+00:00', NULL, '2026-11-20T11:03:01+00:00', '512'),
    (2, 'telegram:7', '{"headline": "blocked"}', 'given_up', 1, '2026-11-20T11:03:00+00:00',
     '2026-11-20T11:04:00+00:00', 'the bot was blocked by the user', '2026-11-20T11:03:01+00:00', NULL),
    (3, 'telegram:-100/7', '{"headline": "shop: deployed and verified"}', 'waiting', 2,
     '2026-11-20T12:03:00+00:00', '2026-11-20T12:04:00+00:00', 'Telegram can''t be reached', NULL, NULL);

INSERT INTO live_messages (operation, conversation, message) VALUES ('0000000002', 'telegram:-100/7', '511');

INSERT INTO confirmation_buttons (nonce, confirmation, conversation, message) VALUES
    ('0123456789abcdefghjkmnpqrs', 'confirm003', 'github:team/shop#7', NULL),
    ('1123456789abcdefghjkmnpqrs', 'confirm003', 'telegram:2', '513');

INSERT INTO pairings (hash, role, made_by, made_at, expires_at, spent_by, spent_at) VALUES
    ('abababababababababababababababababababababababababababababababab', 'admin', 'console:root',
     '2026-11-20T10:00:00+00:00', '2026-11-20T10:10:00+00:00', 'telegram:1', '2026-11-20T10:01:00+00:00'),
    ('cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', NULL, 'console:root',
     '2026-11-20T10:00:00+00:00', '2026-11-20T10:10:00+00:00', NULL, NULL);

INSERT INTO pairing_tries (principal, wrong, since) VALUES ('telegram:9', 3, '2026-11-20T10:00:00+00:00');
INSERT INTO strangers_told (principal, conversation, told_at) VALUES
    ('telegram:9', 'telegram:-100', '2026-11-20T10:00:00+00:00');
INSERT INTO bots (platform, name, seen_at) VALUES ('telegram', 'team_hailer_bot', '2026-11-20T10:00:00+00:00');
