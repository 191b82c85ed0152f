//! Images that a deploy builds: when, from what, how often, and what is said of it.

mod again;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hailer::domain::journal::Step;
use hailer::domain::name::CodebaseName;
use hailer::domain::operation::StepRecord;
use hailer::reply::{Progress, Responder, Status};

use crate::world::{Before, Said, World, docker};

/// A service that is built from the folder.
const BUILT: &str = "
services:
  web:
    build: .
    command: serve 80
    network_mode: none
";

/// The project in production and in the workspace, running as a person's own `up --build` started it.
async fn running(compose: &str) -> World {
    let world = World::empty().await;
    world.import_image();
    world.start_built(compose, "");
    world.configure().await;
    world
}

/// Puts a step that sleeps for this long into a stage that every build makes.
fn sleeping(world: &World, seconds: &str) {
    world.edit(
        "workspace/Dockerfile",
        "COPY shop /shop",
        &format!("COPY shop /shop\nARG NAME\nRUN [\"/shop\", \"sleep\", \"{seconds}\"]"),
    );
}

/// How many processes of this machine sleep for this long.
fn sleepers(seconds: &str) -> usize {
    let command = format!("/shop\0sleep\0{seconds}\0");
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok())
        .filter(|own| own == command.as_bytes())
        .count()
}

async fn until(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A little more than so many seconds. Nobody has had the number, so that neither another test sleeps for so long nor the
/// builder has a step with it in its cache.
fn unique(seconds: u32) -> String {
    let mut random = [0; 4];
    getrandom::fill(&mut random).unwrap();
    format!("{seconds}.{}", u32::from_le_bytes(random))
}

/// The builds of the last operation, as they are in the journal.
async fn builds(world: &World) -> Vec<StepRecord> {
    let store = world.store().await;
    let shop = CodebaseName::new("shop").unwrap();
    let operations = store.recent_operations(&shop, 1).await.unwrap();
    let mut steps = store.steps(&operations[0].id).await.unwrap();
    steps.retain(|record| matches!(record.step, Step::BuildImage { .. }));
    steps
}

/// Everything that was shown on the way.
#[derive(Default)]
pub(crate) struct Heard(pub(crate) Mutex<Vec<String>>);

impl Responder for Heard {
    fn progress(&self, progress: Progress) {
        self.0.lock().unwrap().push(format!("{progress:?}"));
    }

    fn line(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}

async fn deploys(world: &World) -> Said {
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
    world.says("yes").await
}

#[tokio::test]
async fn one_definition_in_two_services_is_built_once_and_another_one_beside_it() {
    let other = "
  jobs:
    build: {context: ., args: {NAME: jobs}}
    command: hang
    network_mode: none
  twin:
    build: .
    command: hang
    network_mode: none
";
    let world = running(&format!("{BUILT}{other}")).await;
    sleeping(&world, &unique(1));
    let said = deploys(&world).await;
    assert_eq!(said.code, 0, "{said}");
    let builds = builds(&world).await;
    assert_eq!(builds.len(), 2, "{builds:?}");
    assert!(
        builds[1].intended_at < builds[0].ended_at.unwrap(),
        "{builds:?}"
    );
    let image = |service: &str| {
        let id = world.container(service);
        docker(&["inspect", "--format", "{{.Image}}", &id])
    };
    assert_eq!(image("web"), image("twin"));
    assert_ne!(image("web"), image("jobs"));
    let again = world.says("/docker-deploy").await;
    assert_eq!(again.code, 0, "nothing is left to do: {again}");
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_build_that_fails_ends_the_others() {
    let fails = "
  jobs:
    build: {context: ., dockerfile: fails.Dockerfile}
    command: hang
    network_mode: none
";
    let world = running(BUILT).await;
    let before = world.containers();
    let seconds = unique(60);
    sleeping(&world, &seconds);
    world.write("workspace/compose.yaml", &format!("{BUILT}{fails}"));
    let failing = "FROM scratch\nCOPY shop /shop\nRUN [\"/shop\", \"crash\", \"9\", \"1\"]\n";
    world.write("workspace/fails.Dockerfile", failing);
    let said = deploys(&world).await;
    assert!(
        said.text.contains("the build of jobs failed"),
        "the one that failed of itself is told: {said}"
    );
    assert!(said.text.contains("crashing with 9"), "{said}");
    until(|| sleepers(&seconds) == 0).await;
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_deploy_that_is_cancelled_while_it_builds_leaves_nothing() {
    let world = running(BUILT).await;
    let before = Before::of(&world);
    let seconds = unique(60);
    sleeping(&world, &seconds);
    let cancelling = async {
        until(|| sleepers(&seconds) == 1).await;
        assert_eq!(world.cancel_all(), 1);
    };
    let (said, ()) = tokio::join!(deploys(&world), cancelling);
    assert!(said.text.contains("cancelled"), "{said}");
    until(|| sleepers(&seconds) == 0).await;
    before.assert_is_now(&world);
    let builds = builds(&world).await;
    let detail = format!("{:?}", builds[0]);
    assert!(detail.contains("was cancelled"), "{detail}");
}

#[tokio::test]
async fn the_values_of_arguments_are_shown_nowhere() {
    let world = running(BUILT).await;
    let value = format!("quite-ordinary-{}", unique(1));
    world.edit(
        "workspace/compose.yaml",
        "build: .",
        &format!("build: {{context: ., args: {{GREETING: {value}}}}}"),
    );
    world.edit(
        "workspace/Dockerfile",
        "COPY shop /shop",
        "COPY shop /shop\nARG GREETING\nRUN [\"/shop\", \"env\"]\nRUN [\"/shop\", \"exit\", \"$GREETING\"]",
    );
    world.says("/docker-deploy").await;
    let heard = Arc::new(Heard::default());
    let ada = world.at_the_terminal();
    let said = ada.says_heard_by("yes", heard.clone()).await;
    let progress = heard.0.lock().unwrap().join("\n");
    assert!(progress.contains("GREETING=[redacted]"), "{progress}");
    assert!(said.text.contains("[redacted]"), "{said}");
    let shown = format!("{said}{}{progress}", said.data);
    assert!(!shown.contains("quite-ordinary"), "{shown}");
    let journal = format!("{:?}", builds(&world).await);
    assert!(!journal.contains("quite-ordinary"), "{journal}");
}

#[tokio::test]
async fn every_tag_of_a_build_stands_for_the_image_that_runs() {
    let world = running(BUILT).await;
    let extra = format!("{}-extra:1", world.project());
    world.edit(
        "workspace/compose.yaml",
        "build: .",
        &format!("build: {{context: ., tags: ['{extra}'], labels: {{team: shop}}}}"),
    );
    let said = deploys(&world).await;
    assert_eq!(said.code, 0, "{said}");
    let id = |what: &str, of: &str| docker(&["inspect", "--format", what, of]);
    let runs = id("{{.Image}}", &world.container("web"));
    for tag in [format!("{}-web", world.project()), extra] {
        assert_eq!(id("{{.Id}}", &tag), runs, "{tag}");
    }
    assert_eq!(world.leftovers(), [] as [String; 0]);
}
