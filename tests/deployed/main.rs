//! What `deploy/` holds, on the real engine: the image, the compose file, and the proxy before the engine's socket.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod composed;
mod endpoints;
mod image;
#[expect(dead_code, reason = "few of them are needed here")]
#[path = "../support/images/mod.rs"]
mod images;
#[path = "../support/imported.rs"]
mod imported;
#[path = "../support/official.rs"]
mod official;
mod pieces;
mod proxied;
mod run;
mod world;
