//! What the shell is told.

use crate::reply::Status;

/// The exit code of a command that ended in `status`. 1 is left to what fails outside of a command (a wrong setting, no
/// store), as programs in Rust end then.
#[must_use]
pub const fn exit_code(status: Status) -> u8 {
    match status {
        Status::Done => 0,
        Status::Usage => 2,
        Status::Denied => 3,
        Status::NeedsConfirmation => 4,
        Status::Failed => 5,
        Status::RolledBack => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_own_exit_code() {
        let codes = [
            Status::Done,
            Status::Usage,
            Status::Denied,
            Status::NeedsConfirmation,
            Status::Failed,
            Status::RolledBack,
        ]
        .map(exit_code);
        assert_eq!(codes, [0, 2, 3, 4, 5, 6]);
    }
}
