//! Paths: the socket, binds, links and files, by their words and by where they lead.

use super::*;
use crate::compose::load::InputFile;

/// A project in `directory` whose one service has these keys.
fn project_in(directory: &Path, keys: &Value) -> Model {
    let mut model = model(&json!({"api": keys}));
    model.origin.files = vec![directory.join("compose.yaml")];
    model.origin.directory = directory.to_owned();
    model
}

fn bind(source: &str) -> Value {
    json!({"volumes": [{"type": "bind", "source": source, "target": "/x"}]})
}

#[test]
fn the_docker_socket_is_found_by_every_way_to_it() {
    for source in [
        "/var/run/docker.sock",
        "/run/docker.sock",
        "/run//docker.sock/",
        "/srv/shop/../../run/./docker.sock",
        "/var/run",
        "/run/",
        "/",
        "/..",
    ] {
        let found = kinds(&bind(source));
        assert!(
            found.contains(&FindingKind::DockerSocket),
            "{source}: {found:?}"
        );
    }
    for source in [
        "/srv/shop/docker.sock",
        "/srv/shop/run",
        "/run/docker.sock.d",
        "/srv/shop",
    ] {
        let found = kinds(&bind(source));
        assert!(
            !found.contains(&FindingKind::DockerSocket),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn a_socket_elsewhere_is_found_once_the_scope_knows_it() {
    let model = model(&json!({"api": bind("/srv/shop/engine")}));
    assert_eq!(findings(&model, &scope()), []);
    let scope = scope().with_socket(Path::new("/srv/shop/engine/docker.sock"));
    assert_eq!(
        listed(&findings(&model, &scope)),
        [(
            FindingKind::DockerSocket,
            "services.api.volumes[0]".to_owned()
        )]
    );
}

#[test]
fn a_bind_outside_is_found_whatever_its_spelling() {
    for source in [
        "/etc",
        "/srv/shop/../other",
        "/srv/shop2",
        "/srv",
        "/srv/common/../shop/../x",
        "/SRV/shop/data",
    ] {
        assert_eq!(kinds(&bind(source)), [FindingKind::OutsideBind], "{source}");
    }
    for source in [
        "/srv/shop",
        "/srv/shop/",
        "/srv/shop/./a/../b",
        "/srv/other/../common/x",
    ] {
        assert_eq!(kinds(&bind(source)), [], "{source}");
    }
}

#[test]
fn a_link_inside_the_project_is_judged_by_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("shop");
    std::fs::create_dir_all(project.join("data")).unwrap();
    std::os::unix::fs::symlink("/etc", project.join("out")).unwrap();
    std::os::unix::fs::symlink("/", project.join("root")).unwrap();
    std::os::unix::fs::symlink("data", project.join("in")).unwrap();
    let found = |name: &str| {
        let model = project_in(&project, &bind(&project.join(name).to_string_lossy()));
        listed(&findings(&model, &Scope::new(&project, &[])))
            .into_iter()
            .map(|(kind, _)| kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("out"), [FindingKind::OutsideBind]);
    assert_eq!(found("out/not-there"), [FindingKind::OutsideBind]);
    assert_eq!(
        found("root"),
        [FindingKind::DockerSocket, FindingKind::OutsideBind]
    );
    assert_eq!(found("in"), []);
    assert_eq!(found("data/not-there"), []);
}

#[test]
fn a_project_that_is_reached_through_a_link_is_still_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("release/data")).unwrap();
    let project = folder.path().join("shop");
    std::os::unix::fs::symlink("release", &project).unwrap();
    let model = project_in(&project, &bind(&project.join("data").to_string_lossy()));
    assert_eq!(findings(&model, &Scope::new(&project, &[])), []);
}

#[test]
fn a_volume_that_is_a_bind_in_disguise_is_found() {
    let volume = |options: Value| {
        let json =
            json!({"services": {}, "volumes": {"v": {"name": "shop_v", "driver_opts": options}}});
        let model = Model::of_document(document(json)).unwrap();
        listed(&findings(&model, &scope()))
            .into_iter()
            .map(|(kind, _)| kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        volume(json!({"type": "none", "o": "bind", "device": "/etc"})),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "none", "o": "rw,bind", "device": "../../run"})),
        [FindingKind::DockerSocket, FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "ext4", "device": "/dev/sda1"})),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(
            json!({"type": "overlay", "device": "overlay", "o": "lowerdir=/etc,upperdir=/x,workdir=/y"})
        ),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "none", "o": "bind", "device": "/srv/shop/data"})),
        []
    );
    assert_eq!(
        volume(json!({"type": "nfs", "o": "addr=10.0.0.1,rw", "device": ":/export"})),
        []
    );
    assert_eq!(
        volume(json!({"type": "cifs", "o": "addr=10.0.0.1", "device": "//10.0.0.1/share"})),
        []
    );
}

#[test]
fn a_way_back_is_judged_by_how_far_the_kernel_comes() {
    let folder = tempfile::tempdir().unwrap();
    let [project, allowed, elsewhere] =
        ["shop", "allowed", "elsewhere/deep"].map(|name| folder.path().join(name));
    for folder in [&project, &allowed, &elsewhere] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::os::unix::fs::symlink(&elsewhere, project.join("away")).unwrap();
    let roots = [allowed];
    let scope = Scope::new(&project, &roots);
    assert!(scope.holds_as_it_is("../allowed/gone.env"));
    assert!(!scope.holds_as_it_is("nowhere/../gone.env"));
    assert!(!scope.holds_as_it_is("../elsewhere/gone.env"));
    assert!(!scope.holds_as_it_is("away/../gone.env"));
    // Production that isn't there yet.
    let scope = Scope::new(&folder.path().join("later"), &roots);
    assert!(scope.holds_as_it_is("../allowed/gone.env"));
    assert!(!scope.holds_as_it_is("../elsewhere/gone.env"));
}

#[test]
fn files_outside_are_found_and_files_that_cant_be_listed_too() {
    let mut document = document(json!({
        "services": {},
        "secrets": {"token": {"file": "/etc/token"}, "own": {"file": "/srv/shop/token"}},
        "configs": {"site": {"file": "/srv/shop/../site"}},
    }));
    document.inputs.files = Some(vec![
        InputFile {
            place: "services.api.env_file[0]".into(),
            file: "/etc/shadow".into(),
        },
        InputFile {
            place: "services.api.env_file[1]".into(),
            file: "/srv/shop/prod.env".into(),
        },
    ]);
    let places = |model: &Model| -> Vec<String> {
        let found = listed(&findings(model, &scope()));
        assert!(
            found
                .iter()
                .all(|(kind, _)| *kind == FindingKind::OutsideFile),
            "{found:?}"
        );
        found.into_iter().map(|(_, path)| path).collect()
    };
    let mut model = Model::of_document(document).unwrap();
    assert_eq!(
        places(&model),
        [
            "secrets.token.file",
            "configs.site.file",
            "services.api.env_file[0]"
        ]
    );
    model.inputs.files = None;
    assert_eq!(
        places(&model),
        ["secrets.token.file", "configs.site.file", "services"]
    );
}
