//! Each key of a service, as the engine shows it on the created container.

mod access;
mod keys;
mod mounts;
mod networks;
mod process;
mod refused;
mod resources;

use bollard::models::{ContainerConfig, ContainerInspectResponse, HostConfig};

use super::world::World;

/// The container of a service with these keys (YAML, indented by four), as the engine shows it.
async fn created(world: &World, keys: &str) -> ContainerInspectResponse {
    created_in(world, keys, "").await
}

/// The same in a project with more than the service.
async fn created_in(world: &World, keys: &str, project: &str) -> ContainerInspectResponse {
    let model = world
        .model(&format!(
            "services:\n  web:\n    image: IMAGE\n{keys}{project}"
        ))
        .await;
    world.create_networks_and_volumes(&model).await;
    let id = world.create(&model, "web").await;
    world.engine.inspect_raw(&id).await.unwrap()
}

fn config(seen: &ContainerInspectResponse) -> &ContainerConfig {
    seen.config.as_ref().unwrap()
}

fn host(seen: &ContainerInspectResponse) -> &HostConfig {
    seen.host_config.as_ref().unwrap()
}
