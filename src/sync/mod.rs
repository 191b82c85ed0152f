//! File trees inside one root that can't be left: scan, diff, stage, apply, undo.
//!
//! The way of a deploy's files: [`Rules::read`] and [`scan()`] say what the source holds, [`survey`] what production has
//! at those paths, [`diff()`] what will change (the preview), [`View::make`] shows the tree as it will be to the Compose
//! binary. Once confirmed, [`stage()`] copies what changes into `.hailer-<operation>/` inside production, [`apply()`]
//! renames it into place, and either [`undo()`] puts back what was there or [`discard`] forgets it. What a release
//! holds, and what it replaces or deletes, goes into the [`Archive`] first, from which a rollback stages an earlier release;
//! [`differing()`] says afterwards whether production holds just that.
//!
//! Under the strategy symlink production is a link to one of several release folders, which [`Releases`] makes, points
//! at, and prunes.
//!
//! Nothing here writes outside the root: every call works on an open folder that cap-std reached from the root, with
//! one name in it, and never follows a symlink. Nothing that Hailer didn't put there is deleted. It never asks a
//! person, never touches the store, and knows nothing of containers.
//!
//! What was fetched from elsewhere comes as an archive, which [`Sources`] unpacks, whole or not at all.
//!
//! What isn't committed of a workspace, [`uncommitted`] says; whether it contains a commit, [`contained`].
//!
//! Every function blocks; an async caller uses `spawn_blocking`.

mod apply;
mod archive;
mod checkout;
mod diff;
mod differing;
mod error;
mod fingerprint;
mod index;
mod releases;
mod rules;
mod scan;
mod stage;
mod tree;
mod unpack;
mod view;

pub use apply::undo::{Undone, undo};
pub use apply::{FileStep, apply};
pub use archive::Archive;
pub use checkout::{contained, uncommitted};
pub use diff::diff;
pub use differing::differing;
pub use error::SyncError;
pub use fingerprint::fingerprint;
pub use index::Index;
pub use releases::{Releases, is_shared};
pub use rules::Rules;
pub use scan::scan;
pub use scan::survey::survey;
pub use stage::discard::{discard, leftovers};
pub use stage::list::{Staging, folder_name};
pub use stage::origin::Origin;
pub use stage::stage;
pub use tree::{RootLink, Tree};
pub use unpack::{Limits, Sources, UnpackError};
pub use view::{Beneath, View};
