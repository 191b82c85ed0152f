//! Presets: what an instance is made of, as data. Those in `presets/` are built in; others are the user's.
//!
//! A [`Preset`] is what its file says, checked whole: a key that it doesn't know, a value that can't be and a reach beyond what
//! is allowed here are a [`Fault`] with file, line and key. [`Preset::resolve`] turns it, with what was asked for, into a
//! [`Spec`], which holds all that an engine has to know. Pure, but for `folder`, which reads the user's files.

mod catalog;
mod check;
mod compose;
mod fault;
mod folder;
mod near;
mod page;
mod place;
mod policy;
mod read;
mod record;
mod resolve;
mod secret;
mod sheet;
mod spec;
mod template;
mod value;
mod variable;

#[cfg(test)]
mod tests;

pub use catalog::{Catalog, Entry, UnknownPreset, built_in};
pub use fault::Fault;
pub use near::nearest;
pub use page::presets_md;
pub use record::{
    Health, HostCommand, Limits, ModePart, Modes, Port, Preset, Security, Tmpfs, Version, Volume,
};
pub use resolve::{Needs, Supplied, Unresolved, Wanted};
pub use secret::generate;
pub use sheet::Sheet;
pub use spec::{Mount, Published, Source, Spec, Value};
pub use template::{Template, Unfilled};
pub use value::{Cores, FileMode, Mode, Network, Protocol, Restart, Size, Span, UnknownMode};
pub use variable::{Discovered, Variable};
