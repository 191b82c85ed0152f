//! Instances on a real engine, from the images that their presets name.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

#[path = "instances/asked.rs"]
mod asked;
#[path = "instances/breaking.rs"]
mod breaking;
#[expect(dead_code, reason = "no store is behind a socket here")]
#[path = "conversation/world/database.rs"]
mod database;
#[path = "instances/databases.rs"]
mod databases;
#[expect(dead_code, reason = "no project runs here")]
#[path = "conversation/world/docker.rs"]
mod docker;
#[path = "support/dockerd.rs"]
mod dockerd;
#[path = "instances/engine_gone.rs"]
mod engine_gone;
#[path = "instances/house/mod.rs"]
mod house;
#[path = "support/images/mod.rs"]
mod images;
#[path = "instances/keeping/mod.rs"]
mod keeping;
#[path = "instances/lifecycle.rs"]
mod lifecycle;
#[path = "instances/plain.rs"]
mod plain;
#[path = "instances/presets.rs"]
mod presets;
#[path = "instances/pulling.rs"]
mod pulling;
#[path = "instances/racing.rs"]
mod racing;
#[path = "instances/recovering/mod.rs"]
mod recovering;
#[path = "instances/refusing/mod.rs"]
mod refusing;
#[path = "support/registry.rs"]
mod registry;
#[expect(dead_code, reason = "the conversations ask for more of it")]
#[path = "conversation/world/said.rs"]
mod said;
#[path = "instances/serving.rs"]
mod serving;
#[path = "instances/standing_in.rs"]
mod standing_in;
#[path = "instances/waiting.rs"]
mod waiting;
#[path = "instances/who/mod.rs"]
mod who;
#[path = "instances/whole.rs"]
mod whole;
#[path = "instances/without_engine.rs"]
mod without_engine;
