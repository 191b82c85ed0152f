INSERT INTO confirmations (id, code, state, requester, requester_name, conversation, action, codebase, digest, command,
    confirm_by, opened_at, expires_at, decided_by, decided_by_name, decided_at) VALUES
    ('confirm001', '7K2M9Q', 'redeemed', 'telegram:1', 'Alice', 'telegram:-100/7', 'deploy', 'shop',
     'abababababababababababababababababababababababababababababababab', '/docker-deploy', 'another',
     '2026-11-20T11:00:00+00:00', '2026-11-20T11:10:00+00:00', 'telegram:2', 'Bob', '2026-11-20T11:01:00+00:00'),
    ('confirm002', '7K2M9Q', 'redeemed', 'telegram:1', 'Alice', 'telegram:-100/7', 'deploy', 'shop',
     'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '/docker-deploy', 'requester',
     '2026-11-20T12:00:00+00:00', '2026-11-20T12:10:00+00:00', 'telegram:1', 'Alice', '2026-11-20T12:01:00+00:00'),
    ('confirm003', '3D4F5G', 'pending', 'telegram:2', 'Bob', 'github:team/shop#7', 'restart', 'shop',
     'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '/docker-restart web', 'requester',
     '2026-11-20T12:02:00+00:00', '2026-11-20T13:02:00+00:00', NULL, NULL, NULL);

INSERT INTO operations (id, confirmation, codebase, running_on, project, action, actor, actor_name, conversation, command,
    digest, state, fence, queued_at, begun_at, ended_at, outcome) VALUES
    ('0000000001', 'confirm001', 'shop', NULL, 'shop', 'deploy', 'telegram:2', 'Bob', 'telegram:-100/7', '/docker-deploy',
     'abababababababababababababababababababababababababababababababab', 'rolled_back', 1,
     '2026-11-20T11:01:00+00:00', '2026-11-20T11:01:00.1+00:00', '2026-11-20T11:03:00+00:00',
     '{"outcome": "rolled_back", "why": "api is unhealthy", "service": "api", "last_lines": ["panic"], "not_undone": []}'),
    ('0000000002', 'confirm002', 'shop', 'shop', 'shop', 'deploy', 'telegram:1', 'Alice', 'telegram:-100/7',
     '/docker-deploy', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', 'running', 2,
     '2026-11-20T12:01:00+00:00', '2026-11-20T12:01:00.1+00:00', NULL, NULL),
    ('0000000003', NULL, 'blog', NULL, 'blog', 'start', 'console:root', 'root', 'console:root', NULL, NULL, 'done', 1,
     '2026-11-20T12:01:00+00:00', '2026-11-20T12:01:00.1+00:00', '2026-11-20T12:01:02+00:00', '{"outcome": "done"}');

INSERT INTO operation_steps (operation, step, state, what, detail, intended_at, ended_at) VALUES
    ('0000000002', 1, 'done', '{"step": "create_network", "name": "shop_default"}', '{"id": "4f5e"}',
     '2026-11-20T12:01:01+00:00', '2026-11-20T12:01:01.5+00:00'),
    ('0000000002', 2, 'failed', '{"step": "pull_image", "image": "redis:7"}', '{"why": "no such host"}',
     '2026-11-20T12:01:02+00:00', '2026-11-20T12:01:03+00:00'),
    ('0000000002', 3, 'intent', '{"step": "stop_container", "container": "0f1e2d"}', NULL,
     '2026-11-20T12:01:04+00:00', NULL);

INSERT INTO project_locks (project, fence, operation, taken_at, lease_until, last_step) VALUES
    ('shop', 2, '0000000002', '2026-11-20T12:01:00.1+00:00', '2026-11-20T12:01:30.1+00:00', 3),
    ('blog', 1, NULL, NULL, NULL, 0);

INSERT INTO holds (codebase, holder, holder_name, reason, since, until) VALUES
    ('shop', 'telegram:1', 'Alice', 'sale today', '2026-11-20T09:00:00+00:00', '2026-11-21T09:00:00+00:00');
