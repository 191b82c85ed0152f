//! Jobs that no other service waits for, and say of themselves that they run to their end.

use insta::assert_snapshot;

use crate::world::{Before, WEB, World};

/// A job beside the service that serves; its label and its command are the test's.
fn with_job(label: &str, command: &str) -> String {
    format!(
        "{WEB}
  job:
    image: IMAGE
    command: {command}
    network_mode: none
    labels: {{{label}}}
"
    )
}

/// What the service says of itself.
const DECLARED: &str = "hailer.one_shot: 'true'";

#[tokio::test]
async fn a_job_that_says_so_and_ends_well_is_deployed_and_a_restart_leaves_it_ended() {
    let world = World::running(WEB).await;
    world.write("workspace/compose.yaml", &with_job(DECLARED, "exit 0"));
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would keep 1 service, run 1 one-shot, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    job  run once  has no container  none

    kept  web
    files  0 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (354 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    Before you say yes
    - A rollback does not undo what these do to data: job (runs to its end).

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let ran = world.started("job");
    let again = world.says("/docker-deploy").await;
    assert!(again.text.contains("nothing to change"), "{again}");

    let preview = world.says("/docker-restart").await;
    assert!(
        preview.text.contains("would restart 1 service, keep 1"),
        "{preview}"
    );
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(world.started("job"), ran);
}

#[tokio::test]
async fn a_job_that_says_so_and_fails_keeps_the_old_version() {
    let world = World::running(WEB).await;
    let before = Before::of(&world);
    world.write("workspace/compose.yaml", &with_job(DECLARED, "exit 3"));
    world.says("/docker-deploy").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: rolled back: job exited with code 3

    Production runs what it ran before, verified.

    Not undone
    - job ran; what it did to data stays done

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    before.assert_is_now(&world);
}

#[tokio::test]
async fn a_service_that_ends_well_and_says_nothing_of_it_fails_the_gate() {
    for label in ["team: shop", "hailer.one_shot: 'false'"] {
        let world = World::running(WEB).await;
        let before = Before::of(&world);
        world.write("workspace/compose.yaml", &with_job(label, "exit 0"));
        world.says("/docker-deploy").await;
        let said = world.says("yes").await;
        assert_eq!(said.code, 6, "{said}");
        assert!(said.text.contains("job exited with code 0"), "{said}");
        before.assert_is_now(&world);
    }
}

#[tokio::test]
async fn a_label_that_says_neither_is_refused_with_its_path() {
    let world = World::running(WEB).await;
    let neither = with_job("hailer.one_shot: 'yes'", "exit 0");
    world.write("workspace/compose.yaml", &neither);
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    services.job.labels.hailer.one_shot is "yes". It says whether the service runs to its end instead of staying up. Write "true" or "false".
    (exit 5)
    "#);
}
