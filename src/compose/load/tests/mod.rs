//! Loading with the real binary: what a person's own `docker compose` would make of the same files.

mod files;
mod inputs;
mod refused;
mod schema;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::compose::binary::tests::real_binary;
use crate::compose::hash::config_hash;
use crate::compose::model::service::Service;
use crate::domain::name::ServiceName;

/// A project folder of our own that is thrown away, with a folder above it that holds nothing else.
pub(in crate::compose) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub(in crate::compose) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("shop")).unwrap();
        Self { folder }
    }

    /// A copy of one of tests/data/compose.
    pub(in crate::compose) fn example(name: &str) -> Self {
        let project = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data/compose")
            .join(name);
        project.copy(&from, "shop");
        project
    }

    /// One compose file.
    pub(in crate::compose) fn of(compose_file: &str) -> Self {
        let project = Self::empty();
        project.write("compose.yaml", compose_file);
        project
    }

    pub(in crate::compose) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(in crate::compose) fn path(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    /// A copy of the files in `from`, in a folder beside the project.
    fn copy(&self, from: &Path, to: &str) -> PathBuf {
        let to = self.folder.path().join(to);
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
        to
    }

    pub(in crate::compose) fn request(&self) -> LoadRequest {
        LoadRequest::new(ProjectName::new("shop").unwrap(), self.path())
    }

    async fn load(&self) -> Result<Model, ComposeError> {
        load(&real_binary().await, &self.request()).await
    }
}

fn service<'a>(model: &'a Model, name: &str) -> &'a Service {
    &model.services[&ServiceName::new(name).unwrap()]
}

/// The hashes that `docker compose config --hash` prints.
async fn official_hashes(request: &LoadRequest) -> BTreeSet<String> {
    let base = Base::of(request).unwrap();
    let output = real_binary()
        .await
        .run(base.invocation(request, &["config", "--hash", "*"]))
        .await
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Ours, in the same form. `config --hash` leaves `service:x` as it is, so those that share a namespace are left out.
fn our_hashes(model: &Model) -> BTreeSet<String> {
    let hash = |service| config_hash(service, model.origin.version, |_| None);
    let lines = model
        .services
        .iter()
        .filter_map(|(name, service)| Some(format!("{name} {}", hash(service)?)));
    lines.collect()
}

#[tokio::test]
async fn a_project_is_resolved_with_env_files_variables_and_long_forms() {
    let project = Project::example("shop");
    let model = project.load().await.unwrap();
    let api = service(&model, "api");
    let value = |key: &str| api.environment.0[key].clone().unwrap();
    assert_eq!(value("GREETING"), "hello");
    assert_eq!(value("PRICE"), "5$");
    assert_eq!(value("HERE"), project.path().to_string_lossy());
    assert_eq!(
        api.command.as_ref().unwrap()[2..],
        ["a<b> & $HOME", "\u{2028}"]
    );
    assert_eq!(api.replicas(), 2);
    assert_eq!(
        api.image_reference(&model.origin.project, &ServiceName::new("api").unwrap()),
        "shop-api"
    );
    assert_eq!(service(&model, "web").image.as_deref(), Some("shop-web:7"));
    assert_eq!(model.origin.files, [project.path().join("compose.yaml")]);
    assert_eq!(model.inputs.disabled, ["tool"]);
    assert_eq!(model.secrets["token"].content.as_ref().unwrap().0, "t0ken");
    assert_eq!(model.warnings, [] as [String; 0]);
}

#[tokio::test]
async fn our_own_environment_is_not_seen_and_what_is_given_is() {
    let project = Project::example("shop");
    let binary = real_binary().await;
    let mut request = project.request();
    let passed = |model: &Model| {
        service(model, "api").environment.0["PASSED"]
            .clone()
            .unwrap()
    };
    assert_eq!(passed(&load(&binary, &request).await.unwrap()), "nothing");
    request
        .environment
        .insert("CARGO_MANIFEST_DIR".into(), "given".into());
    assert_eq!(passed(&load(&binary, &request).await.unwrap()), "given");
}

#[tokio::test]
async fn every_key_that_is_carried_out_can_be_read() {
    let project = Project::example("everything");
    let mut request = project.request();
    request.profiles = vec!["wide".into()];
    let model = load(&real_binary().await, &request).await.unwrap();
    let all = service(&model, "all");
    assert_eq!(
        all.healthcheck
            .as_ref()
            .unwrap()
            .timeout
            .unwrap()
            .0
            .as_millis(),
        1500
    );
    assert_eq!(all.networks_by_priority(), ["front", "back"]);
    assert_eq!(all.environment.0["FROM_HOST"], None);
    assert_eq!(all.memswap_limit.unwrap().0, -1);
    assert_eq!(all.ports.len(), 5);
    assert_eq!(
        (all.ulimits["nproc"].hard, all.ulimits["nofile"].soft),
        (512, 1024)
    );
    assert_eq!(all.devices[0].permissions, "r");
    let made: Vec<Option<bool>> = all
        .volumes
        .iter()
        .filter_map(|mount| mount.bind.as_ref())
        .map(|bind| bind.create_host_path)
        .collect();
    assert_eq!(made, [Some(true), Some(true), Some(false)]);
    let bits: Vec<u32> = all
        .configs
        .iter()
        .filter_map(|config| config.mode)
        .map(|mode| mode.0)
        .collect();
    assert_eq!(bits, [0o440]);
    assert_eq!(
        model.configs["motd"].content.as_ref().unwrap().0,
        "hello world"
    );
    assert_eq!(model.networks["back"].name, "the-back");
}

#[tokio::test]
async fn the_config_hash_is_the_official_one() {
    for (name, profile) in [("everything", "wide"), ("shop", "tools")] {
        let project = Project::example(name);
        // With env files `config --hash` prints something else than `up` writes into labels.
        let compose_file = std::fs::read_to_string(project.path().join("compose.yaml")).unwrap();
        project.write(
            "compose.yaml",
            &compose_file.replace("    env_file: [api.env]\n", ""),
        );
        let mut request = project.request();
        request.profiles = vec![profile.into()];
        let model = load(&real_binary().await, &request).await.unwrap();
        let ours = our_hashes(&model);
        let official = official_hashes(&request).await;
        assert!(ours.is_subset(&official), "{name}: {ours:#?} {official:#?}");
        let sharing = model
            .services
            .values()
            .filter(|service| service.network_mode.is_some())
            .count();
        assert_eq!(ours.len() + sharing, official.len(), "{name}");
    }
}

#[tokio::test]
async fn a_staged_tree_gives_the_very_model_of_production() {
    for (name, profile) in [("everything", "wide"), ("shop", "tools")] {
        let project = Project::example(name);
        let mut request = project.request();
        request.profiles = vec![profile.into()];
        let binary = real_binary().await;
        let live = load(&binary, &request).await.unwrap();
        request.directory = project.copy(&project.path(), ".hailer-stage");
        let staged = load(&binary, &request).await.unwrap();
        assert_eq!(staged, live, "{name}");
        assert_eq!(our_hashes(&staged), our_hashes(&live), "{name}");
    }
}

#[tokio::test]
async fn errors_speak_of_production_and_not_of_the_staged_tree() {
    let project = Project::of("services: {api: {image: a, env_file: gone.env}}");
    let mut request = project.request();
    request.directory = project.copy(&project.path(), ".hailer-stage");
    let error = load(&real_binary().await, &request)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(&*project.path().join("gone.env").to_string_lossy()),
        "{error}"
    );
    assert!(!error.contains(".hailer-stage"), "{error}");
}

