//! What the engine room promises, on a real Docker engine with the project's own static binary.

mod building;
mod compose_peace;
mod connecting;
mod ending;
mod gating;
mod lifecycle;
mod logging;
mod single;
mod spec;
pub(crate) mod world;
