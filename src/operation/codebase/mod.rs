//! `/codebase add`, `list`, `use`, `show`, `remove`: what is deployable, and which one a conversation speaks of.

mod removal;
pub mod repository;

use std::path::PathBuf;

use super::{Context, OperationError, config, roots};
use crate::domain::codebase::Codebase;
use crate::domain::name::{CodebaseName, RepositoryName};
use crate::domain::policy::Approved;
use crate::reply::{Block, Reply};

pub use removal::{plan_removal, remove};

/// A codebase that is about to be added.
#[derive(Debug, Clone)]
pub struct New {
    /// Its name.
    pub name: CodebaseName,
    /// The folder it is worked on in.
    pub workspace: Option<PathBuf>,
    /// Its repository.
    pub repository: Option<RepositoryName>,
}

/// Adds a codebase, and lets the conversation speak of it. One that is there is given what it lacks: a workspace, a repository.
/// Its own repository given again is looked up anew: the name may mean another one by now.
pub async fn add(
    context: &Context,
    approved: &Approved,
    new: New,
) -> Result<Reply, OperationError> {
    let workspace = match new.workspace {
        Some(path) => Some(roots::existing_folder(
            &path,
            &context.folders.allowed_roots,
        )?),
        None => None,
    };
    let codebase = Codebase {
        name: new.name,
        workspace,
        repository: new.repository,
        docker: None,
    };
    if let Some(there) = context.store.codebase(&codebase.name).await?
        && let Some(completed) = completed(there, &codebase)
    {
        return complete(context, &completed, codebase.repository.is_some()).await;
    }
    context.store.add_codebase(&codebase).await?;
    context
        .store
        .choose_codebase(approved.conversation(), &codebase.name)
        .await?;
    match config::detect_by_name(context, &codebase).await {
        Ok(Some(configured)) => return Ok(configured),
        Ok(None) => {}
        Err(error) => tracing::info!(%error, "not known whether a project of that name runs"),
    }
    Ok(Reply::done("added; this conversation now speaks of it")
        .about(&codebase.name)
        .with(Block::Facts(facts(&codebase)))
        .then("Find its project", "/docker-config auto-detect")
        .data_of(&codebase))
}

/// The codebase that is there, with what it lacked and `new` has; `None` where it lacks none of that.
fn completed(there: Codebase, new: &Codebase) -> Option<Codebase> {
    let workspace = new.workspace.is_none() || there.workspace.is_none();
    let repository = match (&new.repository, &there.repository) {
        (Some(new), Some(there)) => new == there,
        _ => true,
    };
    let gives = new.workspace.is_some() || new.repository.is_some();
    (workspace && repository && gives).then(|| Codebase {
        workspace: there.workspace.or_else(|| new.workspace.clone()),
        repository: there.repository.or_else(|| new.repository.clone()),
        ..there
    })
}

async fn complete(
    context: &Context,
    codebase: &Codebase,
    gives_repository: bool,
) -> Result<Reply, OperationError> {
    let (store, name) = (&context.store, &codebase.name);
    store
        .set_workspace(name, codebase.workspace.as_deref())
        .await?;
    if gives_repository {
        store
            .set_repository(name, codebase.repository.as_ref())
            .await?;
    }
    Ok(Reply::done("it was there already, and has what it lacked")
        .about(name)
        .with(Block::Facts(facts(codebase)))
        .data_of(codebase))
}

/// The codebases that the sender can see.
#[must_use]
pub fn list(visible: &[Codebase], chosen: Option<&CodebaseName>) -> Reply {
    let headline = match visible.len() {
        0 => "No codebase yet".to_owned(),
        1 => "1 codebase".to_owned(),
        count => format!("{count} codebases"),
    };
    let lines = visible.iter().map(|codebase| {
        let project = codebase.docker.as_ref().map_or_else(
            || "not configured".to_owned(),
            |docker| {
                format!(
                    "project {} at {}",
                    docker.compose_project,
                    docker.production_path.display()
                )
            },
        );
        let here = if chosen == Some(&codebase.name) {
            " (spoken of here)"
        } else {
            ""
        };
        format!("{}: {project}{here}", codebase.name)
    });
    let reply = Reply::done(headline).data_of(&visible);
    if visible.is_empty() {
        return reply.then("Add one", "/codebase add NAME --workspace PATH");
    }
    reply.with(Block::List(lines.collect()))
}

/// Lets the conversation speak of a codebase.
pub async fn choose(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
) -> Result<Reply, OperationError> {
    context
        .store
        .choose_codebase(approved.conversation(), &codebase.name)
        .await?;
    Ok(Reply::done("This conversation now speaks of it")
        .about(&codebase.name)
        .then("Status", "/docker-status")
        .data_of(codebase))
}

/// What is known of a codebase.
#[must_use]
pub fn show(codebase: &Codebase) -> Reply {
    Reply::done("Codebase")
        .about(&codebase.name)
        .with(Block::Facts(facts(codebase)))
        .data_of(codebase)
}

fn facts(codebase: &Codebase) -> Vec<(String, String)> {
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    let mut facts = vec![
        (
            "workspace".to_owned(),
            or_none(
                codebase
                    .workspace
                    .as_ref()
                    .map(|path| path.display().to_string()),
            ),
        ),
        (
            "repository".to_owned(),
            or_none(codebase.repository.as_ref().map(ToString::to_string)),
        ),
    ];
    if let Some(docker) = &codebase.docker {
        facts.push((
            "production_path".to_owned(),
            docker.production_path.display().to_string(),
        ));
        facts.push((
            "compose_project".to_owned(),
            docker.compose_project.to_string(),
        ));
    }
    facts
}
