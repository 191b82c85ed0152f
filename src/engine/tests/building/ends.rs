//! Builds that don't come to their end: cancelled, dropped, too silent, too slow. The engine is rid of them too.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bollard::query_parameters::ListContainersOptionsBuilder;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::folder;
use crate::engine::build::Builder;
use crate::engine::tests::world::World;
use crate::engine::{BuildRequest, BuildWatch, EngineError, Image};

/// A build whose step sleeps for so long, and how its process can be told from all others of this machine.
struct Sleeper {
    request: BuildRequest,
    marks: String,
}

impl Sleeper {
    fn new(world: &World) -> Self {
        let mut random = [0; 4];
        getrandom::fill(&mut random).unwrap();
        let seconds = format!("60.{}", u32::from_le_bytes(random));
        let step = format!("FROM IMAGE\nRUN [\"/shop\", \"sleep\", \"{seconds}\"]\n");
        Self {
            request: folder(world, &step, &[]),
            marks: format!("/shop\0sleep\0{seconds}\0"),
        }
    }

    fn runs(&self) -> bool {
        let processes = std::fs::read_dir("/proc").unwrap();
        let mut commands = processes
            .flatten()
            .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
        commands.any(|command| command == self.marks.as_bytes())
    }

    async fn wait_until(&self, runs: bool) {
        let begun = Instant::now();
        while self.runs() != runs {
            assert!(begun.elapsed() < Duration::from_secs(20), "runs: {runs}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Until its process and, with the classic builder, the container of its step are gone.
    async fn wait_until_gone(&self, world: &World) {
        self.wait_until(false).await;
        let begun = Instant::now();
        let own = [("ancestor".to_owned(), vec![world.image.clone()])];
        let own = ListContainersOptionsBuilder::new()
            .all(true)
            .filters(&own.into())
            .build();
        loop {
            let listed = world.engine.docker().list_containers(Some(own.clone()));
            let left = listed.await.unwrap();
            if left.is_empty() {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{left:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn build(
    world: &World,
    (builder, request): (Builder, &BuildRequest),
    cancel: &CancellationToken,
) -> Result<Image, EngineError> {
    let watch = BuildWatch {
        line: &|_| {},
        cancel,
    };
    let engine = &world.engine;
    engine
        .build_with(&world.intent, builder, request, watch)
        .await
}

#[tokio::test]
async fn a_cancelled_build_ends_on_the_engine_too() {
    let world = World::new().await;
    for builder in [Builder::BuildKit, Builder::Classic] {
        let sleeper = Sleeper::new(&world);
        let cancel = CancellationToken::new();
        let cancelling = async {
            sleeper.wait_until(true).await;
            cancel.cancel();
        };
        let asked = (builder, &sleeper.request);
        let (ended, ()) = tokio::join!(build(&world, asked, &cancel), cancelling);
        assert!(
            matches!(ended, Err(EngineError::Cancelled { .. })),
            "{ended:?}"
        );
        sleeper.wait_until_gone(&world).await;
        let left = world.engine.find_image(&sleeper.request.tag).await.unwrap();
        assert_eq!(left, None);
    }
}

#[tokio::test]
async fn a_build_that_nobody_waits_for_any_more_ends_on_the_engine_too() {
    let world = Arc::new(World::new().await);
    let sleeper = Sleeper::new(&world);
    let (asking, request) = (Arc::clone(&world), sleeper.request.clone());
    let gone = Arc::new(Notify::new());
    let leave = Arc::clone(&gone);
    let waiting = tokio::spawn(async move {
        let cancel = CancellationToken::new();
        tokio::select! {
            ended = build(&asking, (Builder::BuildKit, &request), &cancel) => panic!("{ended:?}"),
            () = leave.notified() => {}
        }
    });
    sleeper.wait_until(true).await;
    gone.notify_one();
    waiting.await.unwrap();
    sleeper.wait_until_gone(&world).await;
}

#[tokio::test]
async fn a_build_that_says_nothing_is_ended_and_says_where_it_stood() {
    let world = World::new().await;
    let mut sleeper = Sleeper::new(&world);
    sleeper.request.silence = Duration::from_secs(2);
    let asked = (Builder::BuildKit, &sleeper.request);
    let error = build(&world, asked, &CancellationToken::new())
        .await
        .unwrap_err();
    let EngineError::BuildFailed {
        reason, last_lines, ..
    } = &error
    else {
        panic!("{error}");
    };
    assert!(reason.contains("said nothing for 2s"), "{reason}");
    assert!(
        last_lines.iter().any(|line| line.contains("\"sleep\"")),
        "{last_lines:?}"
    );
    sleeper.wait_until_gone(&world).await;
}

#[tokio::test]
async fn a_build_that_takes_too_long_is_ended() {
    let world = World::new().await;
    for builder in [Builder::BuildKit, Builder::Classic] {
        let mut sleeper = Sleeper::new(&world);
        sleeper.request.limit = Duration::from_secs(2);
        let asked = (builder, &sleeper.request);
        let error = build(&world, asked, &CancellationToken::new())
            .await
            .unwrap_err();
        assert!(matches!(error, EngineError::TimedOut { .. }), "{error}");
        sleeper.wait_until_gone(&world).await;
    }
}
