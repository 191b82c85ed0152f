//! `deploy/socket-proxy/endpoints` against the sources: what Hailer calls, all of it and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::run::of_the_clone;

/// Every call that the engine's room makes: bollard's name of it, and what the engine is asked (Engine API 1.41).
const CALLS: [(&str, &str); 37] = [
    ("connect_network", "POST /networks/shop/connect"),
    ("create_container", "POST /containers/create"),
    ("create_exec", "POST /containers/shop/exec"),
    ("create_image", "POST /images/create"),
    ("create_network", "POST /networks/create"),
    ("create_volume", "POST /volumes/create"),
    ("disconnect_network", "POST /networks/shop/disconnect"),
    ("events", "GET /events"),
    // The vehicle of builds: `engine::connection` sends them in its place.
    ("export_container", "POST /build"),
    ("inspect_container", "GET /containers/shop/json"),
    ("inspect_exec", "GET /exec/0/json"),
    (
        "inspect_image",
        "GET /images/registry.example.org:5000/acme/shop:1/json",
    ),
    ("inspect_network", "GET /networks/shop"),
    (
        "inspect_registry_image",
        "GET /distribution/acme/shop:1/json",
    ),
    ("inspect_volume", "GET /volumes/shop"),
    ("kill_container", "POST /containers/shop/kill"),
    ("list_containers", "GET /containers/json"),
    ("list_images", "GET /images/json"),
    ("list_networks", "GET /networks"),
    ("list_volumes", "GET /volumes"),
    ("logs", "GET /containers/shop/logs"),
    ("ping", "GET /_ping"),
    ("push_image", "POST /images/acme/shop/push"),
    ("remove_container", "DELETE /containers/shop"),
    ("remove_image", "DELETE /images/acme/shop:1"),
    ("remove_network", "DELETE /networks/shop"),
    ("remove_volume", "DELETE /volumes/shop"),
    ("rename_container", "POST /containers/shop/rename"),
    ("start_container", "POST /containers/shop/start"),
    ("start_exec", "POST /exec/0/start"),
    ("stats", "GET /containers/shop/stats"),
    ("stop_container", "POST /containers/shop/stop"),
    ("tag_image", "POST /images/acme/shop:1/tag"),
    ("update_container", "POST /containers/shop/update"),
    ("upload_to_container", "PUT /containers/shop/archive"),
    ("version", "GET /version"),
    ("wait_container", "POST /containers/shop/wait"),
];

/// What asks the engine nothing.
const SILENT: [&str; 3] = ["clone", "with_request_modifier", "with_timeout"];

/// A line of the list, as nginx reads it: `"~regex" 0;` or `"the very words" 0;`.
fn rules() -> Vec<Regex> {
    let list = fs::read_to_string(of_the_clone("deploy/socket-proxy/endpoints")).unwrap();
    let lines = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rule = |line: &str| {
        let pattern = line
            .strip_prefix('"')
            .and_then(|line| line.strip_suffix("\" 0;"));
        let pattern = pattern.unwrap_or_else(|| panic!("{line} is no rule"));
        match pattern.strip_prefix('~') {
            Some(regex) => Regex::new(regex).unwrap(),
            None => Regex::new(&format!("^{}$", regex::escape(pattern))).unwrap(),
        }
    };
    lines.map(rule).collect()
}

#[test]
fn every_call_is_let_by_and_every_rule_is_for_one() {
    let rules = rules();
    let mut called = BTreeMap::new();
    for (name, call) in CALLS {
        let fitting = rules.iter().filter(|rule| rule.is_match(call));
        let fitting: Vec<_> = fitting.map(Regex::as_str).collect();
        assert_eq!(fitting.len(), 1, "{name}, {call}: {fitting:?}");
        called.insert(fitting[0], call);
    }
    let idle = rules.iter().map(Regex::as_str);
    let idle: Vec<_> = idle.filter(|rule| !called.contains_key(rule)).collect();
    assert!(idle.is_empty(), "nothing calls {idle:?}");
}

#[test]
fn what_hailer_has_no_use_for_is_not_let_by() {
    let rules = rules();
    for call in [
        "GET /info",
        "GET /containers/shop/archive",
        "GET /containers/shop/export",
        "POST /containers/shop/attach",
        "POST /containers/prune",
        "POST /commit",
        "POST /images/load",
        "POST /images/prune",
        "GET /images/acme/shop:1/get",
        "POST /plugins/pull",
        "POST /session",
        "POST /swarm/init",
        "GET /secrets",
        "POST /containers/create/../../swarm/init",
    ] {
        let fitting: Vec<_> = rules.iter().filter(|rule| rule.is_match(call)).collect();
        assert!(fitting.is_empty(), "{call}: {fitting:?}");
    }
}

#[test]
fn the_engines_room_makes_no_other_call() {
    let mut files = Vec::new();
    collect(&of_the_clone("src/engine"), &mut files);
    let called = r"\bdocker(?:\(\)|_within\([^()]*\))?(?:\s*\.\s*clone\(\))?\s*\.\s*([a-z_]+)\s*\(";
    let called = Regex::new(called).unwrap();
    let mut found = BTreeSet::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let production = text.split("#[cfg(test)]").next().unwrap();
        found.extend(
            called
                .captures_iter(production)
                .map(|call| call[1].to_owned()),
        );
    }
    found.retain(|name| !SILENT.contains(&name.as_str()));
    let known: BTreeSet<_> = CALLS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        found, known,
        "CALLS and deploy/socket-proxy/endpoints must be told"
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                collect(&path, files);
            }
        } else {
            files.push(path);
        }
    }
}
