//! Projects as teams have them (tests/data/compose): the Compose binary takes each, and Hailer plans each with all of its
//! services and with the official config hashes, or refuses it for a key that it names.

use std::collections::BTreeMap;
use std::path::Path;

use hailer::reply::Status;
use regex::Regex;
use serde_json::Value;

use crate::world::{Said, World};

/// A world whose workspace holds the project, and production what no workspace brings: its `.env` files. The test's own image
/// stands for each that would have to come from a registry.
async fn laid_out(project: &str) -> World {
    let world = World::empty().await;
    world.import_image();
    lay_out(&world, project, "workspace", |_| true);
    lay_out(&world, project, "production", |name| name == ".env");
    world.configure().await;
    world
}

/// Writes the files of the project that are `wanted` by their names into a folder of the world.
fn lay_out(world: &World, project: &str, folder: &str, wanted: impl Fn(&str) -> bool) {
    let named = Regex::new(r"(?m)^( *image:|FROM) [^ \n]*[/:][^ \n]*").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/compose");
    let mut folders = vec![root.join(project)];
    while let Some(from) = folders.pop() {
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&name) {
                let text = std::fs::read_to_string(&path).unwrap();
                let below = path.strip_prefix(root.join(project)).unwrap();
                let to = Path::new(folder).join(below);
                let text = named.replace_all(&text, "$1 IMAGE");
                world.write(to.to_str().unwrap(), &text);
            }
        }
    }
}

/// The hash of each service as `docker compose config --hash "*"` prints it; `None` for one that shares another one's network,
/// whose hash is over the id of a container that isn't there yet.
///
/// For two things that command prints another hash than `up` writes into labels: it leaves env files unread, and it counts
/// optional dependencies on what is switched off. So it is asked about the resolved project without those.
fn official_hashes(world: &World, project: &str) -> BTreeMap<String, Option<String>> {
    lay_out(world, project, "production", |_| true);
    let resolved = world.compose(&["config", "--format", "json"]);
    let mut resolved: Value = serde_json::from_str(&resolved).unwrap();
    let services = resolved["services"].as_object_mut().unwrap();
    let names: Vec<String> = services.keys().cloned().collect();
    let mut sharing = Vec::new();
    for (name, service) in services {
        if let Some(Value::Object(needs)) = service.get_mut("depends_on") {
            needs.retain(|name, _| names.contains(name));
        }
        let network = service["network_mode"].as_str();
        if network.is_some_and(|network| network.starts_with("service:")) {
            sharing.push(name.clone());
        }
    }
    std::fs::write(world.path("resolved.json"), resolved.to_string()).unwrap();
    let (resolved, folder) = (world.path("resolved.json"), world.path("production"));
    let (resolved, folder) = (resolved.to_str().unwrap(), folder.to_str().unwrap());
    let asked = ["--file", resolved, "--project-directory", folder];
    let printed = world.compose(&[&asked[..], &["config", "--hash", "*"]].concat());
    let lines = printed.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(service, hash)| {
            let known = !sharing.iter().any(|sharing| sharing == service);
            (service.to_owned(), known.then(|| hash.to_owned()))
        })
        .collect()
}

/// What the policy refuses is just this; it is then allowed at the terminal.
async fn allow(world: &World, said: &Said, kinds: &[&str]) {
    let allows = |kind: &str| format!("/docker-config set policy.{kind} allow");
    assert_eq!(
        said.text.matches(" allow --in shop").count(),
        kinds.len(),
        "{said}"
    );
    for kind in kinds {
        assert!(said.text.contains(&allows(kind)), "{kind}: {said}");
        assert_eq!(world.says(&allows(kind)).await.status, Status::Done);
    }
}

/// The project is planned, once the policy allows these findings.
async fn planned(project: &str, allowed: &[&str]) {
    let world = laid_out(project).await;
    let mut said = world.says("/docker-deploy").await;
    if !allowed.is_empty() {
        allow(&world, &said, allowed).await;
        said = world.says("/docker-deploy").await;
    }
    assert_eq!(said.status, Status::NeedsConfirmation, "{said}");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let mut official = official_hashes(&world, project);
    for service in said.data["plan"]["services"].as_array().unwrap() {
        let name = service["service"].as_str().unwrap();
        let hash = official.remove(name);
        let hash = hash.unwrap_or_else(|| panic!("{name} is no service: {said}"));
        assert_eq!(service["change"], "create", "{name}: {said}");
        assert_eq!(service["config_hash"].as_str(), hash.as_deref(), "{name}");
    }
    assert!(official.is_empty(), "not planned: {official:?}");
    assert_eq!(world.containers(), [] as [String; 0]);
    assert_eq!(world.networks_and_volumes(), [] as [String; 0]);
}

/// The Compose binary takes the project, and Hailer refuses it for this key.
async fn refused(project: &str, key: &str) {
    let world = laid_out(project).await;
    let said = world.says("/docker-deploy").await;
    let begins = format!("{key} is not supported.");
    assert!(said.text.starts_with(&begins), "{said}");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    assert!(!official_hashes(&world, project).is_empty());
}

#[tokio::test]
async fn a_blog_with_its_database() {
    planned("blog", &[]).await;
}

#[tokio::test]
async fn a_shop_that_is_built_with_a_migration_first() {
    planned("storefront", &[]).await;
}

#[tokio::test]
async fn a_reverse_proxy_that_reads_labels() {
    planned("edge", &["docker-socket", "outside-bind"]).await;
}

#[tokio::test]
async fn a_mail_server() {
    planned("mail", &["outside-bind"]).await;
}

#[tokio::test]
async fn a_monitoring_stack_that_sees_the_whole_machine() {
    let kinds = ["docker-socket", "privileged", "host-pid", "outside-bind"];
    planned("monitoring", &kinds).await;
}

#[tokio::test]
async fn job_runners_that_extend_one_another_with_tools_behind_profiles() {
    planned("jobs", &[]).await;
}

#[tokio::test]
async fn a_forge_with_an_engine_of_its_own() {
    planned("forge", &["privileged", "outside-bind"]).await;
}

#[tokio::test]
async fn secrets_and_configs_of_every_kind() {
    planned("vault", &[]).await;
}

#[tokio::test]
async fn services_that_run_to_their_end_before_the_application() {
    planned("starter", &[]).await;
}

#[tokio::test]
async fn a_tunnel_whose_network_others_share() {
    planned("tunnel", &["outside-bind"]).await;
}

#[tokio::test]
async fn fixed_addresses_limits_and_kernel_settings() {
    planned("numbers", &[]).await;
}

#[tokio::test]
async fn an_included_project_and_an_override() {
    planned("cloud", &[]).await;
}

#[tokio::test]
async fn a_graphics_card() {
    planned("studio", &["outside-bind"]).await;
}

#[tokio::test]
async fn a_project_for_swarm_is_refused_by_its_placement() {
    refused("cluster", "services.web.deploy.placement").await;
}

#[tokio::test]
async fn a_build_that_takes_secrets_is_refused_by_them() {
    refused("factory", "services.app.build.secrets").await;
}
