INSERT INTO notices (operation, made_at) VALUES ('0000000001', '2026-11-20T11:03:00+00:00');
