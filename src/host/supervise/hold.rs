//! Becoming the program, bound to the supervisor.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use rustix::process::{Signal, getppid, set_parent_process_death_signal};

/// Becomes `program` with `argv`, which the kernel kills when its supervisor, the process `supervisor`, ends. Comes back only
/// where that can't be.
#[must_use]
pub fn hold(supervisor: i32, program: &str, argv: &[String]) -> io::Error {
    if let Err(error) = set_parent_process_death_signal(Some(Signal::KILL)) {
        return error.into();
    }
    // It may have ended before that.
    if getppid().is_none_or(|parent| parent.as_raw_nonzero().get() != supervisor) {
        return io::Error::other("its supervisor has ended");
    }
    let Some((name, arguments)) = argv.split_first() else {
        return io::Error::other("there is no program");
    };
    Command::new(program).arg0(name).args(arguments).exec()
}
