//! Hailer is killed with SIGKILL in the middle of its work, on a real engine: afterwards production is one whole version,
//! nothing is left over, and it is told.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod back;
mod forward;
mod leases;
mod observed;
mod restart;
mod rollback;
mod world;
