//! Which of the plans that wait a typed yes means: the one that it names, and none that nobody can have read.

use std::time::Duration;

use hailer::domain::action::Action;
use hailer::domain::confirmation::{ConfirmBy, Proposal};
use hailer::domain::name::CodebaseName;
use hailer::domain::plan::PlanDigest;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Said, Speaker, World, on_both};

const TWO: &str = "
services:
  api: {image: IMAGE, command: serve 80, network_mode: none, stop_grace_period: 1s}
  web: {image: IMAGE, command: serve 81, network_mode: none, stop_grace_period: 1s}
";

/// A preview for another codebase, which has no project here: `said` gives the digest.
async fn is_shown_of_blog(speaker: &Speaker<'_>, world: &World, said: &Said) {
    let proposal = Proposal {
        requester: speaker.actor.clone(),
        conversation: speaker.conversation.clone(),
        action: Action::Restart,
        codebase: CodebaseName::new("blog").unwrap(),
        digest: PlanDigest::from_hex(said.data["digest"].as_str().unwrap()).unwrap(),
        command: "/docker-restart --in blog".to_owned(),
        confirm_by: ConfirmBy::Requester,
        shown: None,
    };
    let life = Duration::from_mins(1);
    let store = world.store().await;
    store.open_confirmation(proposal, life).await.unwrap();
}

#[tokio::test]
async fn a_yes_that_names_something_else_than_was_shown_shows_that_also_where_another_codebase_was_shown_last()
 {
    on_both(TWO, async |world| {
        std::fs::create_dir(world.path("blog")).unwrap();
        let added = format!(
            "/codebase add blog --workspace {}",
            world.path("blog").display()
        );
        world.says(&added).await;
        let ada = world.at_the_terminal();
        let started = (world.started("api"), world.started("web"));
        let shown = ada.says("/docker-restart web --in shop").await;
        is_shown_of_blog(&ada, world, &shown).await;
        let named = ada.says("/docker-restart api --in shop yes").await;
        assert_eq!(named.status, Status::NeedsConfirmation, "{named}");
        assert_eq!((world.started("api"), world.started("web")), started);
        assert_eq!(
            named.data["plan"]["services"][0]["service"], "api",
            "{named}"
        );

        is_shown_of_blog(&ada, world, &shown).await;
        let done = ada.says("/docker-restart api --in shop yes").await;
        assert_eq!(done.status, Status::Done, "{done}");
        assert_ne!(world.started("api"), started.0);
        assert_eq!(world.started("web"), started.1);
        vec![]
    })
    .await;
}

#[tokio::test]
async fn a_yes_that_is_handled_a_second_time_does_not_confirm_what_it_opened_the_first_time() {
    on_both(TWO, async |world| {
        let started = (world.started("api"), world.started("web"));
        let ada = world.at_the_terminal();
        // The program dies before its answer is put out, and the next one is given the same words.
        let words = ada.clone().in_one_breath();
        for line in [
            "/docker-restart web yes",
            "/docker-restart web yes",
            "yes",
            "/confirm",
        ] {
            let said = words.says(line).await;
            assert_eq!(said.status, Status::NeedsConfirmation, "{line}: {said}");
        }
        assert_eq!((world.started("api"), world.started("web")), started);
        let done = ada.says("yes").await;
        assert_eq!(done.status, Status::Done, "{done}");
        assert_ne!(world.started("web"), started.1);
        vec![]
    })
    .await;
}

#[tokio::test]
async fn a_yes_to_what_has_changed_does_not_confirm_the_new_plan_when_it_is_handled_a_second_time()
{
    let world = World::running(TWO).await;
    let ada = world.at_the_terminal();
    ada.says("/docker-restart web").await;
    world.compose(&["up", "--detach", "--wait", "--force-recreate"]);
    let started = world.started("web");
    let words = ada.clone().in_one_breath();
    for _ in 0..2 {
        let anew = words.says("/docker-restart web yes").await;
        assert_eq!(anew.status, Status::NeedsConfirmation, "{anew}");
        assert_eq!(world.started("web"), started);
    }
}

#[tokio::test]
async fn a_yes_that_was_said_before_the_preview_was_shown_is_told_so() {
    let said = on_both(TWO, async |world| {
        let started = (world.started("api"), world.started("web"));
        let ada = world.at_the_terminal();
        // A yes to what was read before isn't one to what was asked for in the same breath.
        ada.says("/docker-restart api").await;
        let both = ada.clone().in_one_breath();
        both.says("/docker-restart web").await;
        let early = both.says("/docker-restart yes").await;
        assert_eq!((world.started("api"), world.started("web")), started);
        let by_code = both
            .says(&format!("/confirm {}", early.confirmation()))
            .await;
        assert_eq!(by_code.status, Status::Done, "{by_code}");
        vec![early]
    })
    .await;
    assert_snapshot!(said, @"
    shop: would restart 1 service

    That yes came before this was shown, so nothing was done. Read it, and say yes again if that is what you want.

    service  what happens  why  downtime
    web  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}

#[tokio::test]
async fn a_bare_yes_is_to_what_was_read_and_to_nothing_where_more_was_asked_for_since() {
    let world = World::running(TWO).await;
    let started = world.started("web");
    let ada = world.at_the_terminal();
    std::fs::create_dir(world.path("blog")).unwrap();
    let added = format!(
        "/codebase add blog --workspace {}",
        world.path("blog").display()
    );
    world.says(&added).await;
    let shown = ada.says("/docker-restart web --in shop").await;
    let early = ada.clone().in_one_breath();
    is_shown_of_blog(&ada, &world, &shown).await;
    let unclear = early.says("yes").await;
    assert_ne!(unclear.status, Status::Done, "{unclear}");
    assert_eq!(world.started("web"), started);
}
