//! A real PostgreSQL, made of the server that this machine has: whatever version a reference names, it is that one. Its script
//! does what the official image's does, with the real `initdb`.
//!
//! Debian 12 has no extension "vector". The one in the stand-in of `pgvector/pgvector` is SQL alone: a domain over arrays of
//! numbers, which can be made, filled and read, and knows neither dimensions nor distances.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::{Value, json};

use super::archive::{File, Image};
use super::family::Family;
use super::layer::Layer;

const SCRIPT: &str = include_str!("scripts/postgres.sh");
/// The user's id in the official image made of Alpine.
const USER: (&str, u64) = ("postgres", 70);
const UNTIL_17: [&str; 5] = [
    "postgres:13-alpine",
    "postgres:14-alpine",
    "postgres:15-alpine",
    "postgres:16-alpine",
    "postgres:17-alpine",
];
const SINCE_18: [&str; 1] = ["postgres:18-alpine"];
const WITH_VECTOR: [&str; 1] = ["pgvector/pgvector:pg16"];

const CONTROL: &str = "comment = 'stand-in: a domain over arrays of numbers'\ndefault_version = '0.0'\nrelocatable = true\n";
const VECTOR: &str = "CREATE DOMAIN vector AS double precision[];\n";

pub(super) fn family() -> Family {
    Family {
        references: [&UNTIL_17[..], &SINCE_18, &WITH_VECTOR].concat(),
        texts: vec![SCRIPT, include_str!("postgres.rs")],
        files: vec![programs().join("postgres"), programs().join("psql")],
        make,
    }
}

/// Debian keeps the server's programs off the path, by version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions.filter_map(|entry| Some(entry.ok()?.path())).max();
    newest
        .unwrap_or_else(|| panic!("no /usr/lib/postgresql: run scripts/setup"))
        .join("bin")
}

/// Where its data and its extensions' files are, of the same version.
fn share() -> PathBuf {
    let version = programs().parent().unwrap().file_name().unwrap().to_owned();
    Path::new("/usr/share/postgresql").join(version)
}

fn make() -> Vec<Image> {
    let server = server();
    let image = |references: &[&str], layers: Vec<Rc<File>>, volume: &str, data: &str| Image {
        references: references.iter().map(|&name| name.to_owned()).collect(),
        layers,
        config: config(volume, data),
    };
    let data = "/var/lib/postgresql/data";
    vec![
        image(&UNTIL_17, vec![Rc::clone(&server)], data, data),
        image(
            &SINCE_18,
            vec![Rc::clone(&server)],
            "/var/lib/postgresql",
            "/var/lib/postgresql/18/docker",
        ),
        image(&WITH_VECTOR, vec![server, vector()], data, data),
    ]
}

fn config(volume: &str, data: &str) -> Value {
    let path = format!("PATH=/usr/local/bin:{}:/usr/bin", programs().display());
    json!({
        "Env": [path, format!("PGDATA={data}")],
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["postgres"],
        "ExposedPorts": { "5432/tcp": {} },
        "Volumes": { volume: {} },
        "StopSignal": "SIGINT",
    })
}

fn server() -> Rc<File> {
    let mut layer = Layer::base(Some(USER));
    layer.folder("/run/postgresql", 0o3775, USER.1);
    layer.folder("/var/lib/postgresql", 0o755, USER.1);
    layer.folder("/var/lib/postgresql/data", 0o700, USER.1);
    layer.folder("/docker-entrypoint-initdb.d", 0o755, 0);
    layer.text("/usr/local/bin/docker-entrypoint.sh", 0o755, SCRIPT);
    for name in ["initdb", "pg_ctl", "pg_isready", "postgres", "psql"] {
        let source = programs().join(name);
        layer.program_as(source.to_str().unwrap(), &source);
    }
    add_libraries(&mut layer);
    add_data(&mut layer);
    layer.finish()
}

/// All but the just-in-time compiler, which is as large as the rest and optional.
fn add_libraries(layer: &mut Layer) {
    let folder = programs().parent().unwrap().join("lib");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "so"))
        .filter(|path| !path.ends_with("llvmjit.so"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "a server without its libraries");
    for library in found {
        layer.program_as(library.to_str().unwrap(), &library);
    }
}

fn add_data(layer: &mut Layer) {
    // The official images' sample lets everybody in; who comes over TCP says the password (pg_hba.conf).
    let sample = share().join("postgresql.conf.sample");
    let text = fs::read_to_string(&sample).unwrap_or_else(|error| {
        panic!("{}: {error}; run scripts/setup", sample.display());
    });
    let open = text.replacen(
        "#listen_addresses = 'localhost'",
        "listen_addresses = '*'",
        1,
    );
    assert_ne!(open, text, "{} has changed", sample.display());
    layer.text(sample.to_str().unwrap(), 0o644, &open);
    layer.tree(&share(), &|path| !path.ends_with("man"));
    // Without it initdb compares every time zone to the clock.
    layer.link("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
    layer.tree(Path::new("/usr/share/zoneinfo"), &|path| {
        !path.ends_with("right") && !path.ends_with("posix")
    });
}

fn vector() -> Rc<File> {
    let mut layer = Layer::new();
    let extensions = share().join("extension");
    let path = |name: &str| extensions.join(name).display().to_string();
    layer.text(&path("vector.control"), 0o644, CONTROL);
    layer.text(&path("vector--0.0.sql"), 0o644, VECTOR);
    layer.finish()
}
