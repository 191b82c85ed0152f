//! What containers take of the machine.

use std::time::{Duration, Instant};

use crate::engine::EngineError;
use crate::engine::tests::world::World;

#[tokio::test]
async fn usage_is_measured_side_by_side_and_not_made_up_for_what_does_not_run() {
    let world = World::new().await;
    let yaml = "services:\n  web:\n    image: IMAGE\n    command: hang\n    mem_limit: 64m\n  api:\n    image: IMAGE\n    command: hang\n";
    let ids = world.up(&world.model(yaml).await).await;
    let begun = Instant::now();
    let usage = world.engine.usage(&ids).await;
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
    let web = usage[1].as_ref().unwrap();
    assert_eq!(web.memory_limit, 64 * 1024 * 1024);
    assert!((1..web.memory_limit).contains(&web.memory_bytes), "{web:?}");
    world
        .engine
        .stop(&world.intent, &ids[0], None)
        .await
        .unwrap();
    let stopped = world.engine.usage(&ids[..1]).await.remove(0);
    assert!(
        matches!(stopped, Err(EngineError::Conflict { .. })),
        "{stopped:?}"
    );
}
