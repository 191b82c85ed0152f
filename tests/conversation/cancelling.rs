//! Somebody asks what is under way to stop, from elsewhere: it stops at its next step and puts back what it did.

use hailer::domain::action::Action;
use hailer::domain::confirmation::{ConfirmBy, Proposal, Which};
use hailer::domain::journal::Step;
use hailer::domain::plan::PlanDigest;
use hailer::domain::policy::{Decision, Facts, decide};
use hailer::domain::role::Role;
use hailer::reply::Status;
use insta::assert_snapshot;
use std::time::Duration;

use crate::world::{Before, WEB, World, on_both};

/// Never healthy, so the gate waits for it until it is told not to.
const HANGS: &str = "interval: 800ms, retries: 5}";
const FOREVER: &str = "interval: 800ms, retries: 10000}";

#[tokio::test]
async fn a_deploy_that_waits_for_its_gate_is_put_back_and_names_who_cancelled_it() {
    let said = on_both(WEB, async |world| {
        world.says("/grant telegram:8 operator shop").await;
        // So that all that waits is the gate.
        world.says("/docker-config set stop_first web").await;
        let before = Before::of(world);
        world.edit(
            "workspace/compose.yaml",
            "command: serve 80",
            "command: hang",
        );
        world.edit("workspace/compose.yaml", HANGS, FOREVER);
        world.says("/docker-deploy").await;
        let bea = world.as_telegram(8).in_another_process().await;
        let cancels = async {
            world
                .has_begun(|step| matches!(step, Step::Gate { .. }))
                .await;
            (
                bea.says("/docker-cancel").await,
                bea.says("/docker-cancel").await,
            )
        };
        let (deployed, (cancelled, again)) = tokio::join!(world.says("yes"), cancels);
        assert!(again.text.contains("next step") || again.text.contains("nothing is under way"));
        before.assert_is_now(world);
        vec![cancelled, deployed]
    })
    .await;
    assert_snapshot!(said, @"
    shop: the deploy of ada is asked to stop at its next step

    under way  waiting until all is verified to run
    operation  OPERATION
    since  SPAN (TIME)

    What it has changed is put back and verified. If the new version is verified first, it stays, and is told.
    (exit 0)

    shop: rolled back: cancelled by 8

    Production runs what it ran before, verified.

    Not undone
    - web ran on its new version; what it wrote stays written

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
}

#[tokio::test]
async fn a_build_is_cut_short_and_nothing_has_changed() {
    let built = WEB.replace("image: IMAGE", "build: .");
    let world = World::running_built(&built).await;
    let before = Before::of(&world);
    let endless = "COPY shop /shop\nRUN [\"/shop\", \"hang\"]";
    world.edit("workspace/Dockerfile", "COPY shop /shop", endless);
    world.says("/docker-deploy").await;
    let elsewhere = world.at_the_terminal().in_another_process().await;
    let cancels = async {
        world
            .has_begun(|step| matches!(step, Step::BuildImage { .. }))
            .await;
        elsewhere.says("/docker-cancel").await
    };
    let (deployed, cancelled) = tokio::join!(world.says("yes"), cancels);
    assert_snapshot!(cancelled, @"
    shop: the deploy of ada is asked to stop at its next step

    under way  building web
    operation  OPERATION
    since  SPAN (TIME)

    What it has changed is put back and verified. If the new version is verified first, it stays, and is told.
    (exit 0)
    ");
    assert_snapshot!(deployed, @"
    shop: cancelled by ada before anything changed

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 5)
    ");
    before.assert_is_now(&world);
}

#[tokio::test]
async fn a_restart_that_is_cancelled_half_way_starts_again_what_it_stopped() {
    // Stopped one after the other, dependants first; each takes its whole grace period.
    let two = "
services:
  api: {image: IMAGE, command: hang, network_mode: none, stop_grace_period: 2s}
  web: {image: IMAGE, command: hang, network_mode: none, stop_grace_period: 2s, depends_on: [api]}
";
    let world = World::running(two).await;
    let (containers, api) = (world.containers(), world.started("api"));
    world.says("/docker-restart").await;
    let cancels = async {
        world
            .has_begun(|step| matches!(step, Step::StopContainer { .. }))
            .await;
        world.says("/docker-cancel").await
    };
    let (restarted, cancelled) = tokio::join!(world.says("yes"), cancels);
    assert_eq!(cancelled.status, Status::Done, "{cancelled}");
    assert_snapshot!(restarted, @"
    shop: rolled back: cancelled by ada

    Production runs what it ran before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-restart
    (exit 6)
    ");
    assert_eq!(world.containers(), containers);
    assert_eq!(
        world.started("api"),
        api,
        "its turn to be stopped never came"
    );
}

#[tokio::test]
async fn after_the_gate_it_is_too_late() {
    let said = on_both(WEB, async |world| {
        let store = world.store().await;
        let ada = world.at_the_terminal();
        let facts = Facts {
            actor: ada.actor.clone(),
            conversation: ada.conversation.clone(),
            action: Action::Deploy,
            codebase: Some(World::shop()),
            role: Some(Role::Admin),
            hold: None,
        };
        let Decision::NeedsConfirmation(unconfirmed) = decide(facts) else {
            panic!("a deploy asks for a yes");
        };
        let proposal = Proposal {
            requester: ada.actor.clone(),
            conversation: ada.conversation.clone(),
            action: Action::Deploy,
            codebase: World::shop(),
            digest: PlanDigest::from_hex(&"ab".repeat(32)).unwrap(),
            command: "/docker-deploy --in shop".to_owned(),
            confirm_by: ConfirmBy::Requester,
            shown: None,
        };
        let minute = Duration::from_mins(1);
        store.open_confirmation(proposal, minute).await.unwrap();
        let redeemed = store.redeem(&unconfirmed, &Which::Latest).await.unwrap();
        let approved = unconfirmed.confirmed(redeemed).unwrap();
        let project = world.project().parse().unwrap();
        let lease = store.begin(&approved, &project, minute).await.unwrap();
        store.intend(&lease, &Step::GatePassed).await.unwrap();
        vec![world.says("/docker-cancel").await]
    })
    .await;
    assert_snapshot!(said, @"
    shop: too late: what the deploy of ada brings is verified and serves already

    under way  verified
    operation  OPERATION
    since  SPAN (TIME)

    What is left is tidying up, which isn't cut short. To go back, roll back once it has ended.

    Roll back  /docker-rollback
    (exit 5)
    ");
}

#[tokio::test]
async fn where_nothing_runs_there_is_nothing_to_cancel() {
    let world = World::running(WEB).await;
    assert_snapshot!(world.says("/docker-cancel").await, @"
    shop: nothing is under way

    A preview that waits for a yes is declined with /cancel.

    Status  /docker-status
    (exit 2)
    ");
    world.says("/grant telegram:9 viewer shop").await;
    let said = world.as_telegram(9).says("/docker-cancel").await;
    assert_eq!(said.status, Status::Denied, "{said}");
}
