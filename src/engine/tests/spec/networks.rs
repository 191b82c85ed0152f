//! Which networks a container is in, under which names; and the networks and volumes themselves.

use std::collections::HashMap;

use bollard::models::{ContainerInspectResponse, EndpointSettings};

use super::{World, created, created_in, host};
use crate::engine::EngineError;

fn endpoints(seen: &ContainerInspectResponse) -> HashMap<String, EndpointSettings> {
    seen.network_settings.clone().unwrap().networks.unwrap()
}

#[tokio::test]
async fn the_default_network_knows_the_container_by_its_final_name_and_its_service() {
    let world = World::new().await;
    let model = world.model("services:\n  web:\n    image: IMAGE\n").await;
    world.create_networks_and_volumes(&model).await;
    let old = world.create(&model, "web").await;
    let id = world.try_create(&model, "web", Some(&old)).await.unwrap();
    let seen = world.engine.inspect_raw(&id).await.unwrap();
    assert_eq!(
        seen.name.as_deref().unwrap(),
        format!("/{}-web-1.new", world.project)
    );
    let network = format!("{}_default", world.project);
    assert_eq!(host(&seen).network_mode.as_deref(), Some(network.as_str()));
    let aliases = endpoints(&seen)[&network].aliases.clone().unwrap();
    for alias in [format!("{}-web-1", world.project), "web".to_owned()] {
        assert!(aliases.contains(&alias), "{aliases:?}");
    }
}

#[tokio::test]
async fn several_networks_with_addresses_aliases_and_priorities() {
    let world = World::new().await;
    // A network of its own for each test, out of the range of the engine's pools.
    let third = 1 + world
        .intent
        .operation()
        .as_str()
        .bytes()
        .map(u32::from)
        .sum::<u32>()
        % 250;
    let networks = format!(
        "networks:\n  front: {{internal: true, labels: {{kind: front}}}}\n  back: {{ipam: {{config: [{{subnet: '10.213.{third}.0/24', gateway: '10.213.{third}.1'}}]}}}}\n"
    );
    let keys = format!(
        "    networks:\n      front: {{aliases: [shop]}}\n      back: {{ipv4_address: '10.213.{third}.7', priority: 10}}\n"
    );
    let seen = created_in(&world, &keys, &networks).await;
    let (front, back) = (
        format!("{}_front", world.project),
        format!("{}_back", world.project),
    );
    assert_eq!(
        host(&seen).network_mode.as_deref(),
        Some(back.as_str()),
        "the higher priority first"
    );
    let endpoints = endpoints(&seen);
    let address = endpoints[&back].ipam_config.clone().unwrap().ipv4_address;
    assert_eq!(address.unwrap(), format!("10.213.{third}.7"));
    let aliases = endpoints[&front].aliases.clone().unwrap();
    assert!(aliases.contains(&"shop".to_owned()), "{aliases:?}");

    let model = world
        .model(&format!(
            "services:\n  web:\n    image: IMAGE\n{keys}{networks}"
        ))
        .await;
    for (key, name) in [("front", &front), ("back", &back)] {
        let made = world.engine.network(name).await.unwrap().unwrap();
        assert_eq!(made.differences(&model.networks[key]), [""; 0]);
        assert!(made.belongs_to(&world.project));
    }
    let other = &model.networks["front"];
    let made = world.engine.network(&back).await.unwrap().unwrap();
    assert_eq!(made.differences(other), ["internal"]);
}

#[tokio::test]
async fn names_servers_and_hosts() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    dns: [10.0.0.53]\n    dns_search: [example.org]\n    dns_opt: ['ndots:2']\n    extra_hosts: ['db:10.0.0.7', 'six:::1']\n",
    )
    .await;
    let host = host(&seen);
    assert_eq!(host.dns.as_ref().unwrap(), &["10.0.0.53"]);
    assert_eq!(host.dns_search.as_ref().unwrap(), &["example.org"]);
    assert_eq!(host.dns_options.as_ref().unwrap(), &["ndots:2"]);
    let mut hosts = host.extra_hosts.clone().unwrap();
    hosts.sort();
    assert_eq!(hosts, ["db:10.0.0.7", "six:::1"]);
}

