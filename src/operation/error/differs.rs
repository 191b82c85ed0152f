//! Production that is otherwise than it was put there.

use crate::domain::files::RelativePath;
use crate::reply;

/// What in production is otherwise than it was put there.
#[derive(Debug, thiserror::Error)]
pub enum Differs {
    /// A file that somebody edited while a deploy was under way.
    #[error(
        "{path} was edited while the deploy was under way; the old version of it is kept in the staging folder"
    )]
    EditedMeanwhile {
        /// Which.
        path: RelativePath,
    },
    /// What stands in production after the files were put into place isn't what was planned.
    #[error("the compose files read otherwise in production than planned: {what}")]
    AppliedDiffers {
        /// The services that read otherwise, or else the sections; why that can be, and what to do.
        what: String,
    },
    /// A path of the compose files that leads further, with the new files in place, than when the plan was made.
    #[error(
        "with the new files in place, the project reaches further than planned: {what}. A link leads elsewhere than it did: look at it, and deploy again"
    )]
    ReachesFurther {
        /// Each finding: where in the model, what, and its kind.
        what: String,
    },
    /// A release that was put back, and something else stands in production all the same.
    #[error("production is not all as release {number} has it: {}", reply::few(.differences, 5))]
    NotAsReleased {
        /// Its number.
        number: i64,
        /// What differs.
        differences: Vec<String>,
    },
}
