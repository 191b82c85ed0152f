//! Who may import whom. `docs/ARCHITECTURE.md` has the same table, with the reasons.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::sources;

/// Each room and what of ours it may import: another room, or some things of it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("command", &["domain"]),
    ("reply", &["domain"]),
    ("compose", &["domain"]),
    ("sync", &["domain"]),
    ("config", &["domain"]),
    ("engine", &["domain", "compose"]),
    ("github", &["domain"]),
    ("host", &["domain"]),
    ("store", &["domain"]),
    (
        "instance",
        &[
            "engine",
            "host",
            "store",
            "reply",
            "domain",
            "compose::policy",
            "compose::model",
        ],
    ),
    (
        "operation",
        &[
            "instance", "engine", "host", "compose", "sync", "github", "store", "reply", "domain",
        ],
    ),
    (
        "router",
        &["operation", "github", "store", "command", "reply", "domain"],
    ),
    (
        "frontend",
        &[
            "router",
            "github",
            "command",
            "reply",
            "domain",
            "store::inbox",
            "store::outbox",
            "store::Bell",
            "store::StoreError",
        ],
    ),
    ("http", &["store", "domain"]),
    ("telemetry", &[]),
    (
        "app",
        &[
            "config",
            "domain",
            "command",
            "reply",
            "compose",
            "engine",
            "instance",
            "github",
            "store",
            "operation",
            "router",
            "frontend",
            "http",
        ],
    ),
    (
        "main",
        &["app", "command", "config", "telemetry", "frontend", "host"],
    ),
    ("lib", &[]),
];

/// The one home of each crate that speaks to the outside, as a prefix of the file's path. One that only reads a format may have two.
const HOMES: &[(&str, &str)] = &[
    ("teloxide", "frontend/telegram/"),
    ("octocrab", "github/"),
    ("pulldown_cmark", "frontend/github/"),
    ("bollard", "engine/"),
    ("parse_dockerfile", "engine/"),
    ("prost", "engine/"),
    ("toml", "instance/preset/"),
    ("serde_saphyr", "compose/load/"),
    ("serde_saphyr", "instance/"),
    ("sqlx", "store/"),
    ("axum", "http/"),
    ("rustyline", "frontend/console/"),
    ("indicatif", "frontend/console/"),
    ("comfy_table", "frontend/console/"),
    ("cap_std", "sync/"),
    ("git2", "sync/"),
    ("tracing_subscriber", "telemetry.rs"),
    ("clap", "main"),
    ("anyhow", "main"),
];

/// What the pure rooms may use of foreign crates.
const PURE: &[(&str, &[&str])] = &[(
    "domain",
    &[
        "serde",
        "serde_json",
        "chrono",
        "thiserror",
        "blake3",
        "humantime",
        "regex",
        "std",
        "core",
    ],
)];

fn allowed(room: &str) -> &'static [&'static str] {
    let row = MAY_IMPORT.iter().find(|(name, _)| *name == room);
    row.unwrap_or_else(|| panic!("src/{room} is a room that the table doesn't know"))
        .1
}

#[test]
fn no_room_imports_what_is_above_it() {
    let mut broken = BTreeSet::new();
    for source in sources() {
        let room = source.room();
        let may = allowed(room);
        for path in source.paths() {
            let target = match (path[0].as_str(), path.get(1)) {
                ("crate", Some(target)) => target.as_str(),
                ("hailer", Some(target)) if room == "main" => target.as_str(),
                _ => continue,
            };
            let thing = path.get(2).map_or("*", String::as_str);
            let thing = format!("{target}::{thing}");
            let is_allowed = may.iter().any(|may| *may == target || *may == thing);
            let is_room = MAY_IMPORT.iter().any(|(name, _)| *name == target);
            if is_room && target != room && !is_allowed {
                broken.insert(format!("src/{} imports {thing}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_table_itself_has_no_cycle() {
    let mut left: BTreeMap<_, BTreeSet<_>> = MAY_IMPORT
        .iter()
        .map(|(room, may)| {
            let rooms = may.iter().filter_map(|may| may.split("::").next());
            (*room, rooms.collect())
        })
        .collect();
    while !left.is_empty() {
        let ground: Vec<_> = left
            .iter()
            .filter(|(_, may)| may.is_empty())
            .map(|(room, _)| *room)
            .collect();
        assert!(
            !ground.is_empty(),
            "these import each other in a circle: {left:#?}"
        );
        for room in ground {
            left.remove(room);
            for may in left.values_mut() {
                may.remove(room);
            }
        }
    }
}

#[test]
fn each_foreign_crate_lives_in_one_room() {
    let mut broken = BTreeSet::new();
    for source in sources() {
        for path in source.paths() {
            let homes = HOMES.iter().filter(|(name, _)| *name == path[0]);
            let homes: Vec<_> = homes.map(|(_, home)| *home).collect();
            if !homes.is_empty() && !homes.iter().any(|home| source.path.starts_with(home)) {
                broken.insert(format!(
                    "src/{} uses {}, which lives in {homes:?}",
                    source.path, path[0]
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_domain_is_pure() {
    let manifest = include_str!("../../Cargo.toml");
    let foreign: BTreeSet<String> = manifest
        .lines()
        .filter_map(|line| {
            line.split_once(" = ")
                .map(|(name, _)| name.replace('-', "_"))
        })
        .collect();
    let mut broken = BTreeSet::new();
    for source in sources() {
        let Some((_, may)) = PURE.iter().find(|(room, _)| *room == source.room()) else {
            continue;
        };
        // The unit tests at a file's end may use what the tests use.
        let tests = source
            .text
            .find("#[cfg(test)]")
            .map_or("", |at| &source.text[at..]);
        for path in source.paths().into_iter().filter(|path| path.len() > 1) {
            let name = &path[0];
            let in_tests_only = tests.contains(&format!("{name}::"));
            if foreign.contains(name) && !may.contains(&name.as_str()) && !in_tests_only {
                broken.insert(format!("src/{} uses {name}", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
