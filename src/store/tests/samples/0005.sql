UPDATE confirmations SET shown =
    '{"plan": {"codebase": "shop", "project": "shop", "action": "restart", "source": null, "services": [], "files": {"added": [], "changed": [], "deleted": [], "unchanged": 0}, "networks": [], "volumes": [], "findings": [], "warnings": [], "gate": {"deadline_secs": 120, "stability_secs": 10, "probe": null}}, "hold": {"holder": {"principal": "telegram:1", "display_name": "Alice", "person": null}, "reason": "sale today", "since": "2026-11-20T12:00:00Z", "until": "2026-11-21T12:00:00Z"}}'
    WHERE id = 'confirm003';

INSERT INTO release_mounts (codebase, number, files) VALUES ('shop', 1, 'sealed');
