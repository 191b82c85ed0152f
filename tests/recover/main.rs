//! Hailer is killed with SIGKILL in the middle of its work, on a real engine: afterwards production is one whole version,
//! nothing is left over, and it is told. So it is where Hailer is frozen, where the engine or the database end, and where
//! others have been at the engine between two deploys.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod back;
mod docker;
mod forward;
mod frozen;
mod halfway_back;
mod leases;
mod linked;
mod meddled;
mod observed;
mod restart;
mod rollback;
mod serve;
mod servers;
#[path = "../support/shop_image.rs"]
mod shop_image;
#[path = "../support/mod.rs"]
mod support;
mod told;
mod world;
