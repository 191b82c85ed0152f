//! Lists of what has a label, and of images.

use std::collections::BTreeMap;

use crate::domain::container::State;
use crate::engine::single::{Mount, Single, Source};
use crate::engine::tests::world::World;
use crate::engine::{EngineError, Volumes};

#[tokio::test]
async fn containers_are_listed_by_label_whether_they_run_or_not() {
    let world = World::new().await;
    let own = |name: &str, value: &str, command: &[&str]| Single {
        name: format!("{}-{name}", world.project),
        labels: [(world.project.to_string(), value.to_owned())].into(),
        ..world.single(command)
    };
    let ended = world.run_single(&own("b", "yes", &["exit", "0"])).await;
    let running = world.run_single(&own("a", "yes", &["hang"])).await;
    let other = world.run_single(&own("c", "no", &["hang"])).await;
    world.engine.ended(&ended).await.unwrap();

    let label = format!("{}=yes", world.project);
    let found = world.engine.labelled(&label).await.unwrap();
    let found: Vec<_> = found.iter().map(|one| (&one.id, one.state)).collect();
    assert_eq!(found, [(&running, State::Running), (&ended, State::Exited)]);
    let all = world.engine.labelled(world.project.as_str()).await.unwrap();
    assert_eq!(all.last().map(|one| &one.id), Some(&other));
    let none = world.engine.labelled("hailer-test-no-such-label").await;
    assert_eq!(none.unwrap(), []);
}

#[tokio::test]
async fn volumes_are_made_listed_and_removed_by_label_and_not_while_one_is_used() {
    let world = World::new().await;
    let (engine, intent) = (&world.engine, &world.intent);
    let name = format!("{}-data", world.project);
    let label = (world.project.as_str(), "yes");
    let labels: BTreeMap<_, _> = [(label.0.to_owned(), label.1.to_owned())].into();
    for _ in 0..2 {
        let made = engine.create_labelled_volume(intent, &name, &labels).await;
        made.unwrap();
    }
    let listed = engine.labelled_volumes(&format!("{}=yes", label.0)).await;
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].name, name);
    assert_eq!(
        listed[0].labels["hailer.operation"],
        intent.operation().as_str()
    );

    let used = Single {
        mounts: vec![Mount {
            source: Source::Volume(name.clone()),
            target: "/data".to_owned(),
            read_only: false,
        }],
        ..world.single(&["hang"])
    };
    let id = engine.create_single(intent, &used).await.unwrap();
    let foreign = (label.0, "no");
    for label in [label, foreign] {
        let removed = engine.remove_labelled_volume(intent, &name, label).await;
        assert!(
            matches!(removed, Err(EngineError::Conflict { .. })),
            "{label:?}: {removed:?}"
        );
    }
    engine.remove(intent, &id, Volumes::Remove).await.unwrap();
    for _ in 0..2 {
        let removed = engine.remove_labelled_volume(intent, &name, label).await;
        removed.unwrap();
    }
    assert_eq!(engine.volume(&name).await.unwrap(), None);
}

#[tokio::test]
async fn images_are_listed_with_their_tags_and_not_removed_while_one_is_used() {
    let world = World::new().await;
    let (engine, intent) = (&world.engine, &world.intent);
    let second = format!("{}-web:latest", world.project);
    engine
        .tag_image(intent, &world.image, &second)
        .await
        .unwrap();
    let image = engine.image(&world.image).await.unwrap();
    let listed = engine.images().await.unwrap();
    let own: Vec<_> = listed.iter().filter(|one| one.id == image.id).collect();
    assert_eq!(own.len(), 1);
    let mut tags = [second.clone(), world.image.clone()];
    tags.sort();
    assert_eq!(own[0].tags, tags);
    assert_eq!((own[0].size, &own[0].labels), (image.size, &image.labels));

    let id = engine.create_single(intent, &world.single(&["hang"])).await;
    engine.untag_image(intent, &second).await.unwrap();
    let removed = engine.untag_image(intent, &world.image).await;
    assert!(
        matches!(removed, Err(EngineError::Conflict { .. })),
        "{removed:?}"
    );
    let gone = engine.remove(intent, &id.unwrap(), Volumes::Remove).await;
    gone.unwrap();
    for _ in 0..2 {
        engine.untag_image(intent, &world.image).await.unwrap();
    }
    assert_eq!(engine.find_image(&world.image).await.unwrap(), None);
}
