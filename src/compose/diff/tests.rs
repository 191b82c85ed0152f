use serde_json::json;

use super::*;
use crate::compose::model::tests::model;

const NOW: Version = Version::new(2, 26, 1);

fn between(old: &Value, new: &Value, version: Version) -> Vec<Reason> {
    let model = model(&json!({ "old": old, "new": new }));
    let service = |name: &str| {
        model
            .services
            .iter()
            .find(|(key, _)| key.as_str() == name)
            .unwrap()
            .1
    };
    reasons(
        service("old"),
        service("new"),
        (version, Path::new("/srv/shop")),
    )
}

#[test]
fn every_kind_of_difference_is_told_once_and_values_are_not() {
    let old = json!({
        "image": "api:1", "build": {"context": "/srv/shop"}, "command": ["a"], "cpus": 1,
        "environment": {"KEPT": "same", "CHANGED": "hunter2", "GONE": "x"},
        "deploy": {"replicas": 1, "resources": {}, "placement": {}},
    });
    let new = json!({
        "image": "api:2", "build": {"context": "/srv/shop", "target": "t"}, "command": ["b"], "tty": true, "cpus": 1,
        "environment": {"KEPT": "same", "CHANGED": "hunter3", "CAME": null},
        "deploy": {"replicas": 3, "resources": {}, "placement": {}},
    });
    let told = between(&old, &new, NOW);
    let strings = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(
        told,
        [
            Reason::Image {
                from: "api:1".into(),
                to: "api:2".into()
            },
            Reason::Environment {
                keys: strings(&["CAME", "CHANGED", "GONE"])
            },
            Reason::Definition {
                keys: strings(&["command", "tty"])
            },
            Reason::Scale { from: 1, to: 3 },
        ]
    );
    assert!(!format!("{told:?}").contains("hunter"));
}

#[test]
fn the_same_definition_has_no_reason() {
    let same = json!({"image": "a", "environment": {"A": "1"}, "ports": [{"target": 80}]});
    assert_eq!(between(&same, &same, NOW), []);
}

#[test]
fn ports_and_mounts_are_told_old_and_new() {
    let old = json!({
        "ports": [
            {"target": 80, "published": "8080", "protocol": "tcp"},
            {"target": 53, "published": "53", "protocol": "udp"},
            {"target": 443, "published": "443", "host_ip": "127.0.0.1"},
        ],
        "volumes": [
            {"type": "bind", "source": "/srv/shop/a", "target": "/x"},
            {"type": "volume", "source": "data", "target": "/data"},
            {"type": "volume", "source": "kept", "target": "/kept"},
            {"type": "volume", "target": "/cache"},
        ],
    });
    let new = json!({
        "ports": [
            {"target": 80, "published": "9090"},
            {"target": 8443, "published": "443", "host_ip": "127.0.0.1"},
            {"target": 9000},
        ],
        "volumes": [
            {"type": "bind", "source": "/srv/shop/b", "target": "/x", "read_only": true},
            {"type": "volume", "source": "data", "target": "/var/data"},
            {"type": "volume", "source": "kept", "target": "/kept"},
            {"type": "bind", "source": "/mnt", "target": "/mnt"},
            {"type": "tmpfs", "target": "/run"},
        ],
    });
    let moved = |from: &str, to: &str| {
        let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (from, to) = (side(from), side(to));
        Moved { from, to }
    };
    let told = between(&old, &new, NOW);
    let ports = vec![
        moved("8080:80", "9090:80"),
        moved("53:53/udp", ""),
        moved("127.0.0.1:443:443", "127.0.0.1:443:8443"),
        moved("", "9000"),
    ];
    let mounts = vec![
        moved("./a:/x", "./b:/x:ro"),
        moved("data:/data", "data:/var/data"),
        moved("/cache", ""),
        moved("", "/mnt:/mnt"),
        moved("", "tmpfs:/run"),
    ];
    assert_eq!(
        told,
        [
            Reason::Ports { moved: ports },
            Reason::Mounts { moved: mounts }
        ]
    );
}

#[test]
fn what_is_not_shown_of_a_mount_is_told_by_its_key() {
    let volume = |nocopy: bool| json!({"volumes": [{"type": "volume", "source": "a", "target": "/a", "volume": {"nocopy": nocopy}}]});
    assert_eq!(
        between(&volume(false), &volume(true), NOW),
        [Reason::Definition {
            keys: vec!["volumes".into()]
        }]
    );
}

#[test]
fn a_key_without_value_differs_from_an_empty_one() {
    let told = between(
        &json!({"environment": {"A": null}}),
        &json!({"environment": {"A": ""}}),
        NOW,
    );
    assert_eq!(
        told,
        [Reason::Environment {
            keys: vec!["A".into()]
        }]
    );
}

#[test]
fn dependencies_are_a_reason_only_for_versions_that_recreate_for_them() {
    let new = json!({"image": "a", "depends_on": {"old": {"condition": "service_started"}}});
    let old = json!({"image": "a"});
    assert_eq!(
        between(&old, &new, NOW),
        [Reason::Definition {
            keys: vec!["depends_on".into()]
        }]
    );
    assert_eq!(between(&old, &new, Version::new(2, 30, 0)), []);
}
