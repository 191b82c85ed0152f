INSERT INTO announcements (operation, chat, made_at) VALUES ('0000000001', 'telegram:-100', '2026-11-20T11:03:00+00:00');
UPDATE holds SET thread = 'github:acme/shop#7';
UPDATE codebases SET repository_id = 7;
