//! The places where an operation can be made to fail from outside, for the crash campaign: named, and only in a build with the
//! feature `failpoints`, which no release has. It never changes what an operation does: at a point the process is killed,
//! or it stands still until it is told to go on.
//!
//! A point is `KIND:OCCURRENCE:PLACE`, as in `create_container:2:acted`: the step's kind as the journal writes it, which one of
//! that kind it is in this process, and how far it has come. `HAILER_FAIL_POINT` names one, and `HAILER_FAIL_HOW` is `kill`
//! or `wait:SOCKET`.

#[cfg(not(feature = "failpoints"))]
mod absent;
#[cfg(feature = "failpoints")]
mod present;

use crate::domain::journal::Step;

#[cfg(not(feature = "failpoints"))]
pub(in crate::operation) use absent::{FailPoints, Here};
#[cfg(feature = "failpoints")]
pub(in crate::operation) use present::{FailPoints, Here};

/// How far a step has come, or what else is about to be put on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation) enum Place {
    /// Its intent isn't committed yet.
    Before,
    /// Its intent is committed, and nothing is done.
    Intended,
    /// It was done, or has failed, and that isn't on record.
    Acted,
    /// What came of it is on record.
    After,
}

/// What can be stopped at.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(feature = "failpoints"),
    expect(dead_code, reason = "without the feature nobody asks which")
)]
pub(in crate::operation) enum Point<'a> {
    /// A journalled step.
    Step(&'a Step),
    /// A statement that is journalled nowhere else, by its name.
    Record(&'static str),
}
