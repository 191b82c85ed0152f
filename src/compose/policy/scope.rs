//! Which paths are the project's own, or allowed; and which lead to the Docker socket.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::coming::Coming;
use super::profile::Profiles;

/// Where the Docker socket is unless the engine was told otherwise. `/var/run` is a link to `/run` on most machines.
const SOCKETS: [&str; 2] = ["/run/docker.sock", "/var/run/docker.sock"];

/// How many links the kernel follows in one path (Linux, `MAXSYMLINKS`).
const LINKS: usize = 40;

/// The folders that a project may use.
#[derive(Debug, Clone)]
pub struct Scope {
    production_path: PathBuf,
    roots: Vec<PathBuf>,
    sockets: Vec<PathBuf>,
    coming: BTreeMap<PathBuf, Coming>,
    pub(super) profiles: Profiles,
}

impl Scope {
    /// `production_path`, and the roots that the console allows beside it (`HAILER_ALLOWED_ROOTS`). All absolute.
    #[must_use]
    pub fn new(production_path: &Path, allowed_roots: &[PathBuf]) -> Self {
        let roots =
            std::iter::once(production_path).chain(allowed_roots.iter().map(PathBuf::as_path));
        Self {
            production_path: production_path.to_owned(),
            roots: roots.map(normal).collect(),
            sockets: SOCKETS.map(PathBuf::from).to_vec(),
            coming: BTreeMap::new(),
            profiles: Profiles::default(),
        }
    }

    /// These roots alone (`HAILER_ALLOWED_ROOTS`), for what belongs to no project. Paths are absolute.
    #[must_use]
    pub fn of_roots(allowed_roots: &[PathBuf]) -> Self {
        Self {
            production_path: PathBuf::from("/"),
            roots: allowed_roots.iter().map(|root| normal(root)).collect(),
            sockets: SOCKETS.map(PathBuf::from).to_vec(),
            coming: BTreeMap::new(),
            profiles: Profiles::default(),
        }
    }

    /// The same, with one more socket of an engine (from `DOCKER_HOST`).
    #[must_use]
    pub fn with_socket(mut self, socket: &Path) -> Self {
        self.sockets.push(normal(socket));
        self
    }

