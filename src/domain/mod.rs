//! The nouns of the house, pure: no IO, no async, nothing of any platform.
//!
//! They follow a command on its way: [`actor`] and [`codebase`] say who and what, [`action`] and [`policy`] whether,
//! [`plan`] and [`confirmation`] what exactly, [`journal`] and [`outcome`] what became of it; [`operation`], [`release`]
//! and [`audit`] are what stays on record.

pub mod action;
pub mod actor;
pub mod audit;
pub mod codebase;
pub mod confirmation;
pub mod container;
pub mod files;
pub mod finding;
pub mod inert;
pub mod instance;
pub mod journal;
pub mod log;
pub mod name;
pub mod operation;
pub mod plan;
pub mod policy;
pub mod release;
pub mod role;
pub mod setting;

pub use operation::outcome;

pub use codebase::hold;
