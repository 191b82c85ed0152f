//! `/docker-config auto-detect`: which running Compose project a codebase is, by the labels of its containers, so that in
//! the usual case nobody types a path.

use std::path::{Path, PathBuf};

use super::save;
use crate::domain::codebase::{Codebase, DockerConfig, Strategy};
use crate::domain::policy::Approved;
use crate::engine::FoundProject;
use crate::operation::{Context, OperationError};
use crate::reply::{Block, Reply};

/// The names that Compose looks for by itself (Compose spec, "Compose file").
const DEFAULT_FILES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

/// A project that could be the codebase's, with the folder that it runs from.
struct Candidate {
    project: FoundProject,
    folder: PathBuf,
}

/// Takes the project of the codebase's name, else the only one that could be its.
pub async fn auto_detect(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
) -> Result<Reply, OperationError> {
    let mut candidates = candidates(context, codebase).await?;
    if let Some(named) = candidates
        .iter()
        .position(|candidate| candidate.project.name.as_str() == codebase.name.as_str())
    {
        candidates = vec![candidates.swap_remove(named)];
    }
    if candidates.len() != 1 {
        return Ok(undecided(codebase, &candidates));
    }
    let Candidate { project, folder } = candidates.remove(0);
    let headline = format!("Found project {}", project.name);
    let config = DockerConfig {
        compose_files: files_below(&project, &folder),
        compose_project: project.name.clone(),
        production_path: folder.clone(),
        ..codebase
            .docker
            .clone()
            .unwrap_or_else(|| DockerConfig::new(folder, project.name))
    };
    save(context, codebase, (config, &headline)).await
}

/// The projects that run from a folder under the allowed roots and that no other codebase has.
async fn candidates(
    context: &Context,
    codebase: &Codebase,
) -> Result<Vec<Candidate>, OperationError> {
    let others = context.store.codebases().await?;
    let others: Vec<_> = others
        .into_iter()
        .filter(|other| other.name != codebase.name)
        .filter_map(|other| other.docker)
        .collect();
    let taken = |project: &FoundProject| {
        others
            .iter()
            .any(|docker| docker.compose_project == project.name)
    };
    let strategy = codebase.docker.as_ref();
    let strategy = strategy.map_or_else(Strategy::default, |docker| docker.deployment_strategy);
    let projects = context.engine().await?.compose_projects().await?;
    let candidate = |project: FoundProject| {
        let folder = super::production(context, Path::new(project.working_dir.as_ref()?), strategy);
        Some(Candidate {
            folder: folder.ok()?,
            project,
        })
    };
    Ok(projects
        .into_iter()
        .filter(|project| !taken(project))
        .filter_map(candidate)
        .collect())
}

/// None, or several: then a person decides.
fn undecided(codebase: &Codebase, candidates: &[Candidate]) -> Reply {
    const BY_HAND: &str = "/docker-config set PRODUCTION_PATH COMPOSE_PROJECT";
    if candidates.is_empty() {
        return Reply::failed("No Compose project is found that could be this codebase's")
            .about(&codebase.name)
            .text(
                "A project is found once it has containers, runs from a folder under HAILER_ALLOWED_ROOTS, and no other \
                 codebase has it.",
            )
            .then("Set it by hand", BY_HAND);
    }
    let line = |candidate: &Candidate| {
        format!(
            "{} from {}",
            candidate.project.name,
            candidate.folder.display()
        )
    };
    let reply = Reply::failed("Several Compose projects could be this codebase's")
        .about(&codebase.name)
        .with(Block::List(candidates.iter().map(line).collect()));
    candidates
        .iter()
        .fold(reply, |reply, Candidate { project, folder }| {
            reply.then(
                project.name.as_str(),
                format!("/docker-config set {} {}", folder.display(), project.name),
            )
        })
}

/// The compose files of a project that lie in its folder, as a codebase names them. Compose's own default names need no
/// naming.
fn files_below(project: &FoundProject, folder: &Path) -> Vec<String> {
    let below = |file: &String| {
        Some(
            Path::new(file)
                .strip_prefix(folder)
                .ok()?
                .to_str()?
                .to_owned(),
        )
    };
    let files: Option<Vec<_>> = project.config_files.iter().map(below).collect();
    let usual =
        |files: &[String]| matches!(files, [file] if DEFAULT_FILES.contains(&file.as_str()));
    files.filter(|files| !usual(files)).unwrap_or_default()
}
