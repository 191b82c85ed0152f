INSERT INTO codebases (name, workspace, repository, docker_config, last_release, created_at) VALUES
    ('shop', '/home/team/shop', 'team/shop',
     '{"production_path": "/srv/shop", "compose_project": "shop", "compose_files": ["compose.yaml"], "primary_container": "api", "deployment_strategy": "copy", "confirm_by": "another", "gate_timeout": 300, "announce": "telegram:-100/7"}',
     2, '2026-11-20T10:00:00.000000+00:00'),
    ('blog', NULL, NULL, NULL, 0, '2026-11-20T10:05:00.123456+00:00');

INSERT INTO conversations (conversation, codebase, allowed, allowed_by, allowed_at) VALUES
    ('telegram:-100/7', 'shop', TRUE, 'telegram:1', '2026-11-20T10:06:00+00:00'),
    ('github:team/shop#7', NULL, FALSE, NULL, NULL);

INSERT INTO persons (id, display_name, created_at) VALUES
    ('alice00000', 'Alice', '2026-11-20T10:00:00+00:00'),
    ('bob0000000', 'Bob', '2026-11-20T10:00:00+00:00');

INSERT INTO identities (principal, person, linked_at) VALUES
    ('telegram:1', 'alice00000', '2026-11-20T10:00:00+00:00'),
    ('github:583231', 'alice00000', '2026-11-20T10:00:00+00:00'),
    ('telegram:2', 'bob0000000', '2026-11-20T10:00:00+00:00');

INSERT INTO grants (principal, scope, codebase, role, granted_by, granted_at) VALUES
    ('telegram:1', '*', NULL, 'admin', 'console:root', '2026-11-20T10:00:00+00:00'),
    ('telegram:2', 'shop', 'shop', 'deployer', 'telegram:1', '2026-11-20T10:00:00+00:00');
