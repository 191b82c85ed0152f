//! A Hailer that is killed leaves something half done: the next one brings it to an end.

mod again;
mod killed;

use std::sync::Arc;

use hailer::domain::instance::Life;
use hailer::domain::journal::{OperationState, Step};
use hailer::reply::Responder;

use crate::database::Database;
use crate::house::{House, Unheard, docker, until};
use crate::presets::{breaking, small};
use killed::Running as _;

pub(crate) async fn house() -> House {
    let short = ("HAILER_LEASE", "2s".to_owned());
    House::told(Database::postgres().await, &[short]).await
}

pub(crate) const NEVER: &str = "[health]\ntest = [\"is-ready\"]\nwithin = \"10m\"";

#[tokio::test]
async fn what_was_being_made_is_taken_away() {
    let house = house().await;
    house
        .has("never", &breaking("never", r#""never""#, NEVER))
        .await;
    let name = house.named("db");
    let waits = |step: &Step| matches!(step, Step::Gate { .. });
    let killed = house
        .kills(&format!("/docker-create never --name {name}"), false, waits)
        .await;
    assert_eq!(house.on_the_engine(), [name]);
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Untouched);
    house.has_nothing().await;
}

#[tokio::test]
async fn what_was_being_destroyed_is_gone_and_what_was_being_emptied_is_empty() {
    let house = house().await;
    house.has("small", &small(27_000)).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name} --persistent");
    house.creates(&create).await;
    let resets = |step: &Step| matches!(step, Step::ResetInstance { .. });
    let creates = |step: &Step| matches!(step, Step::CreateContainer { .. });
    for (done, step) in [(true, resets as fn(&Step) -> bool), (false, creates)] {
        docker(&["exec", &name, "touch", "/data/kept"]);
        let reset = format!("/docker-reset {name}");
        let killed = house.kills(&reset, done, step).await;
        let ended = house.recovers(&killed).await;
        assert_eq!(ended.state, OperationState::Done, "{ended:?}");
        assert_eq!(docker(&["exec", &name, "ls", "/data"]), "");
    }
    let destroys = |step: &Step| matches!(step, Step::DestroyInstance { .. });
    // The volume goes too soon after it for anybody to see it go.
    let removes = |step: &Step| matches!(step, Step::RemoveContainer { .. });
    for (done, step) in [(true, destroys as fn(&Step) -> bool), (false, removes)] {
        let destroy = format!("/docker-destroy {name} --remove-volume");
        let killed = house.kills(&destroy, done, step).await;
        let ended = house.recovers(&killed).await;
        assert_eq!(ended.state, OperationState::Done, "{ended:?}");
        house.has_nothing().await;
        house.creates(&create).await;
    }
}

#[tokio::test]
async fn what_was_being_stopped_is_stopped() {
    let house = house().await;
    let stubborn = breaking(
        "stubborn",
        r#""stubborn""#,
        "[health]\ntest = [\"is-ready\"]",
    );
    house.has("stubborn", &stubborn).await;
    let name = house.named("db");
    house
        .creates(&format!("/docker-create stubborn --name {name}"))
        .await;
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let killed = house
        .kills(&format!("/docker-stop {name}"), false, stops)
        .await;
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Done, "{ended:?}");
    assert_eq!(
        docker(&["inspect", "--format", "{{.State.Running}}", &name]),
        "false"
    );
    let listed = house.does("/docker-instances").await;
    assert_eq!(listed.data["instances"][0]["condition"], "stopped");
    assert_eq!(house.on_record().await[0].life, Life::There);
}

#[tokio::test]
async fn what_was_being_restarted_is_stopped_and_started() {
    let house = house().await;
    let stubborn = breaking(
        "stubborn",
        r#""stubborn""#,
        "[health]\ntest = [\"is-ready\"]",
    );
    house.has("stubborn", &stubborn).await;
    let name = house.named("db");
    let create = format!("/docker-create stubborn --name {name}");
    house.creates(&create).await;
    let started = || docker(&["inspect", "--format", "{{.State.StartedAt}}", &name]);
    let before = started();
    let begins = |step: &Step| matches!(step, Step::StopAndStart { .. });
    let restart = format!("/docker-restart {name}");
    let killed = house.kills(&restart, true, begins).await;
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Done, "{ended:?}");
    assert_ne!(started(), before);
    let listed = house.does("/docker-instances").await;
    assert_eq!(listed.data["instances"][0]["condition"], "healthy");
}

