//! The floors of the house, held by a test: who may import whom, where each foreign crate lives, how large a room may be.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something can't be"
)]

#[path = "tidy/floors.rs"]
mod floors;
#[path = "tidy/house.rs"]
mod house;
#[path = "tidy/sizes.rs"]
mod sizes;
#[path = "tidy/tokens.rs"]
mod tokens;
#[path = "tidy/walk.rs"]
mod walk;
