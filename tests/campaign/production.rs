//! Production as it can be seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::bot::Bot;
use crate::machine::Machine;

/// Production, as far as an operation may change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Production {
    /// By name.
    pub(crate) containers: BTreeMap<String, Container>,
    /// By path: mode and content.
    pub(crate) files: BTreeMap<String, String>,
    /// By the tags that name the project: image id.
    pub(crate) images: BTreeMap<String, String>,
    /// Networks and volumes, by name. What an operation made of these stays.
    pub(crate) made: BTreeSet<String>,
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
}

impl Production {
    pub(crate) fn observe(machine: &Machine, bot: &Bot) -> Self {
        let production = bot.path("production");
        let mut files = BTreeMap::new();
        read(&production, &production, &mut files);
        Self {
            containers: containers(machine, bot),
            files,
            images: images(machine, bot),
            made: ["network", "volume"]
                .iter()
                .flat_map(|kind| made(machine, bot, kind))
                .collect(),
        }
    }
}

fn containers(machine: &Machine, bot: &Bot) -> BTreeMap<String, Container> {
    let label = format!("label=com.docker.compose.project={}", bot.project);
    let ids = machine.docker(&["ps", "-aq", "--no-trunc", "--filter", &label]);
    if ids.trim().is_empty() {
        return BTreeMap::new();
    }
    let format = "{{.Name}} {{.Id}} {{.Image}} \
                  {{.HostConfig.RestartPolicy.Name}}:{{.HostConfig.RestartPolicy.MaximumRetryCount}} \
                  {{.State.Running}} {{.State.ExitCode}} {{index .Config.Labels \"com.docker.compose.service\"}}";
    let mut words = vec!["inspect", "--format", format];
    words.extend(ids.split_whitespace());
    let listed = machine.docker(&words);
    listed
        .lines()
        .map(|line| {
            let words: Vec<_> = line.split(' ').collect();
            let [name, id, image, policy, running, exit, service] = words[..] else {
                panic!("{line}");
            };
            let policy = match policy {
                ":0" => "no:0",
                given => given,
            };
            let container = Container {
                id: id.to_owned(),
                image: image.to_owned(),
                policy: policy.to_owned(),
                running: running == "true",
                exit: exit.parse().unwrap(),
                service: service.to_owned(),
            };
            (name.trim_start_matches('/').to_owned(), container)
        })
        .collect()
}

fn made(machine: &Machine, bot: &Bot, kind: &str) -> Vec<String> {
    let label = format!("label=com.docker.compose.project={}", bot.project);
    let listed = machine.docker(&[kind, "ls", "--filter", &label, "--format", "{{.Name}}"]);
    listed.lines().map(str::to_owned).collect()
}

/// By the tags that name the project: image id.
pub(crate) fn images(machine: &Machine, bot: &Bot) -> BTreeMap<String, String> {
    let format = "{{.Repository}}:{{.Tag}} {{.ID}}";
    let listed = machine.docker(&["images", "--no-trunc", "--format", format]);
    let parts = listed.lines().filter_map(|line| line.split_once(' '));
    parts
        .filter(|(tag, _)| tag.contains(&bot.project))
        .map(|(tag, id)| (tag.to_owned(), id.to_owned()))
        .collect()
}

/// Every file and folder below `folder`, by its path from `root`.
pub(crate) fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        let facts = path.symlink_metadata().unwrap();
        let mode = facts.permissions().mode() & 0o7777;
        let content = if facts.is_dir() {
            read(root, &path, files);
            "folder".to_owned()
        } else {
            String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()
        };
        files.insert(name.to_owned(), format!("{mode:o} {content}"));
    }
}
