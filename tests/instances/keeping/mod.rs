//! What Hailer does by itself: ends what has come to its end, clears away what a crash left, and has log lines in its own log.

pub(crate) mod lines;

use std::sync::Arc;

use hailer::domain::instance::Life;
use hailer::reply::Responder;
use hailer::router::Router;
use tokio::task::AbortHandle;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::house::{HOUSE, House, Unheard, docker, until};
use crate::images;
use crate::presets::talking;
use lines::Lines;

/// Looks after instances until it is dropped.
pub(crate) struct Tending(AbortHandle);

impl Tending {
    pub(crate) fn begin(router: &Arc<Router>) -> Self {
        let router = Arc::clone(router);
        let tends = async move {
            let responder = Arc::new(Unheard) as Arc<dyn Responder>;
            router.tend_instances(&responder).await;
        };
        Self(tokio::spawn(tends).abort_handle())
    }
}

impl Drop for Tending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[tokio::test]
async fn what_was_for_a_time_ends_and_its_data_stays_where_that_was_asked_for() {
    let house = House::with_small(26_000).await;
    let (fast, kept) = (house.named("fast"), house.named("kept"));
    let _tending = Tending::begin(&house.router);
    house
        .creates(&format!("/docker-create small --name {fast} --for 1s"))
        .await;
    house
        .creates(&format!(
            "/docker-create small --name {kept} --for 1s --persistent"
        ))
        .await;
    until("both have ended", async || {
        let running = house.on_the_engine();
        (running == [format!("{kept}-data")]).then_some(())
    })
    .await;
    let left = until("the end is on record", async || {
        let all = house.on_record().await;
        all.iter().all(|one| one.life == Life::Kept).then_some(all)
    })
    .await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].made.volumes, [format!("{kept}-data")]);
    house
        .confirms(&format!("/docker-destroy {kept} --remove-volume"))
        .await;
    house.has_nothing().await;
}

#[tokio::test]
async fn what_cannot_be_ended_is_not_tried_over_and_over() {
    let house = House::with_small(26_100).await;
    let name = house.named("db");
    house
        .creates(&format!("/docker-create small --name {name} --for 1s"))
        .await;
    let known = name.parse().unwrap();
    let store = house.router.store();
    let instance = store.instance(&known).await.unwrap().unwrap();
    // A container that somebody else has made stands where its own was.
    docker(&["rm", "--force", &name]);
    let label = format!("--label={HOUSE}={}", house.id);
    let id = docker(&[
        "create",
        "--name",
        &name,
        &label,
        "hailer-test-breaker:1",
        "never",
    ]);
    store
        .set_instance_container(&known, Some(&id), &instance.made)
        .await
        .unwrap();
    let _tending = Tending::begin(&house.router);
    let later = until("it is put off", async || {
        let found = store.instance(&known).await.unwrap().unwrap();
        (found.expires_at > instance.expires_at).then_some(found)
    })
    .await;
    assert!(later.expires_at.unwrap() > store.now() + chrono::TimeDelta::minutes(5));
    assert_eq!(docker(&["inspect", "--format", "{{.Id}}", &name]), id);
}

#[tokio::test]
async fn of_what_nobody_has_on_record_only_ones_own_ephemeral_goes() {
    let house = House::with_small(26_200).await;
    let neighbour = House::with_small(26_400).await;
    let (fast, kept) = (house.named("fast"), house.named("kept"));
    house
        .creates(&format!("/docker-create small --name {fast}"))
        .await;
    house
        .creates(&format!("/docker-create small --name {kept} --persistent"))
        .await;
    let others = neighbour.creates("/docker-create small").await;
    for (house, name) in [(&house, &fast), (&house, &kept), (&neighbour, &others.name)] {
        house
            .router
            .store()
            .forget_instance(&name.parse().unwrap())
            .await
            .unwrap();
    }
    let _tending = Tending::begin(&house.router);
    until("the ephemeral one is cleared away", async || {
        let there = house.on_the_engine();
        (there == [kept.clone(), format!("{kept}-data")]).then_some(())
    })
    .await;
    assert_eq!(neighbour.on_the_engine(), [others.name]);
}

#[tokio::test]
async fn what_is_to_last_is_started_again_by_the_engine_and_the_rest_is_not() {
    let house = House::with_small(26_600).await;
    for (mode, policy) in [
        ("--fast", "no"),
        ("--persistent", "unless-stopped"),
        ("--durable", "unless-stopped"),
    ] {
        let made = house.creates(&format!("/docker-create small {mode}")).await;
        let format = "{{.HostConfig.RestartPolicy.Name}}";
        assert_eq!(
            docker(&["inspect", "--format", format, &made.name]),
            policy,
            "{mode}"
        );
    }
}

#[tokio::test]
async fn its_lines_are_in_the_log_without_its_passwords() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::registry().with(lines.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    let house = House::new().await;
    images::quilt_mcp(&house.docker).await;
    house.has("talking", &talking("true")).await;
    let name = house.named("talks");
    let _tending = Tending::begin(&house.router);
    until("it is looked after", async || {
        house.router.store().has_made_instances().await.ok()
    })
    .await;
    house
        .does(&format!(
            "/docker-create talking --name {name} --env GIVEN=opensesame-9271"
        ))
        .await;
    // What the image's own starter says as it ends is not of the program.
    let own = || {
        let mut own = lines.of(&name);
        own.retain(|line| !line.ends_with("Terminated"));
        own.sort();
        own
    };
    let once = [
        "stderr: err [redacted] [redacted]",
        "stdout: out [redacted] [redacted]",
    ];
    until("both lines are there", async || {
        (own().len() >= 2).then_some(())
    })
    .await;
    assert_eq!(own(), once);
    house
        .confirms(&format!("/docker-restart {name} --timeout 2s"))
        .await;
    until("it is followed again", async || {
        (own().len() >= 4).then_some(())
    })
    .await;
    assert_eq!(own(), [once[0], once[0], once[1], once[1]]);
    house.does(&format!("/docker-destroy {name}")).await;
    house.has_nothing().await;
    assert_eq!(own().len(), 4);
}

#[tokio::test]
async fn pruning_takes_what_it_showed_and_only_ones_own_that_no_instance_has() {
    let house = House::with_small(26_800).await;
    let neighbour = House::with_small(26_900).await;
    let [again, left, used] = ["again", "left", "used"].map(|own| house.named(own));
    let create = |name: &str| format!("/docker-create small --name {name} --persistent");
    for name in [&again, &left, &used] {
        house.creates(&create(name)).await;
    }
    house.does(&format!("/docker-destroy {again} {left}")).await;
    let others = neighbour.creates("/docker-create small --persistent").await;
    neighbour
        .does(&format!("/docker-destroy {}", others.name))
        .await;
    let preview = house.says("/docker-volumes prune").await;
    let shown = preview.data["plan"]["pruned"].as_array().unwrap().iter();
    let shown: Vec<_> = shown.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(shown, [format!("{again}-data"), format!("{left}-data")]);
    // What is made again meanwhile is used, so the yes was for something else.
    house.creates(&create(&again)).await;
    let said = house
        .says(&format!("/confirm {}", preview.confirmation()))
        .await;
    assert_ne!(said.code, 0, "{}", said.text);
    assert_eq!(house.on_the_engine().len(), 5);
    house.confirms("/docker-volumes prune").await;
    let there = [&again, &used].map(|name| [name.clone(), format!("{name}-data")]);
    assert_eq!(house.on_the_engine(), there.concat());
    assert_eq!(house.on_record().await.len(), 2);
    assert_eq!(neighbour.on_the_engine(), [format!("{}-data", others.name)]);
}
