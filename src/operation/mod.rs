//! One use case a file. Each takes what policy approved, and ends in a reply or an outcome.
//!
//! What changes something runs `under_way`: under the project's lock, with every step journalled before and after.

mod changeover;
pub mod codebase;
pub mod config;
mod context;
pub mod deploy;
mod error;
pub mod instance;
pub mod logs;
mod order;
mod own;
pub mod people;
pub mod recover;
mod release;
pub mod restart;
mod roots;
mod secrets;
pub mod status;
mod under_way;
mod verify;

pub use codebase::repository;
pub use context::{Context, Folders};
pub use deploy::NoVersion;
pub use error::{Differs, GroundError, ImageError, ObjectError, Of, OperationError, Unfinished};
pub use instance::presets;
pub use people::{audit, hold};
pub use release::history;
pub use roots::{existing_folder, place_of_link};
use under_way::step;
pub use under_way::{Ended, cancel, title};
