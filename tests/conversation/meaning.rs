//! Which of the plans that wait a typed yes means: the one that it names, and none that nobody can have read.

use std::time::Duration;

use hailer::domain::action::Action;
use hailer::domain::confirmation::{ConfirmBy, Proposal};
use hailer::domain::name::CodebaseName;
use hailer::domain::plan::PlanDigest;
use hailer::reply::Status;

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
