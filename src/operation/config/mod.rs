//! `/docker-config`: how a codebase runs. Every value is checked on the way in, against the machine as it is.

mod detect;

pub(super) use detect::detect_by_name;
pub use detect::{auto_detect, unclaimed};

use std::path::{Path, PathBuf};

use super::context::docker;
use super::{Context, OperationError, deploy, roots};
use crate::compose;
use crate::domain::actor::Platform;
use crate::domain::codebase::{Codebase, DockerConfig, Strategy};
use crate::domain::finding::Level;
use crate::domain::name::{ProjectName, ServiceName};
use crate::domain::policy::Approved;
use crate::domain::setting::Setting;
use crate::engine::Probe;
use crate::reply::{Block, Reply};

/// `/docker-config set PRODUCTION_PATH COMPOSE_PROJECT`: the config with everything else at its default.
pub async fn init(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    (production_path, compose_project): (&Path, &ProjectName),
) -> Result<Reply, OperationError> {
    let strategy = codebase.docker.as_ref();
    let strategy = strategy.map(|docker| docker.deployment_strategy);
    let path = production(context, production_path, strategy.unwrap_or_default())?;
    let compose_project = compose_project.clone();
    let config = match &codebase.docker {
        Some(docker) => DockerConfig {
            production_path: path,
            compose_project,
            ..docker.clone()
        },
        None => DockerConfig::new(path, compose_project),
    };
    save(context, codebase, (config, "Configured")).await
}

/// production_path as it is kept: the real path of an existing folder, or, where it is to be a link, of the link itself.
fn production(
    context: &Context,
    path: &Path,
    strategy: Strategy,
) -> Result<PathBuf, OperationError> {
    let roots = &context.folders.allowed_roots;
    match strategy {
        Strategy::Symlink => roots::place_of_link(path, roots),
        Strategy::Copy | Strategy::Registry => roots::existing_folder(path, roots),
    }
}

/// `/docker-config set KEY VALUE`.
pub async fn set(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
    (setting, value): (Setting, &str),
) -> Result<Reply, OperationError> {
    only_at_the_terminal(approved, codebase, setting, value)?;
    let mut config = docker(codebase)?.clone();
    config.set(setting, value)?;
    if setting == Setting::ProductionPath {
        let strategy = config.deployment_strategy;
        config.production_path = production(context, &config.production_path, strategy)?;
    }
    if setting == Setting::Probe {
        Probe::new(value)?;
    }
    if let Setting::PrimaryContainer
    | Setting::Containers
    | Setting::StartFirst
    | Setting::StopFirst = setting
    {
        let named = config.primary_container.iter();
        let named = named.chain(&config.containers);
        let named = named.chain(&config.start_first).chain(&config.stop_first);
        known_services(context, codebase, &config, named).await?;
    }
    save(context, codebase, (config, &format!("{setting} set"))).await
}

/// `/docker-config unset KEY`: back to the default.
pub async fn unset(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    setting: Setting,
) -> Result<Reply, OperationError> {
    let mut config = docker(codebase)?.clone();
    config.unset(setting)?;
    save(
        context,
        codebase,
        (config, &format!("{setting} is at its default again")),
    )
    .await
}

/// `/docker-config show`.
pub fn show(codebase: &Codebase) -> Result<Reply, OperationError> {
    let config = docker(codebase)?;
    Ok(Reply::done("Docker config")
        .about(&codebase.name)
        .with(Block::Facts(facts(config)))
        .data_of(config))
}

/// `/docker-config validate`: does what it names exist, and can the compose file be read?
pub async fn validate(context: &Context, codebase: &Codebase) -> Result<Reply, OperationError> {
    let config = docker(codebase)?;
    roots::existing_folder(&config.production_path, &context.folders.allowed_roots)?;
    let binary = context.compose().await?;
    let model = compose::load(&binary, &deploy::request(config)?).await?;
    compose::order::one_shots(&model)?;
    let services = model.services.len();
    let project = &config.compose_project;
    let running = context
        .engine()
        .await?
        .project_containers(project)
        .await?
        .len();
    let names: Vec<_> = model.services.keys().map(ToString::to_string).collect();
    let mut reply = Reply::done("The configuration holds")
        .about(&codebase.name)
        .with(Block::Facts(vec![
            (
                "compose files".to_owned(),
                format!("read: {services} services ({})", names.join(", ")),
            ),
            (
                "project".to_owned(),
                format!("{project}: {running} containers on this engine"),
            ),
        ]))
        .data_of(config);
    if !model.warnings.is_empty() {
        reply = reply.with(Block::List(model.warnings.clone()));
    }
    Ok(reply)
}

async fn save(
    context: &Context,
    codebase: &Codebase,
    (config, headline): (DockerConfig, &str),
) -> Result<Reply, OperationError> {
    context
        .store
        .set_docker_config(&codebase.name, Some(&config))
        .await?;
    let reply = Reply::done(headline).about(&codebase.name);
    let changed = changed(codebase.docker.as_ref(), &config);
    let reply = if changed.is_empty() {
        reply.text("It is configured so already.")
    } else {
        reply.with(Block::Facts(changed))
    };
    Ok(reply.then("Status", "/docker-status").data_of(&config))
}

/// What reaches beyond Docker is decided where one has the machine: a policy level below deny.
fn only_at_the_terminal(
    approved: &Approved,
    codebase: &Codebase,
    setting: Setting,
    value: &str,
) -> Result<(), OperationError> {
    let lowers = matches!(setting, Setting::Policy(kind) if kind.default_level() == Level::Deny)
        && value != "deny";
    if lowers && approved.actor().principal.platform() != Platform::Console {
        return Err(OperationError::OnlyAtTheTerminal {
            command: format!(
                "hailer run \"/docker-config set {setting} {value} --in {}\"",
                codebase.name
            ),
        });
    }
    Ok(())
}

/// Refuses a service that neither runs nor stands in the compose file of what runs.
async fn known_services(
    context: &Context,
    codebase: &Codebase,
    config: &DockerConfig,
    named: impl Iterator<Item = &ServiceName>,
) -> Result<(), OperationError> {
    let containers = context
        .engine()
        .await?
        .project_containers(&config.compose_project)
        .await?;
    let known: Vec<_> = containers
        .iter()
        .filter_map(|container| container.service())
        .collect();
    for service in named {
        if !known.contains(&service.as_str()) {
            return Err(OperationError::unknown_service(
                &codebase.name,
                service,
                known.iter().copied(),
            ));
        }
    }
    Ok(())
}

/// The settings that say something else than before, or, for the first time, than the defaults.
fn changed(before: Option<&DockerConfig>, after: &DockerConfig) -> Vec<(String, String)> {
    let defaults = DockerConfig::new(PathBuf::new(), after.compose_project.clone());
    let known = before.unwrap_or(&defaults);
    let first = |setting| before.is_none() && setting == Setting::ComposeProject;
    Setting::all()
        .filter(|setting| first(*setting) || known.get(*setting) != after.get(*setting))
        .map(|setting| {
            (
                setting.to_string(),
                after.get(setting).unwrap_or_else(|| "unset".to_owned()),
            )
        })
        .collect()
}

/// Every setting that says something.
fn facts(config: &DockerConfig) -> Vec<(String, String)> {
    Setting::all()
        .filter_map(|setting| Some((setting.to_string(), config.get(setting)?)))
        .collect()
}
