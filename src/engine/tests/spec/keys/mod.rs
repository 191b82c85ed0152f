//! Every key that is carried out, on a real engine: `table.txt` holds them all, and one that is added to the model
//! without a row there fails here.

mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::world::World;
use crate::compose::model::deploy::{Deploy, Limits, Reservations, RestartPolicy};
use crate::compose::model::device::DeviceRequest;
use crate::compose::model::file_object::{FileObject, FileReference};
use crate::compose::model::mount::{BindOptions, Mount, TmpfsOptions, VolumeOptions};
use crate::compose::model::network::{Network, ServiceNetwork};
use crate::compose::model::port::Port;
use crate::compose::model::service::{Logging, Service};
use crate::compose::model::{healthcheck::Healthcheck, volume::Volume};
use crate::compose::{Model, policy::Profiles};
use crate::domain::name::{CodebaseName, ServiceName};
use crate::engine::spec::{self, Inherited};
use crate::engine::{EngineError, NewContainer};
use row::{Expected, Row, Since};

/// The keys that a part of the model has a field for. Serde lists them when it is given another.
fn keys_of<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(json!({ "no such key": 0 })) else {
        panic!("an unknown key is taken");
    };
    let said = error.to_string();
    let quoted = said.split('`').skip(1).step_by(2).skip(1);
    quoted.map(str::to_owned).collect()
}

#[test]
fn every_key_of_the_model_has_a_row() {
    let rows = row::all();
    let sections = [
        ("services", keys_of::<Service>()),
        ("services healthcheck", keys_of::<Healthcheck>()),
        ("services ports", keys_of::<Port>()),
        ("services networks", keys_of::<ServiceNetwork>()),
        ("services volumes", keys_of::<Mount>()),
        ("services volumes.bind", keys_of::<BindOptions>()),
        ("services volumes.volume", keys_of::<VolumeOptions>()),
        ("services volumes.tmpfs", keys_of::<TmpfsOptions>()),
        ("services secrets", keys_of::<FileReference>()),
        ("services logging", keys_of::<Logging>()),
        ("services deploy", keys_of::<Deploy>()),
        ("services deploy.resources.limits", keys_of::<Limits>()),
        (
            "services deploy.resources.reservations",
            keys_of::<Reservations>(),
        ),
        (
            "services deploy.resources.reservations.devices",
            keys_of::<DeviceRequest>(),
        ),
        ("services deploy.restart_policy", keys_of::<RestartPolicy>()),
        ("networks", keys_of::<Network>()),
        ("volumes", keys_of::<Volume>()),
        ("secrets", keys_of::<FileObject>()),
    ];
    for (section, keys) in sections {
        let own = rows.iter().filter(|row| row.section == section);
        let told: BTreeSet<String> = own.map(|row| row.key.clone()).collect();
        assert_eq!(told, keys, "{section}");
    }
}

#[test]
fn every_test_that_a_row_names_is_there() {
    let sources = row::sources();
    for row in row::all() {
        if let Expected::Test(name) = &row.expected {
            let there = sources.contains(&format!("fn {name}("));
            assert!(there, "{}: there is no test {name}", row.path());
        }
    }
}

