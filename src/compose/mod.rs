//! The Compose model: runs the Compose binary as a parser, types its output, and never touches Docker.

pub mod model;
mod version;

pub use version::Version;
