//! Whether all that the binary reads for a project lies inside the project's own tree. Where it is not sure, the answer is no.

use std::path::{Component, Path, PathBuf};

use super::{InputFile, LoadRequest};
use crate::compose::ComposeError;
use crate::domain::files::RelativePath;

/// Words in a compose file that make the binary read files which its output does not name.
const READ_MORE: [&str; 2] = ["include", "extends"];

/// Whether the compose files, env files, `.env` and `inputs` are all inside, links followed, and name no others.
pub(super) fn holds_all(
    request: &LoadRequest,
    compose_files: &[RelativePath],
    inputs: &[InputFile],
) -> Result<bool, ComposeError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ComposeError::Io { path, source }
    };
    let real = |folder: &PathBuf| folder.canonicalize().map_err(io(folder));
    let root = real(&request.directory)?;
    let shown: Vec<PathBuf> = request.shows.iter().map(real).collect::<Result<_, _>>()?;
    let named = compose_files.iter().chain(&request.env_files);
    let mut paths: Vec<PathBuf> = named
        .map(|file| request.directory.join(file.as_str()))
        .collect();
    paths.push(request.directory.join(".env"));
    paths.extend(inputs.iter().map(|input| input.file.clone()));
    if !paths
        .iter()
        .all(|path| is_inside(path, &request.directory, (&root, &shown)))
    {
        return Ok(false);
    }
    for file in compose_files {
        let path = request.directory.join(file.as_str());
        let text = std::fs::read(&path).map_err(io(&path))?;
        let text = String::from_utf8_lossy(&text);
        if READ_MORE.iter().any(|word| text.contains(word)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A file that isn't there is judged by its name. A link of a view counts where it leads to the same path in a tree that the
/// view shows; one that leads to another path there is a link of the project's own, which may lead past the view.
fn is_inside(path: &Path, directory: &Path, (root, shown): (&Path, &[PathBuf])) -> bool {
    let below = path
        .strip_prefix(directory)
        .ok()
        .filter(|below| !below.components().any(|part| part == Component::ParentDir));
    match (path.canonicalize(), below) {
        (Ok(real), _) if real.starts_with(root) => true,
        (Ok(real), Some(below)) => shown.iter().any(|tree| real == tree.join(below)),
        (Ok(_), None) => false,
        (Err(_), below) => below.is_some(),
    }
}