#[tokio::test]
async fn what_compose_refuses_is_told_in_its_own_words() {
    for (compose_file, words) in [
        ("services:\n  api: {image: a\n  b: [\n", "yaml: line"),
        ("services: {api: {image: a, quantum: 1}}", "quantum"),
        (
            "services: {a: {image: a, depends_on: [b]}, b: {image: b, depends_on: [a]}}",
            "cycle",
        ),
        (
            "include: ['https://example.org/a.git']\nservices: {a: {image: a}}",
            "remote",
        ),
        ("services: {a: {image: a, volumes: ['gone:/x']}}", "gone"),
    ] {
        match Project::of(compose_file).load().await {
            Err(ComposeError::Invalid { cause }) => assert!(cause.contains(words), "{cause}"),
            other => panic!("{compose_file}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_key_that_hailer_does_not_carry_out_is_named() {
    let project = Project::of("services: {api: {image: a, blkio_config: {weight: 300}}}");
    match project.load().await {
        Err(ComposeError::Unsupported { path, .. }) => {
            assert_eq!(path, "services.api.blkio_config");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_variable_that_is_not_set_is_a_warning() {
    let model = Project::of("services: {api: {image: 'a:${NOWHERE}'}}")
        .load()
        .await
        .unwrap();
    assert_eq!(
        model.warnings,
        ["The \"NOWHERE\" variable is not set. Defaulting to a blank string"]
    );
}

#[tokio::test]
async fn a_secret_whose_variable_is_not_set_is_an_error_that_names_it() {
    let project = Project::of(
        "services: {api: {image: a, secrets: [token]}}\nsecrets: {token: {environment: NOWHERE}}",
    );
    let error = project.load().await.unwrap_err().to_string();
    assert!(error.contains("NOWHERE"), "{error}");
}

#[tokio::test]
async fn warnings_speak_of_production_too() {
    let project = Project::of("version: '3'\nservices: {api: {image: a}}");
    let mut request = project.request();
    request.directory = project.copy(&project.path(), ".hailer-stage");
    let model = load(&real_binary().await, &request).await.unwrap();
    let file = project.path().join("compose.yaml").display().to_string();
    assert_eq!(model.warnings.len(), 1, "{:?}", model.warnings);
    assert!(model.warnings[0].starts_with(&file), "{:?}", model.warnings);
}
