//! What a project asks for already: no more than that, and nothing that its containers may have made of it.

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

#[test]
fn a_link_counts_as_there_before_only_where_no_container_may_have_made_it() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("shop");
    std::fs::create_dir_all(project.join("data/deep")).unwrap();
    for link in ["own", "data/deep/made"] {
        std::os::unix::fs::symlink("/opt", project.join(link)).unwrap();
    }
    std::os::unix::fs::symlink("data/deep/made", project.join("by")).unwrap();
    let at = |path: &str| project.join(path).to_string_lossy().into_owned();
    let scope = Scope::new(&project, &[]);
    let is_held = |source: &str, data: &Value| {
        let model = mounting(&project, &bind(&at(source), &json!({})), data);
        let held = held(&model, &scope);
        let found = findings(&model, &scope);
        assert_eq!(found.len(), 1, "{found:?}");
        held.contains(&found[0])
    };
    let (writes, reads) = (
        bind(&at("data"), &json!({})),
        bind(&at("data"), &json!({"read_only": true})),
    );
    assert!(is_held("own", &writes));
    for made in ["data/deep/made", "data/deep/made/new", "by"] {
        assert!(!is_held(made, &writes), "{made}");
        assert!(is_held(made, &reads), "{made}");
    }
}