#[tokio::test]
async fn every_key_of_a_service_comes_to_what_its_row_says() {
    let world = World::new().await;
    std::fs::write(world.folder.path().join("token"), "t0ken").unwrap();
    let model = world
        .model("services: {base: {image: IMAGE, command: hang, ipc: shareable}}")
        .await;
    world.create_networks_and_volumes(&model).await;
    let base = world.create(&model, "base").await;
    let rows = row::all();
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row.of_a_service() && row.is_due(&model))
        .collect();
    let model = project(&world, &rows, &base).await;
    for key in model.networks.keys().filter(|key| *key != "default") {
        world
            .engine
            .create_network(&world.intent, &model, key)
            .await
            .unwrap();
    }
    world
        .engine
        .create_volume(&world.intent, &model, "data")
        .await
        .unwrap();
    let mut complaints = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let service = format!("s{number}");
        let facts = row.facts(&world, &base);
        if let Some(least) = row.needs(world.engine.info().api) {
            let refused = world.try_create(&model, &service, None).await.unwrap_err();
            assert!(
                matches!(refused, EngineError::Unsupported { .. }),
                "{refused:?}"
            );
            let said = refused.to_string();
            assert!(said.contains(&row.key) && said.contains(&least), "{said}");
        } else if row.asked {
            let asked = asked(&world, &model, &service);
            complaints.extend(row::complaints(row, &facts, &asked));
        } else {
            match world.try_create(&model, &service, None).await {
                Ok(id) => {
                    let seen = world.engine.inspect_raw(&id).await.unwrap();
                    let seen = serde_json::to_value(seen).unwrap();
                    complaints.extend(row::complaints(row, &facts, &seen));
                }
                Err(error) => complaints.push(format!("{}: {error}", row.path())),
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What the engine would be asked to create.
fn asked(world: &World, model: &Model, service: &str) -> Value {
    let name = ServiceName::new(service).unwrap();
    let new = NewContainer {
        model,
        name: &name,
        service: &model.services[&name],
        number: 1,
        container_name: "asked",
        image: &world.image,
        image_id: "",
        config_hash: "",
        replaces: None,
        namespaces: &BTreeMap::new(),
        profiles: &Profiles::default(),
        codebase: &CodebaseName::new("shop").unwrap(),
    };
    let body = spec::without_labels(&new, &Inherited::default(), world.engine.info().api).unwrap();
    serde_json::to_value(body).unwrap()
}

/// A project with a service `sN` for each row, the service `base` that some of them share with, and what they name.
async fn project(world: &World, rows: &[&Row], base: &str) -> Model {
    let mut yaml =
        String::from("services:\n  base: {image: IMAGE, command: hang, ipc: shareable}\n");
    for (number, row) in rows.iter().enumerate() {
        let image = if row.key == "image" {
            ""
        } else {
            "image: IMAGE, "
        };
        let snippet = row
            .snippet
            .replace("PROJECT", world.project.as_str())
            .replace("BASE", base);
        writeln!(yaml, "  s{number}: {{{image}{snippet}}}").unwrap();
    }
    yaml.push_str(
        "networks:\n  front: {enable_ipv6: true, ipam: {config: [{subnet: 10.214.7.0/24}, {subnet: 'fd00:7::/64'}]}}\n  back: {internal: true}\n\
         volumes: {data: {}}\nsecrets: {file: {file: ./token}}\nconfigs: {file: {file: ./token}}\n",
    );
    world.model(&yaml).await
}

#[tokio::test]
async fn every_key_of_a_network_and_a_volume_comes_to_what_its_row_says() {
    let world = World::new().await;
    for row in row::all() {
        let section = row.section.as_str();
        if !["networks", "volumes"].contains(&section) || matches!(row.expected, Expected::Test(_))
        {
            continue;
        }
        let snippet = row.snippet.replace("PROJECT", world.project.as_str());
        let used = format!(
            "services: {{web: {{image: IMAGE, {section}: [{}]}}}}\n",
            if section == "networks" {
                "it"
            } else {
                "'it:/x'"
            }
        );
        let model = world
            .model(&format!("{used}{section}: {{it: {{{snippet}}}}}\n"))
            .await;
        let docker = world.engine.docker();
        let seen: Value = if section == "networks" {
            world
                .engine
                .create_network(&world.intent, &model, "it")
                .await
                .unwrap();
            let name = &model.networks["it"].name;
            let seen = docker.inspect_network(
                name,
                None::<bollard::query_parameters::InspectNetworkOptions>,
            );
            let seen = serde_json::to_value(seen.await.unwrap()).unwrap();
            world
                .engine
                .remove_network(&world.intent, &world.project, name)
                .await
                .unwrap();
            seen
        } else {
            world
                .engine
                .create_volume(&world.intent, &model, "it")
                .await
                .unwrap();
            let name = &model.volumes["it"].name;
            let seen = serde_json::to_value(docker.inspect_volume(name).await.unwrap()).unwrap();
            world
                .engine
                .remove_volume(&world.intent, &world.project, name)
                .await
                .unwrap();
            seen
        };
        let complaints = row::complaints(&row, &row.facts(&world, ""), &seen);
        assert_eq!(complaints, [] as [String; 0]);
    }
}

impl Row {
    fn is_due(&self, model: &Model) -> bool {
        let asks_newer =
            matches!(self.since, Some(Since::Compose(least)) if model.origin.version < least);
        !asks_newer && !matches!(self.expected, Expected::Test(_))
    }
}
