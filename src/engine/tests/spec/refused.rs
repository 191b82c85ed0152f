//! What an engine would silently ignore, or can't do, is refused by name before anything is created.

use super::World;
use crate::compose::newer::ApiVersion;
use crate::engine::EngineError;

async fn refusal(world: &World, keys: &str) -> String {
    let model = world
        .model(&format!("services:\n  web:\n    image: IMAGE\n{keys}"))
        .await;
    let error = world.try_create(&model, "web", None).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Unsupported { .. }),
        "{error:?}"
    );
    assert_eq!(world.containers().await, []);
    error.to_string()
}

#[tokio::test]
async fn keys_that_need_a_newer_engine_name_it() {
    let world = World::new().await;
    let api = world.engine.info().api;
    for (minor, engine, key, keys) in [
        (
            43,
            "24.0",
            "services.web.annotations",
            "    annotations: {a: b}\n",
        ),
        (
            44,
            "25.0",
            "services.web.mac_address",
            "    mac_address: 02:42:ac:11:65:43\n",
        ),
        (
            44,
            "25.0",
            "services.web.healthcheck.start_interval",
            "    healthcheck: {test: [CMD, x], start_period: 9s, start_interval: 1s}\n",
        ),
    ] {
        if api >= (ApiVersion { major: 1, minor }) {
            // A newer engine carries it out.
            let model = world
                .model(&format!("services:\n  web:\n    image: IMAGE\n{keys}"))
                .await;
            let name = format!("{}_default", world.project);
            if world.engine.network(&name).await.unwrap().is_none() {
                world.create_networks_and_volumes(&model).await;
            }
            let id = world.create(&model, "web").await;
            let volumes = crate::engine::Volumes::Remove;
            world
                .engine
                .remove(&world.intent, &id, volumes)
                .await
                .unwrap();
            continue;
        }
        let said = refusal(&world, keys).await;
        assert!(said.starts_with(key) && said.contains(engine), "{said}");
    }
}

#[tokio::test]
async fn a_shared_namespace_without_its_container_is_refused() {
    let world = World::new().await;
    let said = refusal(
        &world,
        "    network_mode: service:db\n  db:\n    image: IMAGE\n    command: hang\n",
    )
    .await;
    assert!(
        said.contains("services.web.network_mode") && said.contains("\"db\""),
        "{said}"
    );
}
