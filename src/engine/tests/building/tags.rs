//! Tags that move and go, and one that no registry has.

use crate::engine::tests::world::World;
use crate::engine::{EngineError, PullRequest};

#[tokio::test]
async fn a_tag_moves_and_goes_and_the_image_stays_with_its_other_tag() {
    let world = World::new().await;
    let tag = format!("{}-web", world.project);
    let id = world.engine.image(&world.image).await.unwrap().id;
    world
        .engine
        .tag_image(&world.intent, &id, &tag)
        .await
        .unwrap();
    assert_eq!(world.engine.image(&tag).await.unwrap().id, id);
    for _ in 0..2 {
        world.engine.untag_image(&world.intent, &tag).await.unwrap();
    }
    assert_eq!(world.engine.find_image(&tag).await.unwrap(), None);
    assert!(
        world
            .engine
            .find_image(&world.image)
            .await
            .unwrap()
            .is_some()
    );
    let missing = world.engine.image(&tag).await.unwrap_err().to_string();
    assert!(missing.contains(&tag), "{missing}");
}

#[tokio::test]
async fn a_pull_that_cannot_be_says_so() {
    let world = World::new().await;
    // Nothing listens on this port of loopback.
    let nowhere = "127.0.0.1:1/shop:1";
    let error = world
        .engine
        .pull_image(
            &world.intent,
            &PullRequest {
                reference: nowhere,
                platform: None,
            },
            &|_| {},
        )
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Registry(_)), "{error:?}");
    assert!(error.to_string().contains(nowhere), "{error}");
}
