//! The images around `stand_in`: a shell, that program under the names of the real ones, and what the real image says of itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use serde_json::{Value, json};

use super::archive::{File, Image};
use super::family::Family;
use super::layer::{Layer, program};

const AZURITE: &str = "mcr.microsoft.com/azure-storage/azurite:latest";
const BREAKER: &str = "hailer-test-breaker:1";
const MYSQL: [(&str, &str); 3] = [
    ("mysql:5.7", "5.7.44"),
    ("mysql:8.0", "8.0.40"),
    ("mysql:8.4", "8.4.3"),
];
const QUILT_MCP: &str = "quilt-mcp:test";
/// With the folder of its tools.
const SQLSERVER: [(&str, &str); 2] = [
    (
        "mcr.microsoft.com/mssql/server:2019-latest",
        "/opt/mssql-tools/bin",
    ),
    (
        "mcr.microsoft.com/mssql/server:2022-latest",
        "/opt/mssql-tools18/bin",
    ),
];

/// The real one runs as this user too, and so has only what is its own.
const SQLSERVER_USER: (&str, u64) = ("mssql", 10001);

/// The program that stands in, file by file.
const SOURCES: [(&str, &str); 8] = [
    ("main.rs", include_str!("stand_in/main.rs")),
    ("azurite.rs", include_str!("stand_in/azurite.rs")),
    ("clients.rs", include_str!("stand_in/clients.rs")),
    ("mysql.rs", include_str!("stand_in/mysql.rs")),
    ("quilt_mcp.rs", include_str!("stand_in/quilt_mcp.rs")),
    ("sqlserver.rs", include_str!("stand_in/sqlserver.rs")),
    ("web.rs", include_str!("stand_in/web.rs")),
    ("wire.rs", include_str!("stand_in/wire.rs")),
];
const STARTER: &str = include_str!("scripts/stand_in.sh");
const BREAKS: &str = include_str!("scripts/breaker.sh");
const IS_READY: &str = "#!/bin/sh\n[ -e /tmp/ready ] || { echo 'not ready yet' >&2; exit 1; }\n";

pub(super) fn family() -> Family {
    let with_versions = MYSQL.iter().chain(&SQLSERVER);
    let references = with_versions.map(|(reference, _)| *reference);
    let own = [STARTER, BREAKS, include_str!("standing_in.rs")];
    let texts = SOURCES.iter().map(|(_, text)| *text).chain(own);
    Family {
        references: references.chain([AZURITE, QUILT_MCP, BREAKER]).collect(),
        texts: texts.collect(),
        files: vec![program("dash")],
        make,
    }
}

fn make() -> Vec<Image> {
    let program = program_layer();
    let mysql = mysql_layer();
    let mut images = Vec::new();
    for (reference, version) in MYSQL {
        images.push(image(
            reference,
            vec![Rc::clone(&program), Rc::clone(&mysql)],
            mysql_config(version),
        ));
    }
    for (reference, tools) in SQLSERVER {
        images.push(image(
            reference,
            vec![Rc::clone(&program), sqlserver_layer(tools)],
            sqlserver_config(),
        ));
    }
    let azurite = vec![Rc::clone(&program), azurite_layer()];
    images.push(image(AZURITE, azurite, azurite_config()));
    let quilt = named(&["/usr/bin/quilt-mcp", "/usr/bin/curl"]).finish();
    let config =
        json!({ "Env": [PATH], "Entrypoint": ["docker-entrypoint.sh"], "Cmd": ["quilt-mcp"] });
    images.push(image(QUILT_MCP, vec![Rc::clone(&program), quilt], config));
    let config = json!({ "Env": [PATH], "Entrypoint": ["breaker"] });
    images.push(image(BREAKER, vec![program, breaker_layer()], config));
    images
}

fn image(reference: &str, layers: Vec<Rc<File>>, config: Value) -> Image {
    Image {
        references: vec![reference.to_owned()],
        layers,
        config,
    }
}

fn mysql_layer() -> Rc<File> {
    let mut layer = named(&["/usr/sbin/mysqld", "/usr/bin/mysqladmin", "/usr/bin/mysql"]);
    layer.folder("/var/lib/mysql", 0o755, 0);
    layer.finish()
}

fn mysql_config(version: &str) -> Value {
    json!({
        "Env": ["PATH=/usr/local/bin:/usr/sbin:/usr/bin", format!("MYSQL_VERSION={version}")],
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["mysqld"],
        "ExposedPorts": { "3306/tcp": {}, "33060/tcp": {} },
        "Volumes": { "/var/lib/mysql": {} },
    })
}

fn sqlserver_layer(tools: &str) -> Rc<File> {
    let mut layer = named(&["/opt/mssql/bin/sqlservr", &format!("{tools}/sqlcmd")]);
    layer.folder("/var/opt/mssql", 0o770, SQLSERVER_USER.1);
    layer.finish()
}

fn sqlserver_config() -> Value {
    json!({
        "Env": [PATH],
        "User": SQLSERVER_USER.0,
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["/opt/mssql/bin/sqlservr"],
        "ExposedPorts": { "1433/tcp": {} },
    })
}

fn azurite_layer() -> Rc<File> {
    let mut layer = named(&["/usr/bin/azurite", "/usr/bin/nc"]);
    layer.folder("/data", 0o755, 0);
    layer.finish()
}

fn azurite_config() -> Value {
    json!({
        "Env": [PATH],
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["azurite", "--location", "/data", "--blobHost", "0.0.0.0", "--queueHost", "0.0.0.0", "--tableHost", "0.0.0.0"],
        "ExposedPorts": { "10000/tcp": {}, "10001/tcp": {}, "10002/tcp": {} },
        "Volumes": { "/data": {} },
    })
}

fn breaker_layer() -> Rc<File> {
    let mut layer = named(&["/usr/bin/eat"]);
    layer.text("/usr/local/bin/breaker", 0o755, BREAKS);
    layer.text("/usr/local/bin/is-ready", 0o755, IS_READY);
    layer.finish()
}

const PATH: &str = "PATH=/usr/local/bin:/usr/bin";
const STAND_IN: &str = "/usr/bin/stand-in";

/// What they all have: a shell, and the program.
fn program_layer() -> Rc<File> {
    let mut layer = Layer::base(Some(SQLSERVER_USER));
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in SOURCES {
        fs::write(folder.path().join(name), text).unwrap();
    }
    layer.program_as(STAND_IN, &compiled(folder.path()));
    layer.text("/usr/local/bin/docker-entrypoint.sh", 0o755, STARTER);
    layer.finish()
}

/// The program under these paths.
fn named(paths: &[&str]) -> Layer {
    let mut layer = Layer::new();
    for path in paths {
        layer.link(path, STAND_IN);
    }
    layer
}

fn compiled(folder: &Path) -> PathBuf {
    let program = folder.join("stand-in");
    let ran = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "-C",
            "opt-level=1",
            "-C",
            "strip=symbols",
        ])
        .arg("-o")
        .arg(&program)
        .arg(folder.join("main.rs"))
        .output()
        .unwrap_or_else(|error| panic!("rustc: {error}"));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "rustc: {said}");
    program
}
