//! Files that containers are given: whose contents changed is seen, wherever the file comes from.

use insta::assert_snapshot;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::world::{WEB, World, docker};

const API: &str = "  api: {image: IMAGE, command: hang, network_mode: none, stop_grace_period: 1s, volumes: ['./shared.conf:/shared.conf']}\n";

#[tokio::test]
async fn a_file_that_only_production_has_and_a_service_mounts_is_seen_to_change() {
    let world = World::running(WEB).await;
    world.write("production/only.conf", "one");
    world.write("production/token.txt", "one");
    let mounting = format!(
        "{WEB}    volumes: ['./only.conf:/only.conf:ro']\n    secrets: [token]\nsecrets: {{token: {{file: ./token.txt}}}}\n"
    );
    world.write("workspace/compose.yaml", &mounting);
    world.deploys().await;
    let same = world.says("/docker-deploy").await;
    assert!(same.text.contains("nothing to change"), "{same}");

    world.write("production/only.conf", "two");
    world.write("production/token.txt", "two");
    let changed = world.says("/docker-deploy").await;
    assert_eq!(
        changed.data["plan"]["services"][0]["reasons"],
        serde_json::json!([
            {"reason": "mounted_file", "path": "only.conf"},
            {"reason": "mounted_file", "path": "token.txt"},
        ]),
        "{changed}"
    );
    assert!(
        changed.text.contains("config file changed: only.conf"),
        "{changed}"
    );
    let before = world.container("web");
    assert_eq!(world.says("yes").await.code, 0);
    assert_ne!(world.container("web"), before);
    let same = world.says("/docker-deploy").await;
    assert!(same.text.contains("nothing to change"), "{same}");
}

#[tokio::test]
async fn a_secret_from_a_variable_and_a_config_written_in_the_compose_file_are_seen_to_change() {
    let world = World::running(WEB).await;
    world.write("production/.env", "TOKEN=one\n");
    let mounting = format!(
        "{WEB}    secrets: [token]\n    configs: [greeting]\n\
         secrets: {{token: {{environment: TOKEN}}}}\nconfigs: {{greeting: {{content: hello}}}}\n"
    );
    world.write("workspace/compose.yaml", &mounting);
    world.deploys().await;
    let same = world.says("/docker-deploy").await;
    assert!(same.text.contains("nothing to change"), "{same}");

    world.write("production/.env", "TOKEN=two\n");
    world.edit(
        "workspace/compose.yaml",
        "content: hello",
        "content: goodbye",
    );
    let changed = world.says("/docker-deploy").await;
    assert_eq!(
        changed.data["plan"]["services"][0]["reasons"],
        serde_json::json!([
            {"reason": "mounted_file", "path": "config greeting"},
            {"reason": "mounted_file", "path": "secret token"},
        ]),
        "{changed}"
    );
    let before = world.container("web");
    assert_eq!(world.says("yes").await.code, 0);
    assert_ne!(world.container("web"), before);
    let same = world.says("/docker-deploy").await;
    assert!(same.text.contains("nothing to change"), "{same}");
}

#[tokio::test]
async fn a_deploy_of_some_services_says_what_it_leaves_out_and_the_next_one_makes_up_for_it() {
    let world = World::running(WEB).await;
    let both = format!("{WEB}    volumes: ['./shared.conf:/shared.conf']\n{API}");
    world.write("workspace/compose.yaml", &both);
    world.write("workspace/shared.conf", "one");
    world.deploys().await;

    world.write("workspace/shared.conf", "two");
    let api = world.container("api");
    assert_snapshot!(world.says("/docker-deploy --services web").await, @"
    shop: deploy would recreate 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  config file changed: shared.conf  down while stopping (SPAN at most) and starting: both would write to ./shared.conf

    kept  api
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ shared.conf (3 B)

    Before you say yes
    - api is left out and mounts what this deploy changes: shared.conf
    - left as it is, though it would change: api

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(world.says("yes").await.code, 0);
    assert_eq!(world.container("api"), api);
    let next = world.says("/docker-deploy").await;
    assert!(next.text.contains("would recreate 1 service"), "{next}");
    assert!(
        next.text.contains("config file changed: shared.conf"),
        "{next}"
    );
    assert_eq!(world.says("yes").await.code, 0);
    assert_ne!(world.container("api"), api);
}

#[tokio::test]
async fn who_shares_a_namespace_with_what_is_replaced_and_is_left_out_is_named() {
    let world = World::running(WEB).await;
    let side = "  side: {image: IMAGE, command: hang, network_mode: 'service:web', stop_grace_period: 1s}\n";
    world.write("workspace/compose.yaml", &format!("{WEB}{side}"));
    world.deploys().await;
    world.edit("workspace/compose.yaml", "serve 80", "serve 81");
    let preview = world.says("/docker-deploy --services web").await;
    let told = "side is left out and shares a namespace with web, which is replaced: it is cut off until it is deployed too";
    assert!(preview.text.contains(told), "{preview}");
    let all = world.says("/docker-deploy").await;
    assert!(!all.text.contains("is left out"), "{all}");
}

#[tokio::test]
async fn a_new_version_brings_its_seccomp_profile_along() {
    let world = World::running(WEB).await;
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: serve 80\n    security_opt: ['seccomp=./seccomp.json']",
    );
    let profile = "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}\n";
    world.write("workspace/seccomp.json", profile);
    let preview = world.says("/docker-deploy").await;
    let warned = "- warn: unconfined at services.web.security_opt[0]: seccomp=./seccomp.json, which allows whatever it doesn't name";
    assert!(preview.text.contains(warned), "{preview}");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let options = ["inspect", "--format", "{{.HostConfig.SecurityOpt}}"];
    let options = docker(&[&options[..], &[&world.container("web")]].concat());
    assert_eq!(
        options.trim(),
        r#"[seccomp={"defaultAction":"SCMP_ACT_ALLOW"}]"#
    );
}

#[tokio::test]
async fn a_seccomp_profile_that_is_no_plain_file_or_too_large_is_named() {
    let world = World::running(WEB).await;
    let pipe = world.path("production/pipe.json");
    mknodat(CWD, pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
    world.write("production/large.json", &" ".repeat(1024 * 1024 + 1));
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: serve 80\n    security_opt: ['seccomp=./pipe.json']",
    );
    let piped = world.says("/docker-deploy").await;
    world.edit("workspace/compose.yaml", "pipe.json", "large.json");
    let large = world.says("/docker-deploy").await;
    assert_snapshot!(format!("{piped}\n{large}"), @"
    Can't read ROOT/production/./pipe.json: it is no plain file
    (exit 5)
    Can't read ROOT/production/./large.json: it is larger than 1 MiB
    (exit 5)
    ");
}
