//! Peace with the official tool, on a real engine and with the real binary: what Hailer deployed, `docker compose` finds
//! complete and leaves as it is, and the other way round.

mod shapes;
mod taken_over;
mod verbs;

use crate::world::World;

/// A world whose `folder` holds these files. Nothing runs, and the codebase `shop` is configured.
async fn holding(folder: &str, files: &[(&str, &str)]) -> World {
    let world = World::empty().await;
    world.import_image();
    for (path, text) in files {
        world.write(&format!("{folder}/{path}"), text);
    }
    world.configure().await;
    world
}

/// Hailer finds nothing to do either.
async fn assert_nothing_to_change(world: &World) {
    let said = world.says("/docker-deploy").await;
    assert!(said.text.contains("deploy: nothing to change"), "{said}");
    assert_eq!(said.code, 0, "{said}");
}
