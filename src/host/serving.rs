//! Who listens on a port: the program itself, or a stranger that would pass its check in its place.

use std::collections::BTreeSet;
use std::fs;

use super::Process;
use super::leftover::stat;

/// The state of a socket that listens (`proc_pid_net(5)`, `TCP_LISTEN`).
const LISTENS: &str = "0A";
/// The addresses that a client of 127.0.0.1 comes to: 0.0.0.0, 127.0.0.1, ::, and the second within the last.
const HERE: [&str; 4] = [
    "00000000",
    "0100007F",
    "00000000000000000000000000000000",
    "0000000000000000FFFF00000100007F",
];

/// Who has some ports of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Serving {
    /// The program has them all.
    All,
    /// Nobody has one of them yet.
    NotYet,
    /// Somebody else has this one.
    Stranger(u16),
}

/// Who listens on these TCP ports. A program that has ended listens on none.
pub(super) fn serving(process: &Process, ports: &[u16]) -> Serving {
    if ports.is_empty() {
        return Serving::All;
    }
    // The tables come first: what the program binds later isn't in them, and what it has bound before is among its sockets.
    let before = Tables::read();
    let own = if process.is_running() {
        sockets(process.supervisor)
    } else {
        BTreeSet::new()
    };
    let mut found = Serving::All;
    for port in ports {
        let listening = before.listening(*port);
        if listening.is_empty() {
            found = Serving::NotYet;
        } else if listening.is_disjoint(&own) {
            // What was closed meanwhile may have been the program's.
            if !Tables::read().listening(*port).is_disjoint(&listening) {
                return Serving::Stranger(*port);
            }
            found = Serving::NotYet;
        }
    }
    found
}

/// The kernel's tables of TCP sockets, over IPv4 and IPv6, as they were at one time.
struct Tables([Option<String>; 2]);

impl Tables {
    fn read() -> Self {
        Self(["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).ok()))
    }

    fn listening(&self, port: u16) -> BTreeSet<u64> {
        let tables = self.0.iter().flatten();
        tables.flat_map(|table| listening(table, port)).collect()
    }
}

/// The sockets that listen on a port, by their inode, in a table of the kernel.
fn listening(table: &str, port: u16) -> Vec<u64> {
    let of_line = |line: &str| {
        let fields: Vec<_> = line.split_ascii_whitespace().collect();
        let (address, at) = fields.get(1)?.split_once(':')?;
        let is_it = u16::from_str_radix(at, 16) == Ok(port)
            && HERE.contains(&address)
            && *fields.get(3)? == LISTENS;
        is_it.then(|| fields.get(9)?.parse().ok()).flatten()
    };
    table.lines().skip(1).filter_map(of_line).collect()
}

/// The sockets of all processes of a session.
fn sockets(session: i32) -> BTreeSet<u64> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return BTreeSet::new();
    };
    let members = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| stat(*pid).is_some_and(|stat| stat.session == session));
    let socket = |file: fs::DirEntry| {
        let target = fs::read_link(file.path()).ok()?;
        let inode = target.to_str()?.strip_prefix("socket:[")?;
        inode.strip_suffix(']')?.parse().ok()
    };
    members
        .filter_map(|pid| fs::read_dir(format!("/proc/{pid}/fd")).ok())
        .flat_map(|files| files.flatten().filter_map(socket))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use rustix::process::getpid;

    use super::*;

    #[test]
    fn what_a_program_binds_and_closes_while_it_is_looked_at_is_never_a_strangers() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let program = getpid().as_raw_nonzero().get();
        // Within another's PID namespace its session may be out of sight, which the kernel's table calls 0.
        let session = stat(program).unwrap().session;
        let process = Process::begun(program, session).unwrap();
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    drop(TcpListener::bind(("127.0.0.1", port)));
                }
            });
            let seen: Vec<_> = (0..300).map(|_| serving(&process, &[port])).collect();
            over.store(true, Ordering::Relaxed);
            assert!(!seen.contains(&Serving::Stranger(port)), "{seen:?}");
        });
    }

    #[test]
    fn who_listens_for_this_machine_is_read_from_the_kernels_table() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            \x20  0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 0 100 0 0 10 0\n\
            \x20  1: 0100007F:18EB 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 42 1 0 20 4 30 10 -1\n\
            \x20  2: 0A00000A:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 43 1 0 100 0 0 10 0\n\
            \x20  3: 00000000:18EC 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 44 1 0 100 0 0 10 0\n";
        assert_eq!(listening(table, 6379), [41]);
        assert_eq!(listening(table, 6380), [44]);
        assert_eq!(listening(table, 6381), [0; 0]);
    }
}
