//! The Compose model: runs the Compose binary as a parser, types its output, and never touches Docker.

pub mod binary;
pub mod build_change;
pub mod cache;
pub mod diff;
mod error;
mod go_json;
pub mod hash;
pub mod load;
pub mod model;
pub mod newer;
pub mod order;
pub mod policy;
mod stderr;
mod version;

pub use binary::{ComposeBinary, Locator, Surroundings};
pub use error::ComposeError;
pub use load::{Document, LoadRequest, load, load_document, load_json};
pub use model::Model;
pub use version::Version;
