//! Production as it can be seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::bot::Bot;
use crate::machine::{Machine, said};
use crate::shape::Shape;

/// Where a container finds what says which version it was given.
const CONF: &str = "/conf/shop.conf";

/// Production, as far as an operation may change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Production {
    /// By name.
    pub(crate) containers: BTreeMap<String, Container>,
    /// By path: mode and content, or where a link leads.
    pub(crate) files: BTreeMap<String, String>,
    /// Where production is a link: that link, the release folders and what is shared, by path from the folder around them.
    pub(crate) beside: BTreeMap<String, String>,
    /// By the tags that name the project: image id.
    pub(crate) images: BTreeMap<String, String>,
    /// By what registries know the project's images as (`REPOSITORY@DIGEST`): image id.
    pub(crate) digests: BTreeMap<String, String>,
    /// By repository of the registry: the digest of what is tagged there.
    pub(crate) published: BTreeMap<String, String>,
    /// Networks and volumes, by name. What an operation made of these stays.
    pub(crate) made: BTreeSet<String>,
    /// The volumes without a name of their own.
    pub(crate) anonymous: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) image: String,
    /// `NAME:RETRIES`.
    pub(crate) policy: String,
    pub(crate) running: bool,
    pub(crate) exit: i32,
    pub(crate) service: String,
    /// What it reads where it mounts a file of a release, while it runs: it keeps the folder that it was started with.
    pub(crate) sees: Option<String>,
}

impl Production {
    pub(crate) fn observe(machine: &Machine, bot: &Bot) -> Self {
        let production = bot.path("production");
        let mut files = BTreeMap::new();
        read(&production, &production, &mut files);
        Self {
            containers: containers(machine, bot),
            files,
            beside: beside(bot),
            images: images(machine, bot),
            digests: digests(machine, bot),
            published: machine.registry.has(&bot.project),
            made: ["network", "volume"]
                .iter()
                .flat_map(|kind| made(machine, bot, kind))
                .collect(),
            anonymous: anonymous(machine),
        }
    }
}

fn containers(machine: &Machine, bot: &Bot) -> BTreeMap<String, Container> {
    let label = bot.label();
    let ids = machine.docker(&["ps", "-aq", "--no-trunc", "--filter", &label]);
    if ids.trim().is_empty() {
        return BTreeMap::new();
    }
    let format = "{{.Name}} {{.Id}} {{.Image}} \
                  {{.HostConfig.RestartPolicy.Name}}:{{.HostConfig.RestartPolicy.MaximumRetryCount}} \
                  {{.State.Running}} {{.State.ExitCode}} {{index .Config.Labels \"MADE_OF\"}} \
                  {{range .Mounts}}{{.Destination}},{{end}}";
    let made_of = match bot.shape {
        Shape::Instance => "hailer.preset",
        _ => "com.docker.compose.service",
    };
    let format = format.replace("MADE_OF", made_of);
    let mut words = vec!["inspect", "--format", &format];
    words.extend(ids.split_whitespace());
    let listed = machine.docker(&words);
    listed
        .lines()
        .map(|line| {
            let words: Vec<_> = line.split(' ').collect();
            let [name, id, image, policy, running, exit, service, mounts] = words[..] else {
                panic!("{line}");
            };
            let policy = match policy {
                ":0" => "no:0",
                given => given,
            };
            let running = running == "true";
            // In a folder that stays the same one there is no other to be seen.
            let from_release = bot.shape == Shape::Linked && mounts.contains("/conf,");
            let container = Container {
                id: id.to_owned(),
                image: image.to_owned(),
                policy: policy.to_owned(),
                running,
                exit: exit.parse().unwrap(),
                service: service.to_owned(),
                sees: (running && from_release).then(|| sees(machine, id)),
            };
            (name.trim_start_matches('/').to_owned(), container)
        })
        .collect()
}

/// What a running container reads in the release that it mounts.
fn sees(machine: &Machine, id: &str) -> String {
    said(&machine.ask(&["exec", id, "/shop", "show", CONF]))
}

fn beside(bot: &Bot) -> BTreeMap<String, String> {
    let mut beside = BTreeMap::new();
    let Ok(target) = fs::read_link(bot.path("production")) else {
        return beside;
    };
    beside.insert("production".to_owned(), format!("→ {}", target.display()));
    for folder in ["production.releases", "production.shared"] {
        read(bot.home.path(), &bot.path(folder), &mut beside);
    }
    beside
}

fn made(machine: &Machine, bot: &Bot, kind: &str) -> Vec<String> {
    let label = bot.label();
    let listed = machine.docker(&[kind, "ls", "--filter", &label, "--format", "{{.Name}}"]);
    listed.lines().map(str::to_owned).collect()
}

/// The engine names them after a random number.
fn anonymous(machine: &Machine) -> BTreeSet<String> {
    let listed = machine.docker(&["volume", "ls", "--quiet"]);
    let random =
        |name: &&str| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    listed.lines().filter(random).map(str::to_owned).collect()
}

/// By the tags that name the project: image id.
pub(crate) fn images(machine: &Machine, bot: &Bot) -> BTreeMap<String, String> {
    named(machine, bot, "{{.Repository}}:{{.Tag}} {{.ID}}")
}

/// By what registries know the project's images as: image id.
pub(crate) fn digests(machine: &Machine, bot: &Bot) -> BTreeMap<String, String> {
    named(machine, bot, "{{.Repository}}@{{.Digest}} {{.ID}}")
}

fn named(machine: &Machine, bot: &Bot, format: &str) -> BTreeMap<String, String> {
    let listed = machine.docker(&["images", "--digests", "--no-trunc", "--format", format]);
    let parts = listed.lines().filter_map(|line| line.split_once(' '));
    parts
        .filter(|(name, _)| name.contains(&bot.project) && !name.ends_with("<none>"))
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect()
}

/// Every file, folder and link below `folder`, by its path from `root`.
pub(crate) fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        let facts = path.symlink_metadata().unwrap();
        let mode = facts.permissions().mode() & 0o7777;
        let content = if facts.is_dir() {
            read(root, &path, files);
            "folder".to_owned()
        } else if facts.is_symlink() {
            format!("→ {}", fs::read_link(&path).unwrap().display())
        } else {
            String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()
        };
        files.insert(name.to_owned(), format!("{mode:o} {content}"));
    }
}
