//! What users read. A [`Reply`] is blocks, not markup: each front end renders it its own way, and everything that came
//! from outside (log lines, names, errors) stays inert text in it.
//!
//! Every sentence that isn't an error's own lives here. Nothing here asks the engine or the store: it is given what is
//! known, and says so where something isn't.

mod answer;
mod block;
mod cancel;
mod clean;
mod denied;
#[cfg(test)]
mod drawn;
mod history;
mod hold;
mod instance;
mod map;
mod outcome;
mod people;
mod plan;
mod progress;
mod public;
mod redact;
mod status;
mod step;
pub mod words;

#[cfg(test)]
use drawn::drawn;

pub use answer::{
    after_recovery, declined, no_codebase_yet, said_too_early, shown_again, unknown_codebase,
    which_codebase,
};
pub use block::{Block, Cell, Reply, Status, Suggestion, Tone};
pub use cancel::{
    UnderWay, Whose, asked_to_stop, goes_back_already, nothing_to_cancel, too_late_to_cancel,
};
pub use clean::{clean, clean_bytes, clean_line};
pub use denied::{denied, is_redeemed_already, not_redeemed, unknown_button};
pub use history::{History, became, history};
pub use hold::{held, held_already, in_place_of, not_held, pull_over, unheld, went_over};
pub use instance::{
    Change, Changed, Condition, ImageLine, InstanceLine, InstanceSheet, Left, Made, MadeResult,
    PresetLine, PresetSheet, Pull, Pulled, Removed, VolumeLine, changed, created, images, inspect,
    instances, preset, presets, pruned, pulled, volumes,
};
pub use outcome::{Ended, announced, not_recovered, outcome, recovered};
pub use people::welcome::{
    group_moved, interrupted_create, interrupted_request, not_looked, nothing_to_follow_in,
    one_command_at_a_time, welcome, welcome_stranger, welcome_to_projects,
};
pub use people::{
    code_given_away, expired, group_allowed, link_in_private, linked, linking, no_group,
    not_linked, not_linked_because, not_paired, pair_elsewhere, pair_first, paired, paired_before,
    pairing, stranger_in_a_group, too_many_codes, whoami,
};
pub use plan::{Confirmable, changes_since, preview, without_question};
pub use progress::{Progress, Responder};
pub use public::public;
pub use redact::{Redactor, RedactorBuilder, Stream};
pub use status::{ProjectStatus, overview, status};
pub use words::{ago, count, few, moment, short_commit, short_id, size, span};
