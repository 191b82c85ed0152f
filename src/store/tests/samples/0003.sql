INSERT INTO releases (codebase, number, operation, state, source, images, config_hashes, model, manifest, recorded_at, live_at)
VALUES
    ('shop', 1, '0000000001', 'live', NULL, '{"api": "sha256:1"}', '{"api": "f00d"}', 'sealed', '[]',
     '2026-11-20T11:01:10+00:00', '2026-11-20T11:02:00+00:00'),
    ('shop', 2, '0000000002', 'candidate',
     '{"source": "workspace", "path": "/home/team/shop", "branch": "main", "commit": "c0ffee"}',
     '{"api": "sha256:2"}', '{"api": "beef"}', 'sealed', '[]', '2026-11-20T12:01:10+00:00', NULL);

INSERT INTO audit (id, at, actor, actor_name, conversation, action, codebase, verdict, detail) VALUES
    ('audit0000001', '2026-11-20T11:00:00+00:00', 'telegram:7', 'Mallory', 'telegram:7', 'deploy', 'shop', 'denied',
     '{"why": "telegram:7 has no role on shop"}'),
    ('audit0000002', '2026-11-20T11:03:00+00:00', 'telegram:2', 'Bob', 'telegram:-100/7', 'deploy', 'shop', 'ended',
     '{"operation": "0000000001", "outcome": {"outcome": "rolled_back"}}');