    /// The same, as it will be once these paths below `production_path` hold what they will.
    #[must_use]
    pub fn with_coming<'a>(mut self, coming: impl Iterator<Item = (&'a str, Coming)>) -> Self {
        let production = real(&self.production_path);
        self.coming = coming
            .map(|(path, coming)| (production.join(path), coming))
            .collect();
        self
    }

    /// The same, with the seccomp profiles that were read.
    #[must_use]
    pub fn with_profiles(mut self, profiles: Profiles) -> Self {
        self.profiles = profiles;
        self
    }

    /// Whether a path stays inside, by its words and by where it leads. A relative one is meant from `production_path`.
    pub(super) fn holds(&self, path: &str) -> bool {
        let named = self.named(path);
        let mut leads_to = [Some(real(&named)), self.followed(path)]
            .into_iter()
            .flatten();
        self.roots.iter().any(|root| named.starts_with(root))
            && leads_to.all(|real| self.is_inside(&real))
    }

    /// As [`Self::holds`], for a path that isn't read by its words first: the kernel takes each `..` from where the link before
    /// it leads. A path with one is judged by how far the kernel comes, which has to be past the last of them.
    pub(super) fn holds_as_it_is(&self, path: &str) -> bool {
        let turns_back = |path: &Path| path.components().any(|part| part == Component::ParentDir);
        if !self.holds(path) {
            return false;
        }
        // Production that isn't there yet leads nowhere else.
        if !turns_back(Path::new(path)) || !self.production_path.exists() {
            return true;
        }
        let written = self.production_path.join(path);
        let mut ways = written.ancestors();
        ways.find_map(|way| Some((way, way.canonicalize().ok()?)))
            .is_some_and(|(way, real)| {
                let rest = written.strip_prefix(way).unwrap_or(Path::new(""));
                !turns_back(rest) && self.is_inside(&real)
            })
    }

    /// Whether a path is inside by its words.
    pub(super) fn names(&self, path: &str) -> bool {
        let named = self.named(path);
        self.roots.iter().any(|root| named.starts_with(root))
    }

    /// Where a path leads that is inside by its words; `None` for one that isn't, or that leads nowhere else.
    pub(super) fn link(&self, path: &str) -> Option<PathBuf> {
        let to = self.leads(path);
        (self.names(path) && to != self.named(path)).then_some(to)
    }

    /// Where a path leads, links followed as far as it exists.
    pub(super) fn leads(&self, path: &str) -> PathBuf {
        self.followed(path)
            .unwrap_or_else(|| real(&self.named(path)))
    }

    /// Where the contents of a file lie now, if it is or will be there.
    pub(super) fn contents_of(&self, path: &str) -> Option<PathBuf> {
        let (at, _) = self.walked(&self.production_path.join(path))?;
        match self.coming.get(&at) {
            Some(Coming::File(now)) => Some(now.clone()),
            Some(_) => None,
            None => Some(at),
        }
    }

    /// Whether a path leads through a link that stands in one of these folders. They are named by where they lead.
    pub(super) fn turns_in(&self, path: &str, folders: &[PathBuf]) -> bool {
        let walked = self.walked(&self.production_path.join(path));
        let within = |at: &PathBuf| folders.iter().any(|folder| at.starts_with(folder));
        walked.is_none_or(|(_, turns)| turns.iter().any(within))
    }

    /// Whether whoever has this path has the Docker socket: it is the socket, or a folder that holds it.
    pub(super) fn gives_socket(&self, path: &str) -> bool {
        let named = self.named(path);
        let real = real(&named);
        let ways: Vec<PathBuf> = [Some(named), Some(real), self.followed(path)]
            .into_iter()
            .flatten()
            .collect();
        self.sockets.iter().any(|socket| {
            ways.iter().any(|way| socket.starts_with(way)) || {
                let socket = self::real(socket);
                ways.iter().skip(1).any(|way| socket.starts_with(way))
            }
        })
    }

    /// Whether a path is a socket or holds it by its words.
    pub(super) fn names_socket(&self, path: &str) -> bool {
        let named = self.named(path);
        self.sockets.iter().any(|socket| socket.starts_with(&named))
    }

    fn is_inside(&self, real: &Path) -> bool {
        self.roots
            .iter()
            .any(|root| real.starts_with(self::real(root)))
    }

    /// Where the kernel comes to, if anything is there; among links that are still to come, also where nothing is yet.
    fn followed(&self, path: &str) -> Option<PathBuf> {
        let path = self.production_path.join(path);
        let is_link = |coming: &Coming| matches!(coming, Coming::Link(_));
        if self.coming.values().any(is_link) {
            self.walked(&path).map(|(at, _)| at)
        } else {
            path.canonicalize().ok()
        }
    }

    /// Goes through a path as the kernel will, part by part: where it comes to, and the folders in which links stand on the way.
    /// `None` where links lead in a circle.
    fn walked(&self, path: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
        let parts = |path: &Path| -> Vec<OsString> {
            let parts = path.components().rev();
            let parts = parts.filter(|part| *part != Component::CurDir);
            parts.map(|part| part.as_os_str().to_owned()).collect()
        };
        let (mut at, mut ahead, mut turns) = (PathBuf::from("/"), parts(path), Vec::new());
        while let Some(part) = ahead.pop() {
            if part == ".." {
                at.pop();
                continue;
            }
            // The root begins anew.
            let next = at.join(part);
            let link = match self.coming.get(&next) {
                Some(Coming::Link(to)) => Some(to.clone()),
                Some(Coming::File(_) | Coming::Nothing) => None,
                None => next.read_link().ok(),
            };
            match link {
                Some(_) if turns.len() == LINKS => return None,
                Some(to) => {
                    turns.push(at.clone());
                    ahead.extend(parts(&to));
                }
                None => at = next,
            }
        }
        Some((at, turns))
    }

    fn named(&self, path: &str) -> PathBuf {
        normal(&self.production_path.join(path))
    }
}

/// A path without `.`, `..` and repeated slashes, by its words alone.
pub(in crate::compose) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            // The parent of the root is the root.
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// Where a path leads, links followed as far as it exists; the rest by its words.
fn real(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(found) = ancestor.canonicalize() {
            let rest = path.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return if rest.as_os_str().is_empty() {
                found
            } else {
                found.join(rest)
            };
        }
    }
    path.to_owned()
}
