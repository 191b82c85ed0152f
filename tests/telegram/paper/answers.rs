//! Answers to questions, as they are read on a phone.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use hailer::command;
use hailer::command::help;
use hailer::domain::action::Action;
use hailer::domain::actor::Actor;
use hailer::domain::journal::OperationState;
use hailer::domain::name::{CodebaseName, OperationId, ServiceName};
use hailer::domain::operation::Operation;
use hailer::domain::plan::SourceState;
use hailer::domain::release::{Release, ReleaseState};
use hailer::reply::{self, Block, History, Reply};
use hailer::router::Router;
use insta::assert_snapshot;

use super::{now, one, shop};

#[tokio::test]
async fn a_wrong_line_is_shown_with_the_place_and_what_it_should_have_been() {
    let error = command::parse("/docker-deploy --service web").unwrap_err();
    assert_snapshot!(one(&Router::not_understood(&error)).await, @r#"
    ❓ "--service" is not a flag of `/docker-deploy`

    ```
      /docker-deploy --service web
                     ^^^^^^^^^
    ```

    Expected one of --services, --build-push, --dry-run, --in.

    Did you mean: `/docker-deploy --services web`
    [/docker-deploy --services web]
    "#);
}

#[tokio::test]
async fn which_codebase_is_meant_is_said_with_a_tap() {
    let reply = reply::which_codebase("/docker-status", &["shop", "blog", "customer-portal"]);
    assert_snapshot!(one(&reply).await, @"
    ❓ Which codebase is meant?

    • shop
    • blog
    • customer-portal
    [shop] [blog]
    [customer-portal]
    [Speak of shop from now on]
    ");
}

#[tokio::test]
async fn what_is_only_suggested_is_a_button_and_not_said_twice() {
    let reply = reply::unknown_codebase(&CodebaseName::new("shp").unwrap(), &["shop", "blog"]);
    assert_snapshot!(one(&reply).await, @"
    ❓ There is no codebase shp

    There are: shop, blog.
    [List them]
    ");
}

/// As `/help` does it.
#[tokio::test]
async fn help_can_be_tapped_where_a_word_is_enough_and_copied_where_not() {
    let section = help::overview().remove(2);
    let verbs = section.verbs.into_iter();
    let verbs = verbs.map(|(verb, summary)| (verb, summary.to_owned()));
    let reply = Reply::done("What can be asked for")
        .with(Block::Heading("Look".to_owned()))
        .with(Block::Facts(vec![(
            "/docker-status".to_owned(),
            "State and health of every container".to_owned(),
        )]))
        .with(Block::Heading(section.title.to_owned()))
        .with(Block::Facts(verbs.collect()))
        .then("One command in full", "/help docker-deploy");
    assert_snapshot!(one(&reply).await, @"
    ✅ What can be asked for

    **Look**
    /docker_status: State and health of every container

    **Codebases**
    `/codebase add`: Make something deployable
    `/codebase list`: List the codebases that you can see
    `/codebase use`: Choose the codebase that this conversation speaks of
    `/codebase show`: Show a codebase and where it comes from
    `/codebase remove`: Forget a codebase; what runs goes on running
    [One command in full]
    ");
}

fn deploy(state: OperationState, minutes: i64) -> Operation {
    let ended = now() - TimeDelta::minutes(minutes);
    Operation {
        id: OperationId::new("7kq2md0x4f").unwrap(),
        codebase: shop(),
        project: None,
        action: Action::Deploy,
        actor: Actor {
            principal: "telegram:7".parse().unwrap(),
            display_name: "Ada".to_owned(),
            person: None,
        },
        conversation: "telegram:7".parse().unwrap(),
        command: None,
        digest: None,
        state,
        queued_at: ended,
        begun_at: Some(ended),
        ended_at: Some(ended),
        outcome: None,
    }
}

fn release(number: i64, state: ReleaseState, minutes: i64) -> Release {
    let images = [("api", "sha256:0123456789abcdef")];
    let images = images.map(|(name, id)| (ServiceName::new(name).unwrap(), id.to_owned()));
    let at = now() - TimeDelta::minutes(minutes);
    Release {
        codebase: shop(),
        number,
        operation: OperationId::new("7kq2md0x4f").unwrap(),
        state,
        source: Some(SourceState::Workspace {
            path: "/home/team/shop".to_owned(),
            branch: Some("main".to_owned()),
            commit: Some("3f2a9c1d5e6b7a8".to_owned()),
            uncommitted: None,
        }),
        images: images.into(),
        config_hashes: BTreeMap::new(),
        recorded_at: at,
        live_at: Some(at),
    }
}

#[tokio::test]
async fn a_history_is_a_record_for_each_release() {
    let releases = [
        (
            release(7, ReleaseState::Live, 30),
            Some(deploy(OperationState::Done, 30)),
        ),
        (release(6, ReleaseState::Superseded, 3000), None),
    ];
    let operations = [
        deploy(OperationState::Done, 30),
        deploy(OperationState::Untouched, 300),
    ];
    let history = History {
        releases: &releases,
        operations: &operations,
        amiss: None,
    };
    assert_snapshot!(one(&reply::history(&shop(), &history, now())).await, @"
    ✅ **shop**: release 7 is live

    ● release **7** live
    30 min ago (2026-11-21 08:30 UTC) · who Ada · from `/home/team/shop`, branch main, commit 3f2a9c1d5e · operation 7kq2md0x4f · images 0123456789ab
    release **6** superseded
    2 d ago (2026-11-19 07:00 UTC) · who unknown · from `/home/team/shop`, branch main, commit 3f2a9c1d5e · operation 7kq2md0x4f · images 0123456789ab

    **Last operations**
    ● **7kq2md0x4f** deploy
    became done · 30 min ago (2026-11-21 08:30 UTC) · who Ada
    **7kq2md0x4f** deploy
    became failed before anything changed · 5 h ago (2026-11-21 04:00 UTC) · who Ada
    [Roll back]
    ");
}
