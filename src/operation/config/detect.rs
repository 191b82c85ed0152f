//! `/docker-config auto-detect`: which running Compose project a codebase is, by the labels of its containers, so that in
//! the usual case nobody types a path.

use std::path::{Path, PathBuf};

use super::save;
use crate::domain::codebase::{Codebase, DockerConfig, Strategy};
use crate::domain::name::ProjectName;
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
    let mut candidates = candidates(context, Some(codebase)).await?;
    if let Some(named) = position_of(codebase, &candidates) {
        candidates = vec![candidates.swap_remove(named)];
    }
    if candidates.len() != 1 {
        return Ok(undecided(codebase, &candidates));
    }
    let candidate = candidates.remove(0);
    let headline = format!("Found project {}", candidate.project.name);
    match config(codebase, candidate) {
        Ok(config) => save(context, codebase, (config, &headline)).await,
        Err(outside) => Ok(*outside),
    }
}

/// Takes the project of the codebase's name, where there is one.
pub(in crate::operation) async fn detect_by_name(
    context: &Context,
    codebase: &Codebase,
) -> Result<Option<Reply>, OperationError> {
    let mut candidates = candidates(context, Some(codebase)).await?;
    let Some(named) = position_of(codebase, &candidates) else {
        return Ok(None);
    };
    let headline = "Added, with the project of that name";
    match config(codebase, candidates.swap_remove(named)) {
        Ok(config) => save(context, codebase, (config, headline)).await.map(Some),
        Err(outside) => Ok(Some(*outside)),
    }
}

/// The projects that run from a folder under the allowed roots and that no codebase has, by name.
pub async fn unclaimed(context: &Context) -> Result<Vec<ProjectName>, OperationError> {
    let candidates = candidates(context, None).await?;
    let names = candidates.into_iter().map(|found| found.project.name);
    Ok(names.collect())
}

fn position_of(codebase: &Codebase, candidates: &[Candidate]) -> Option<usize> {
    let mut names = candidates.iter().map(|found| found.project.name.as_str());
    names.position(|name| name == codebase.name.as_str())
}

/// The codebase's config, pointing at that project; or the answer where it runs from a file that a codebase can't name.
fn config(
    codebase: &Codebase,
    Candidate { project, folder }: Candidate,
) -> Result<DockerConfig, Box<Reply>> {
    let compose_files = files_below(&project, &folder)
        .map_err(|file| Box::new(file_outside(codebase, &project, (&folder, file))))?;
    Ok(DockerConfig {
        compose_files,
        compose_project: project.name.clone(),
        production_path: folder.clone(),
        ..codebase
            .docker
            .clone()
            .unwrap_or_else(|| DockerConfig::new(folder, project.name))
    })
}

/// The projects that run from a folder under the allowed roots and that no other codebase than `own` has.
async fn candidates(
    context: &Context,
    own: Option<&Codebase>,
) -> Result<Vec<Candidate>, OperationError> {
    let others = context.store.codebases().await?;
    let others: Vec<_> = others
        .into_iter()
        .filter(|other| own.is_none_or(|own| other.name != own.name))
        .filter_map(|other| other.docker)
        .collect();
    let taken = |project: &FoundProject| {
        others
            .iter()
            .any(|docker| docker.compose_project == project.name)
    };
    let strategy = own.and_then(|own| own.docker.as_ref());
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

/// The compose files of a project, as a codebase names them: within its folder. Compose's own default names need no naming.
/// Where one lies elsewhere, that one.
fn files_below<'a>(project: &'a FoundProject, folder: &Path) -> Result<Vec<String>, &'a str> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (real_folder, mut files) = (real(folder), Vec::new());
    for file in &project.config_files {
        let path = Path::new(file);
        let (found, real_path) = (path.strip_prefix(folder), real(path));
        let below = found.or_else(|_| real_path.strip_prefix(&real_folder));
        let below = below.ok().and_then(Path::to_str);
        files.push(below.ok_or(file.as_str())?.to_owned());
    }
    let usual = matches!(&files[..], [file] if DEFAULT_FILES.contains(&file.as_str()));
    Ok(if usual { vec![] } else { files })
}

/// It runs from a file that a codebase can't name. Setting its folder by hand would take the default files there instead.
fn file_outside(
    codebase: &Codebase,
    project: &FoundProject,
    (folder, file): (&Path, &str),
) -> Reply {
    let (name, folder) = (&project.name, folder.display());
    Reply::failed(format!("Project {name} is found, but doesn't run from its folder alone"))
        .about(&codebase.name)
        .text(format!(
            "It was started with {file}, which lies outside {folder}. Nothing was configured: move the file into that folder, \
             start the project from there once with docker compose up -d, and look again."
        ))
        .then("Look again", "/docker-config auto-detect")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::ProjectName;

    fn started_with(files: &[&Path]) -> FoundProject {
        FoundProject {
            name: ProjectName::new("shop").unwrap(),
            working_dir: None,
            config_files: files
                .iter()
                .map(|file| file.display().to_string())
                .collect(),
            services: std::collections::BTreeSet::new(),
            running: 1,
            containers: 1,
        }
    }

    #[test]
    fn a_file_is_found_through_a_link_too_and_one_elsewhere_is_named() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let real = real.canonicalize().unwrap();
        for file in ["compose.yaml", "prod.yml"] {
            std::fs::write(real.join(file), "").unwrap();
        }
        let below = |file: &Path, folder: &Path| {
            files_below(&started_with(&[file]), folder).map_err(str::to_owned)
        };
        assert_eq!(below(&link.join("prod.yml"), &real).unwrap(), ["prod.yml"]);
        assert_eq!(below(&link.join("prod.yml"), &link).unwrap(), ["prod.yml"]);
        assert_eq!(below(&link.join("compose.yaml"), &real).unwrap(), [""; 0]);
        let elsewhere = root.path().join("other.yml");
        assert_eq!(
            below(&elsewhere, &real),
            Err(elsewhere.display().to_string())
        );
    }
}
