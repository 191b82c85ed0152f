use serde_json::{Value, json};

use super::*;
use crate::compose::model::tests::model;
use crate::domain::container::{HealthState, State};

fn web() -> ServiceName {
    ServiceName::new("web").unwrap()
}

/// What is said of a healthy service with these further keys.
fn of(wishes: &Wishes, keys: &Value, old: &[&Container]) -> Result<String, String> {
    of_image(wishes, keys, (None, old))
}

/// The same of one whose image brings a healthcheck.
fn of_image(
    wishes: &Wishes,
    keys: &Value,
    (image, old): (Option<&Healthcheck>, &[&Container]),
) -> Result<String, String> {
    let mut service = json!({"healthcheck": {"test": ["CMD", "/check"]}});
    let further = keys.as_object().unwrap().clone();
    service.as_object_mut().unwrap().extend(further);
    let model = model(&json!({ "web": service }));
    let name = web();
    match downtime(
        wishes,
        ((&name, &model.services[&name]), image),
        Path::new("/srv/shop"),
        old,
    ) {
        Downtime::BriefErrors { why } => Ok(why),
        Downtime::Interrupted { why, .. } => Err(why),
        other => panic!("{other:?}"),
    }
}

fn why_not(keys: &Value) -> String {
    of(&Wishes::default(), keys, &[]).unwrap_err()
}

#[test]
fn a_healthy_service_that_shares_nothing_starts_first() {
    for keys in [
        json!({}),
        json!({"ports": [{"target": 80}]}),
        json!({"network_mode": "none", "ipc": "private"}),
        json!({"volumes": [
            {"type": "bind", "source": "/srv/shop/config", "target": "/config", "read_only": true},
            {"type": "volume", "source": "data", "target": "/data", "read_only": true},
            {"type": "tmpfs", "target": "/tmp"},
        ]}),
        json!({"deploy": {"update_config": {"order": "start-first"}}}),
    ] {
        let said = of(&Wishes::default(), &keys, &[]);
        assert!(said.is_ok(), "{keys}: {said:?}");
    }
}

#[test]
fn what_two_containers_cannot_have_at_once_is_named() {
    for (keys, why) in [
        (json!({"container_name": "shop"}), "both need the name shop"),
        (
            json!({"ports": [{"target": 80, "published": "8080"}]}),
            "both need port 8080 of the host",
        ),
        (
            json!({"networks": {"default": {"ipv4_address": "10.0.0.2"}}}),
            "both need the same IP address",
        ),
        (
            json!({"mac_address": "02:42:ac:11:00:02"}),
            "both need the same MAC address",
        ),
        (
            json!({"network_mode": "host"}),
            "both would use the host's network namespace",
        ),
        (
            json!({"network_mode": "container:db"}),
            "both would share the network namespace of db",
        ),
        (
            json!({"pid": "host"}),
            "both would use the host's pid namespace",
        ),
        (
            json!({"ipc": "container:db"}),
            "both would share the ipc namespace of db",
        ),
        (
            json!({"devices": [{"source": "/dev/fuse", "target": "/dev/fuse", "permissions": "rwm"}]}),
            "both need the device /dev/fuse",
        ),
    ] {
        assert_eq!(why_not(&keys), why, "{keys}");
    }
}

#[test]
fn what_two_containers_would_both_write_to_is_named() {
    for (volume, why) in [
        (
            json!({"type": "volume", "source": "data", "target": "/data"}),
            "both would write to volume data",
        ),
        (
            json!({"type": "volume", "target": "/data"}),
            "both would write to the volume at /data",
        ),
        (
            json!({"type": "bind", "source": "/srv/shop/up", "target": "/up"}),
            "both would write to ./up",
        ),
        (
            json!({"type": "bind", "source": "/mnt/up", "target": "/up"}),
            "both would write to /mnt/up",
        ),
    ] {
        assert_eq!(why_not(&json!({ "volumes": [volume] })), why, "{volume}");
    }
}

#[test]
fn without_a_healthcheck_or_where_the_file_says_so_the_old_one_stops_first() {
    for (keys, why) in [
        (
            json!({"healthcheck": {"disable": true}}),
            "without a healthcheck nothing says when the new one is ready",
        ),
        (
            json!({"healthcheck": null}),
            "without a healthcheck nothing says when the new one is ready",
        ),
        (
            json!({"deploy": {"update_config": {"order": "stop-first"}}}),
            "its update_config says stop-first",
        ),
    ] {
        assert_eq!(why_not(&keys), why, "{keys}");
    }
}

#[test]
fn the_codebase_decides_where_both_orders_are_safe_and_nowhere_else() {
    let start = Wishes {
        start_first: vec![web()],
        ..Wishes::default()
    };
    let stop = Wishes {
        stop_first: vec![web()],
        ..start.clone()
    };
    assert_eq!(
        of(&stop, &json!({}), &[]).unwrap_err(),
        "the setting stop_first names it"
    );
    let file = json!({"healthcheck": null, "deploy": {"update_config": {"order": "stop-first"}}});
    assert!(of(&start, &file, &[]).is_ok());
    let database = json!({"volumes": [{"type": "volume", "source": "data", "target": "/data"}]});
    assert_eq!(
        of(&start, &database, &[]).unwrap_err(),
        "both would write to volume data"
    );
}

#[test]
fn a_volume_that_only_the_image_declares_is_not_written_by_two() {
    let old = Container {
        writable_volumes: vec!["/var/lib/db".to_owned()],
        ..crate::domain::container::tests::running("web")
    };
    let said = of(&Wishes::default(), &json!({}), &[&old]);
    assert_eq!(
        said.unwrap_err(),
        "both would write to the volume at /var/lib/db"
    );
}

#[test]
fn stopping_takes_as_long_as_the_slowest_of_those_that_run_may_take() {
    let old = |state, stop_grace_secs| Container {
        state,
        stop_grace_secs,
        ..crate::domain::container::tests::running("web")
    };
    let running = [old(State::Running, 30), old(State::Running, 5)];
    assert_eq!(longest_stop(&[&running[0], &running[1]]), Some(30));
    let ended = old(State::Exited, 60);
    assert_eq!(longest_stop(&[&running[1], &ended]), Some(5));
    assert_eq!(longest_stop(&[&ended]), None);
}

#[test]
fn a_healthcheck_of_the_image_counts_and_one_that_only_the_old_version_had_does_not() {
    let image: Healthcheck = serde_json::from_value(json!({"test": ["CMD", "/check"]})).unwrap();
    let said = |keys, image| of_image(&Wishes::default(), &keys, (image, &[]));
    assert!(said(json!({"healthcheck": null}), Some(&image)).is_ok());
    assert!(said(json!({"healthcheck": {"interval": "5s"}}), Some(&image)).is_ok());
    assert!(said(json!({"healthcheck": {"disable": true}}), Some(&image)).is_err());
    let old = Container {
        health: HealthState::Healthy,
        ..crate::domain::container::tests::running("web")
    };
    assert!(of(&Wishes::default(), &json!({"healthcheck": null}), &[&old]).is_err());
}
