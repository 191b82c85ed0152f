//! What a project asks for already, and no more than that.

use super::*;

/// Services `a` and `b` of a project in `directory` with these mounts.
fn mounting(directory: &Path, a: &Value, b: &Value) -> Model {
    let services = json!({"a": {"volumes": [a]}, "b": {"volumes": [b]}});
    let mut model = model(&services);
    model.origin.files = vec![directory.join("compose.yaml")];
    model.origin.directory = directory.to_owned();
    model
}

fn bind(source: &str, more: &Value) -> Value {
    let mut bind = json!({"type": "bind", "source": source, "target": "/x"});
    let more = more.as_object().unwrap().clone();
    bind.as_object_mut().unwrap().extend(more);
    bind
}

/// Whether all that `now` asks for is held by `before`.
fn is_held(before: &Value, now: &Value) -> bool {
    let nothing = bind("/srv/shop/data", &json!({}));
    let project = |mount| mounting(Path::new("/srv/shop"), mount, &nothing);
    let held = held(&project(before), &scope());
    let found = findings(&project(now), &scope());
    assert!(!found.is_empty(), "{now}");
    found.iter().all(|finding| held.contains(finding))
}

#[test]
fn who_may_write_may_read_and_not_the_other_way_round() {
    let (writes, reads) = (
        bind("/etc", &json!({})),
        bind("/etc", &json!({"read_only": true})),
    );
    assert!(is_held(&writes, &writes));
    assert!(is_held(&reads, &reads));
    assert!(is_held(&writes, &reads));
    assert!(!is_held(&reads, &writes));
    let submounts = json!({"read_only": true, "bind": {"recursive": "writable"}});
    assert!(!is_held(&reads, &bind("/etc", &submounts)));
}

#[test]
fn mounts_are_shared_no_further_than_before() {
    let shared = |how: &str| bind("/mnt", &json!({"bind": {"propagation": how}}));
    let (plain, private) = (bind("/mnt", &json!({})), shared("rprivate"));
    assert!(is_held(&plain, &private));
    assert!(is_held(&private, &plain));
    assert!(is_held(&shared("rshared"), &plain));
    assert!(is_held(&shared("rshared"), &shared("slave")));
    assert!(!is_held(&plain, &shared("rslave")));
    assert!(!is_held(&shared("slave"), &shared("shared")));
}

#[test]
fn a_volume_that_is_a_bind_is_held_as_its_services_mount_it() {
    let project = |read_only: bool| {
        let mount =
            json!({"type": "volume", "source": "v", "target": "/v", "read_only": read_only});
        let options = json!({"type": "none", "o": "bind", "device": "/etc"});
        let json = json!({
            "services": {"a": {"command": null, "volumes": [mount]}},
            "volumes": {"v": {"name": "shop_v", "driver_opts": options}},
        });
        Model::of_document(document(json)).unwrap()
    };
    let (reads, writes) = (project(true), project(false));
    let all_held = |before: &Model, now: &Model| {
        let held = held(before, &scope());
        findings(now, &scope()).iter().all(|one| held.contains(one))
    };
    assert!(all_held(&writes, &reads));
    assert!(!all_held(&reads, &writes));
}