#[tokio::test]
async fn a_mode_takes_the_place_of_networks() {
    for mode in ["host", "none"] {
        let world = World::new().await;
        let seen = created(&world, &format!("    network_mode: {mode}\n")).await;
        assert_eq!(host(&seen).network_mode.as_deref(), Some(mode));
    }
}

#[tokio::test]
async fn links_are_names_for_the_linked_services_containers() {
    let world = World::new().await;
    let seen = created_in(
        &world,
        "    links: ['db:database']\n",
        "  db:\n    image: IMAGE\n    command: hang\n",
    )
    .await;
    let links = endpoints(&seen)[&format!("{}_default", world.project)]
        .links
        .clone()
        .unwrap();
    let container = format!("{}-db-1", world.project);
    assert!(
        links.contains(&format!("{container}:database")),
        "{links:?}"
    );
}

#[tokio::test]
async fn a_network_is_made_once_and_only_the_projects_own_is_removed() {
    let world = World::new().await;
    let model = world.model("services:\n  web:\n    image: IMAGE\n").await;
    let (engine, intent) = (&world.engine, &world.intent);
    engine
        .create_network(intent, &model, "default")
        .await
        .unwrap();
    let again = engine.create_network(intent, &model, "default").await;
    assert!(
        matches!(again, Err(EngineError::Conflict { .. })),
        "{again:?}"
    );
    let foreign = engine
        .remove_network(intent, &world.project, "bridge")
        .await;
    assert!(
        matches!(foreign, Err(EngineError::Conflict { .. })),
        "{foreign:?}"
    );
    let name = format!("{}_default", world.project);
    for _ in 0..2 {
        engine
            .remove_network(intent, &world.project, &name)
            .await
            .unwrap();
    }
    assert_eq!(engine.network(&name).await.unwrap(), None);
}

#[tokio::test]
async fn a_container_is_put_into_a_network_and_taken_out_again() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let (engine, intent) = (&world.engine, &world.intent);
    let yaml = "services:\n  web:\n    image: IMAGE\n    networks: [more]\nnetworks: {more: {}}\n";
    let model = world.model(yaml).await;
    engine.create_network(intent, &model, "more").await.unwrap();
    let more = format!("{}_more", world.project);
    let aliases = ["shop".to_owned()];
    for _ in 0..2 {
        engine
            .connect_network(intent, &id, (&more, &aliases))
            .await
            .unwrap();
    }
    let seen = engine.inspect_raw(&id).await.unwrap();
    assert!(
        endpoints(&seen)[&more]
            .aliases
            .as_ref()
            .unwrap()
            .contains(&aliases[0])
    );
    let inside = engine.network(&more).await.unwrap().unwrap().containers;
    assert_eq!(inside, std::slice::from_ref(&id));
    for _ in 0..2 {
        engine.disconnect_network(intent, &id, &more).await.unwrap();
    }
    let seen = engine.inspect_raw(&id).await.unwrap();
    assert!(!endpoints(&seen).contains_key(&more));
}

#[tokio::test]
async fn a_volume_keeps_its_definition_and_only_the_projects_own_is_removed() {
    let world = World::new().await;
    let yaml = |driver_opts: &str| {
        format!(
            "services:\n  web:\n    image: IMAGE\n    volumes: ['data:/data']\nvolumes: {{data: {{driver_opts: {{{driver_opts}}}}}}}\n"
        )
    };
    let model = world.model(&yaml("type: tmpfs, device: tmpfs")).await;
    let (engine, intent) = (&world.engine, &world.intent);
    for _ in 0..2 {
        engine.create_volume(intent, &model, "data").await.unwrap();
    }
    let name = format!("{}_data", world.project);
    let made = engine.volume(&name).await.unwrap().unwrap();
    assert_eq!(made.labels["com.docker.compose.volume"], "data");
    assert_eq!(made.differences(&model.volumes["data"]), [""; 0]);
    let other = world.model(&yaml("")).await;
    assert_eq!(made.differences(&other.volumes["data"]), ["driver_opts"]);
    let stranger = crate::domain::name::ProjectName::new("somebody-else").unwrap();
    let foreign = engine.remove_volume(intent, &stranger, &name).await;
    assert!(
        matches!(foreign, Err(EngineError::Conflict { .. })),
        "{foreign:?}"
    );
    for _ in 0..2 {
        engine
            .remove_volume(intent, &world.project, &name)
            .await
            .unwrap();
    }
}
