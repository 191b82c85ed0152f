//! What a compose file asks of the machine beyond its own containers.

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{WEB, World};

#[tokio::test]
async fn a_privileged_service_is_denied_until_the_terminal_allows_it() {
    let world = World::running(WEB).await;
    let before = world.containers();
    world.says("/grant telegram:7 admin *").await;
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: serve 80\n    privileged: true",
    );
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.privileged: true (privileged)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.privileged allow --in shop"
    (exit 3)
    "#);
    assert_snapshot!(world.says("/docker-deploy yes").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.privileged: true (privileged)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.privileged allow --in shop"
    (exit 3)
    "#);
    assert_eq!(world.containers(), before);

    let admin = world.as_telegram(7);
    assert_snapshot!(admin.says("/docker-config set policy.privileged allow --in shop").await, @r#"
    That can only be changed at the terminal of the machine that Hailer runs on

      hailer run "/docker-config set policy.privileged allow --in shop"
    (exit 3)
    "#);
    let allowed = world
        .says("/docker-config set policy.privileged allow --in shop")
        .await;
    assert_eq!(allowed.status, Status::Done, "{allowed}");
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
}

#[tokio::test]
async fn the_docker_socket_and_a_path_outside_the_roots_are_denied() {
    let world = World::running(WEB).await;
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: serve 80\n    volumes: ['/var/run/docker.sock:/docker.sock', '/etc:/etc:ro']",
    );
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.volumes[0]: /var/run/docker.sock (docker-socket)
    - services.web.volumes[0]: /var/run/docker.sock (outside-bind)
    - services.web.volumes[1]: /etc, read-only (outside-bind)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.docker-socket allow --in shop"
      hailer run "/docker-config set policy.outside-bind allow --in shop"
    (exit 3)
    "#);
}

#[tokio::test]
async fn what_runs_already_is_only_warned_of() {
    let world =
        World::running(&WEB.replace("stop_grace_period: 1s", "volumes: ['/etc:/host/etc:ro']"))
            .await;
    world.edit("workspace/compose.yaml", "serve 80", "serve 8080");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would recreate 1 service, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  command changed  brief errors possible: it can be reached before it is healthy

    files  0 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (240 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    Policy
    - warn: outside-bind at services.web.volumes[0]: /etc, read-only

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}

#[tokio::test]
async fn a_denial_is_told_before_any_registry_is_asked() {
    let world = World::running(WEB).await;
    let (own, nowhere) = (world.image().to_owned(), "127.0.0.1:1/nowhere:1");
    world.edit("workspace/compose.yaml", &own, nowhere);
    let unreachable = world.says("/docker-deploy").await;
    assert_eq!(unreachable.code, 5, "{unreachable}");
    assert!(unreachable.text.contains("nowhere"), "{unreachable}");
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: serve 80\n    privileged: true",
    );
    let denied = world.says("/docker-deploy").await;
    assert_eq!(denied.code, 3, "{denied}");
    assert!(denied.text.contains("(privileged)"), "{denied}");
}

#[tokio::test]
async fn what_runs_read_only_is_denied_once_it_may_be_written() {
    let reading = WEB.replace("stop_grace_period: 1s", "volumes: ['/etc:/host/etc:ro']");
    let world = World::running(&reading).await;
    world.edit("workspace/compose.yaml", "/host/etc:ro", "/host/etc");
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.volumes[0]: /etc (outside-bind)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.outside-bind allow --in shop"
    (exit 3)
    "#);
    world.edit(
        "workspace/compose.yaml",
        "/host/etc'",
        "/host/etc:ro,rslave'",
    );
    let shared = world.says("/docker-deploy").await;
    assert!(
        shared
            .text
            .contains("/etc, read-only, rslave (outside-bind)"),
        "{shared}"
    );
}
