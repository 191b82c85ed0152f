//! Programs of this machine and their supervisors, for real: what survives whom, what is kept, and what is nowhere to be found.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod ending;
mod logs;
mod ready;
mod secrets;
mod supervised;
mod world;