#[tokio::test]
async fn who_asks_for_a_name_that_a_crash_holds_gets_it() {
    let house = house().await;
    house
        .has("never", &breaking("never", r#""never""#, NEVER))
        .await;
    house.has("small", &small(27_200)).await;
    let name = house.named("db");
    let starts = |step: &Step| matches!(step, Step::StartContainer { .. });
    house
        .kills(&format!("/docker-create never --name {name}"), true, starts)
        .await;
    let create = format!("/docker-create small --name {name}");
    until("the lease of the killed one is over", async || {
        let said = house.says(&create).await;
        (said.code == 0).then_some(())
    })
    .await;
    let found = house.on_record().await;
    assert_eq!(found[0].made.preset.as_str(), "small");
    assert_eq!(house.on_the_engine(), [name]);
}

#[tokio::test]
async fn a_container_that_is_not_on_record_yet_is_known_by_its_name() {
    let house = house().await;
    house.has("small", &small(27_400)).await;
    let name = house.named("db");
    let made = house
        .creates(&format!("/docker-create small --name {name}"))
        .await;
    let known = name.parse().unwrap();
    let store = house.router.store();
    let forget = async || {
        let found = store.instance(&known).await.unwrap().unwrap();
        store
            .set_instance_container(&known, None, &found.made)
            .await
            .unwrap();
    };
    forget().await;
    house.confirms(&format!("/docker-reset {name}")).await;
    assert_ne!(
        docker(&["inspect", "--format", "{{.Id}}", &name]),
        made.container
    );
    forget().await;
    house.confirms(&format!("/docker-destroy {name}")).await;
    house.has_nothing().await;
}

#[tokio::test]
async fn what_was_being_replaced_is_said_to_be_gone() {
    let house = house().await;
    house
        .has("never", &breaking("never", r#""never""#, NEVER))
        .await;
    house.has("small", &small(27_600)).await;
    let name = house.named("db");
    house
        .creates(&format!("/docker-create small --name {name}"))
        .await;
    let waits = |step: &Step| matches!(step, Step::Gate { .. });
    let line = format!("/docker-create never --name {name} --replace");
    let killed = house.kills(&line, false, waits).await;
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Failed, "{ended:?}");
    house.has_nothing().await;
}

#[tokio::test]
async fn of_several_that_were_being_destroyed_each_is_finished_that_had_begun() {
    let house = house().await;
    let stubborn = breaking(
        "stubborn",
        r#""stubborn""#,
        "[health]\ntest = [\"is-ready\"]\n[modes.persistent]\nvolumes = [{ name = \"data\", target = \"/data\" }]",
    );
    house.has("stubborn", &stubborn).await;
    let (one, two) = (house.named("one"), house.named("two"));
    for name in [&one, &two] {
        house
            .creates(&format!(
                "/docker-create stubborn --name {name} --persistent"
            ))
            .await;
    }
    // Each has its time to stop, so both are at it.
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let killed = house
        .kills(&format!("/docker-destroy {one} {two}"), false, stops)
        .await;
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Done, "{ended:?}");
    let responder = Arc::new(Unheard) as Arc<dyn Responder>;
    until("nothing is under way", async || {
        house.router.recover(&responder).await.unwrap();
        house
            .router
            .store()
            .interrupted_or_running()
            .await
            .is_empty()
            .then_some(())
    })
    .await;
    for left in house.on_record().await {
        assert_ne!(left.life, Life::Making);
        let is_there = house.on_the_engine().contains(&left.name.to_string());
        assert_eq!(left.life == Life::There, is_there, "{}", left.name);
    }
}
