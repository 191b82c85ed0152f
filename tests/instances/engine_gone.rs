//! The engine ends while an instance is being made, and comes back: what was begun is brought to an end.

use std::sync::Arc;

use bollard::Docker;
use bollard::query_parameters::ListContainersOptions;
use futures_util::future::join;
use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::{CodebaseName, OperationId};
use hailer::reply::Responder;

use crate::database::Database;
use crate::dockerd::Dockerd;
use crate::house::{House, Unheard, docker, until};
use crate::images;
use crate::presets::small;

/// A house with an engine of its own.
async fn house(dockerd: &Dockerd) -> House {
    let host = dockerd.host();
    images::breaker(&Docker::connect_with_host(&host).unwrap()).await;
    let told = [("DOCKER_HOST", host), ("HAILER_LEASE", "2s".to_owned())];
    House::told(Database::Sqlite, &told).await
}

impl House {
    /// One with data, which takes a moment until it is ready. Whether its engine starts it again is told by `restart`. Returns
    /// its name.
    async fn has_data(&self, dockerd: &Dockerd, restart: &str) -> String {
        let persistent = "[modes.persistent]\n";
        let restart = format!("{persistent}restart = \"{restart}\"\n");
        let slow = small(27_300)
            .replace(r#"["slow", "0"]"#, r#"["slow", "3"]"#)
            .replace(persistent, &restart);
        self.has("small", &slow).await;
        let name = self.named("db");
        self.does(&format!("/docker-create small --name {name} --persistent"))
            .await;
        dockerd.docker(&["exec", &name, "touch", "/data/kept"]);
        name
    }

    async fn last_operation(&self) -> OperationId {
        let store = self.router.store();
        let all = store.recent_operations(&CodebaseName::instances(), 1).await;
        all.unwrap().remove(0).id
    }
}

impl Dockerd {
    fn docker(&self, words: &[&str]) -> String {
        let host = self.host();
        docker(&[&["--host", host.as_str()], words].concat())
    }

    /// It is as new, and runs.
    fn has_anew(&self, name: &str) {
        assert_eq!(self.docker(&["exec", name, "ls", "/data"]), "");
    }
}

/// Ends it once an operation waits until its instance is ready, and starts it again.
async fn ends(house: &House, mut dockerd: Dockerd, end: fn(&mut Dockerd)) -> Dockerd {
    house.waits().await;
    let ends = tokio::task::spawn_blocking(move || {
        end(&mut dockerd);
        dockerd
    });
    ends.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_restarted_while_one_waits_leaves_nothing_behind() {
    let dockerd = Dockerd::start();
    let house = house(&dockerd).await;
    house.has_never().await;
    let engine = Docker::connect_with_host(&dockerd.host()).unwrap();
    let restarts = ends(&house, dockerd, Dockerd::restart);
    let (created, dockerd) = join(house.says("/docker-create never"), restarts).await;
    assert_ne!(created.code, 0, "{}", created.text);
    let responder = Arc::new(Unheard) as Arc<dyn Responder>;
    let all = ListContainersOptions {
        all: true,
        ..ListContainersOptions::default()
    };
    until("nothing is left of it", async || {
        house.router.recover(&responder).await.unwrap();
        let there = engine.list_containers(Some(all.clone())).await.unwrap();
        let known = house.on_record().await;
        (there.is_empty() && known.is_empty()).then_some(())
    })
    .await;
    drop(dockerd);
}

async fn a_reset_outlives(end: fn(&mut Dockerd), restart: &str) {
    let dockerd = Dockerd::start();
    let house = house(&dockerd).await;
    let name = house.has_data(&dockerd, restart).await;
    let preview = house.says(&format!("/docker-reset {name}")).await;
    let confirms = format!("/confirm {}", preview.confirmation());
    let ends = ends(&house, dockerd, end);
    let (said, dockerd) = join(house.says(&confirms), ends).await;
    assert!(
        said.text.contains("brings it to an end, and tells it"),
        "{}",
        said.text
    );
    assert!(
        said.text.trim_end().ends_with("/docker-instances"),
        "{}",
        said.text
    );
    let ended = house.recovers(&house.last_operation().await).await;
    assert_eq!(ended.state, OperationState::Done, "{ended:?}");
    dockerd.has_anew(&name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_outlives_an_engine_that_is_restarted() {
    a_reset_outlives(Dockerd::restart, "unless-stopped").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_outlives_an_engine_that_is_killed() {
    a_reset_outlives(Dockerd::kill_and_restart, "no").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reset_runs_again_where_the_engine_ended_with_hailer() {
    let mut dockerd = Dockerd::start();
    let house = house(&dockerd).await;
    let name = house.has_data(&dockerd, "no").await;
    let waits = |step: &Step| matches!(step, Step::Gate { .. });
    let reset = format!("/docker-reset {name}");
    let killed = house.kills(&reset, false, waits).await;
    dockerd.restart();
    let running = ["inspect", "--format", "{{.State.Running}}", &name];
    assert_eq!(dockerd.docker(&running), "false");
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Done, "{ended:?}");
    dockerd.has_anew(&name);
}
