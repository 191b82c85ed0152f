//! Hailer in a container, as `deploy/compose.yaml` has it.

use std::fs;

use crate::run::docker;
use crate::world::World;

#[tokio::test]
async fn hailer_in_a_container_deploys_what_lies_at_the_same_place_outside() {
    let world = World::up(&[]).await;
    assert_eq!(world.hailer(&["ready"]).well(), "ready\n");
    let doctor = world.hailer(&["doctor"]).well();
    assert!(doctor.starts_with("All is well"), "{doctor}");
    assert!(doctor.contains("PostgreSQL"), "{doctor}");
    world.tells_of_the_shop();

    let deployed = world.hailer(&["deploy", "--yes"]).well();
    assert!(
        deployed.contains("deployed release 1 and verified it"),
        "{deployed}"
    );
    let page = world.page();
    assert!(page.contains("half price today"), "{page}");
    // The engine has mounted what Hailer wrote: the same folder, seen from both sides.
    world.edit("config/shop.conf", "half price", "free");
    world.hailer(&["deploy", "--yes"]).well();
    let page = world.page();
    assert!(page.contains("free today"), "{page}");
    let written = fs::read_to_string(world.path("projects/shop/config/shop.conf")).unwrap();
    assert!(written.contains("free today"), "{written}");

    let back = world.hailer(&["rollback", "--yes"]).well();
    assert!(back.contains("release 1"), "{back}");
    assert!(world.page().contains("half price today"));
    refuses_what_it_stands_on(&world);
    is_locked_down(&world);
}

/// Hailer's own project is a codebase, too; its containers are left to a person.
fn refuses_what_it_stands_on(world: &World) {
    let folder = world.path("projects/hailer").display().to_string();
    let set = format!(
        "/docker-config set {folder} {} --in hailer",
        world.project()
    );
    let add = format!("/codebase add hailer --workspace {folder}");
    for line in [add.as_str(), &set] {
        world.hailer(&["run", line]).well();
    }
    let names = ["hailer", "database"].map(|service| world.container(service));
    let started = || {
        names
            .each_ref()
            .map(|name| inspected(name, "{{.State.StartedAt}}"))
    };
    let before = started();
    for (line, why) in [
        (
            "/docker-restart hailer --in hailer",
            format!("Hailer itself (container {})", names[0]),
        ),
        (
            "/docker-stop --in hailer",
            format!("Hailer itself (container {})", names[0]),
        ),
        (
            "/docker-restart database --in hailer",
            format!("Hailer's own store (container {} has the address", names[1]),
        ),
    ] {
        let refused = world.hailer(&["run", line]);
        assert_eq!(refused.code, Some(3), "{refused}");
        assert!(refused.text.contains(&why), "{refused}");
    }
    assert_eq!(started(), before);
}

/// What the kernel says of the process, and what can't be begun or written there.
fn is_locked_down(world: &World) {
    let hailer = world.container("hailer");
    for shell in ["/bin/sh", "sh", "/bin/bash", "/busybox/sh"] {
        let begun = docker(&["exec", &hailer, shell, "-c", "true"]);
        assert_ne!(begun.code, Some(0), "{shell}: {begun}");
        assert!(
            begun.text.contains("no such file") || begun.text.contains("not found"),
            "{begun}"
        );
    }
    let elsewhere = "HAILER_DATA_DIR=/etc/hailer";
    let program = "/usr/local/bin/hailer";
    let written = docker(&["exec", "--env", elsewhere, &hailer, program, "status"]);
    assert_eq!(written.code, Some(1), "{written}");
    assert!(written.text.contains("Read-only file system"), "{written}");

    let process = inspected(&hailer, "{{.State.Pid}}");
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let user = world.user;
    assert_eq!(line("Uid:"), format!("{user} {user} {user} {user}"));
    assert_ne!(user, 0);
    for capabilities in ["CapEff:", "CapPrm:", "CapBnd:", "CapAmb:"] {
        assert_eq!(line(capabilities), "0".repeat(16), "{capabilities}");
    }
    assert_eq!(line("NoNewPrivs:"), "1");
    assert_eq!(line("Seccomp:"), "2");
}

fn inspected(container: &str, format: &str) -> String {
    let found = docker(&["inspect", "--format", format, container]);
    found.well().trim().to_owned()
}
