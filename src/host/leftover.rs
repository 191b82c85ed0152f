//! What a program started, and left behind when its supervisor was killed and couldn't end it.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::{Life, Process, kernel};

/// How long what was killed may take to end.
const DIES: Duration = Duration::from_secs(5);

/// Kills what is left of the process group of one that was lost.
pub(super) async fn end(process: &Process) {
    if !matches!(process.life, Life::Lost(_)) || !process.is_of_this_boot() {
        return;
    }
    for member in members(process) {
        let Some(pid) = Pid::from_raw(member) else {
            continue;
        };
        let Ok(handle) = pidfd_open(pid, PidfdFlags::NONBLOCK) else {
            continue;
        };
        // The number may have become another's before the handle was opened.
        if !is_member(member, process) || pidfd_send_signal(&handle, Signal::KILL).is_err() {
            continue;
        }
        if let Ok(handle) = kernel::watched(handle) {
            // One that doesn't end hangs in the kernel, where nothing helps it.
            let _ = tokio::time::timeout(DIES, handle.readable()).await;
        }
    }
}

fn members(process: &Process) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return vec![];
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| is_member(*pid, process))
        .collect()
}

/// Both its group and its session are what they were: neither number is given to others while somebody has it.
fn is_member(pid: i32, process: &Process) -> bool {
    stat(pid).is_some_and(|stat| {
        (stat.group, stat.session) == (process.pid, process.supervisor) && stat.state != 'Z'
    })
}

/// Where a process belongs (`proc_pid_stat(5)`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stat {
    pub(super) state: char,
    pub(super) parent: i32,
    pub(super) group: i32,
    pub(super) session: i32,
}

/// `None`: there is none.
pub(super) fn stat(pid: i32) -> Option<Stat> {
    read(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

fn read(text: &str) -> Option<Stat> {
    // The name stands in brackets and may hold any of them.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    let mut number = || fields.next()?.parse().ok();
    Some(Stat {
        state,
        parent: number()?,
        group: number()?,
        session: number()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_is_passed_over() {
        let expected = Stat {
            state: 'S',
            parent: 6,
            group: 7,
            session: 5,
        };
        assert_eq!(read("7 (a) R 1 1 (b) S 6 7 5 0 -1"), Some(expected));
        assert_eq!(read("7 (a"), None);
        assert_eq!(read("7 (a) S x"), None);
    }
}
