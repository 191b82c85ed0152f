//! Hailer runs a team's Docker Compose projects from where it already talks.

// A request's whole way is one future, and whether that may be sent to another thread is asked of each of its layers.
#![recursion_limit = "256"]

pub mod app;
pub mod command;
pub mod compose;
pub mod config;
pub mod domain;
pub mod engine;
pub mod frontend;
pub mod github;
pub mod host;
pub mod http;
pub mod instance;
pub mod operation;
pub mod reply;
pub mod router;
pub mod store;
pub mod sync;
pub mod telemetry;
