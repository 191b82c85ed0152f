INSERT INTO operation_stops (operation, asker, asker_name, asked_at) VALUES
    ('0000000001', 'telegram:1', 'Alice', '2026-11-20T11:02:00+00:00');
