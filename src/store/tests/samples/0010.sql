INSERT INTO instances (name, life, owner, owner_name, conversation, made, asked, container, created_at, expires_at, ready_at) VALUES
    ('hailer-shop-db', 'there', 'telegram:1', 'Alice', 'telegram:1',
     '{"preset": "postgres", "version": "16", "mode": "fast", "image": "postgres:16-alpine", "ports": [{"name": null, "container": 5432, "host": 5432, "host_ip": "127.0.0.1", "protocol": "tcp"}], "volumes": [], "in_memory": true, "has_data": true, "traced": true}',
     'sealed', 'c0ffee', '2026-11-20T11:00:00+00:00', '2026-11-20T13:00:00+00:00', '2026-11-20T11:00:04+00:00'),
    ('hailer-old', 'kept', 'telegram:2', 'Bob', 'telegram:-100/7',
     '{"preset": "mysql", "version": "8.4", "mode": "persistent", "image": "mysql:8.4", "ports": [], "volumes": ["hailer-old-data"], "in_memory": false, "has_data": true, "traced": false}',
     'sealed', NULL, '2026-11-20T11:00:00+00:00', NULL, NULL);

INSERT INTO house (one, id) VALUES (TRUE, 'k3f9a2m7qx');
INSERT INTO instance_ports (port, protocol, instance) VALUES (5432, 'tcp', 'hailer-shop-db');
INSERT INTO instance_images (reference, image, pulled_at) VALUES ('postgres:16-alpine', 'sha256:1', '2026-11-20T11:00:00+00:00');
