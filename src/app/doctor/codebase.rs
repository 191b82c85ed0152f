//! One codebase: the folders and the repository that it names.

use std::path::PathBuf;

use super::Check;
use super::patience::{looked, silent};
use crate::app::github_client;
use crate::config::Config;
use crate::domain::codebase::{Codebase, DockerConfig, Source, Strategy};
use crate::github::GitHubError;
use crate::operation::{OperationError, existing_folder, place_of_link};

/// The folders of a codebase that can't be used.
pub(super) async fn folders(config: &Config, codebase: &Codebase) -> Vec<Check> {
    let (roots, of) = (config.folders.allowed_roots.clone(), codebase.clone());
    let checks = looked(move || unusable_folders(&roots, &of)).await;
    checks.unwrap_or_else(|| {
        let name = &codebase.name;
        vec![Check::warn(
            "codebase",
            format!("{name}, unknown: {}", silent("a folder of it")),
            "see that the servers of network file systems run (findmnt)",
        )]
    })
}

fn unusable_folders(roots: &[PathBuf], codebase: &Codebase) -> Vec<Check> {
    let docker = codebase.docker.as_ref();
    let workspace = codebase.workspace.as_deref();
    let is_source = docker.is_none_or(|docker| docker.source == Source::Workspace);
    let workspace = workspace
        .filter(|_| is_source)
        .and_then(|path| existing_folder(path, roots).err())
        .map(|why| {
            unusable(
                codebase,
                ("workspace", "/codebase add NAME --workspace PATH"),
                &why,
            )
        });
    let production = docker
        .and_then(|docker| production(roots, docker).err())
        .map(|why| {
            let change = "/docker-config set PRODUCTION_PATH COMPOSE_PROJECT";
            unusable(codebase, ("production_path", change), &why)
        });
    production.into_iter().chain(workspace).collect()
}

/// Under the strategy symlink it may be a link that isn't there before the first deploy.
fn production(roots: &[PathBuf], docker: &DockerConfig) -> Result<(), OperationError> {
    let path = &docker.production_path;
    match docker.deployment_strategy {
        Strategy::Symlink => place_of_link(path, roots).map(drop),
        Strategy::Copy | Strategy::Registry => existing_folder(path, roots).map(drop),
    }
}

fn unusable(codebase: &Codebase, (which, change): (&str, &str), why: &OperationError) -> Check {
    let name = &codebase.name;
    let outside = matches!(
        why,
        OperationError::OutsideRoots { .. } | OperationError::NoRoots { .. }
    );
    let change = format!("{} --in {name}", change.replace("NAME", name.as_str()));
    let fix = if outside {
        format!("add the folder above it to HAILER_ALLOWED_ROOTS, or choose another: {change}")
    } else {
        format!("put the folder back, or say where it is now: {change}")
    };
    Check::bad("codebase", format!("{name}, {which}: {why}"), fix)
}

/// The repository of a codebase, where Hailer's account can't see it.
pub(super) async fn repository(config: &Config, codebase: &Codebase) -> Option<Check> {
    let repository = codebase.repository.as_ref()?;
    let name = &codebase.name;
    let Some(settings) = &config.github else {
        return Some(Check::warn(
            "codebase",
            format!("{name} has the repository {repository}, and Hailer has no account on GitHub"),
            "set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE",
        ));
    };
    let error = match github_client(settings) {
        Ok(client) => client.at(repository).about().await.err()?,
        // The account itself is told of elsewhere.
        Err(_) => return None,
    };
    match error {
        GitHubError::NotFound | GitHubError::Forbidden { .. } => Some(Check::bad(
            "codebase",
            format!("{name}, repository {repository}: {error}"),
            "let Hailer's account or App into the repository, or correct its name: /codebase add NAME --repo OWNER/REPO",
        )),
        _ => None,
    }
}
