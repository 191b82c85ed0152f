//! A real Redis, made of the server that this machine has (Debian 12: 7.0).

use serde_json::json;

use super::archive::Image;
use super::family::Family;
use super::layer::{Layer, program};

const SCRIPT: &str = include_str!("scripts/redis.sh");
const USER: (&str, u64) = ("redis", 999);
const REFERENCE: &str = "redis:7-alpine";

pub(super) fn family() -> Family {
    Family {
        references: vec![REFERENCE],
        texts: vec![SCRIPT, include_str!("redis.rs")],
        files: vec![program("redis-server"), program("redis-cli")],
        make,
    }
}

fn make() -> Vec<Image> {
    let mut layer = Layer::base(Some(USER));
    layer.folder("/data", 0o755, USER.1);
    layer.text("/usr/local/bin/docker-entrypoint.sh", 0o755, SCRIPT);
    layer.program("redis-server");
    layer.program("redis-cli");
    let config = json!({
        "Env": ["PATH=/usr/local/bin:/usr/bin"],
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["redis-server"],
        "ExposedPorts": { "6379/tcp": {} },
        "Volumes": { "/data": {} },
        "WorkingDir": "/data",
    });
    vec![Image {
        references: vec![REFERENCE.to_owned()],
        layers: vec![layer.finish()],
        config,
    }]
}
