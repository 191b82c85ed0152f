//! What a console that waits at its prompt keeps of the machine's memory, and how large the binary is.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::official;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::terminal::Terminal;

const GOAL: Figure = Figure::Size(30_000_000);

/// By then whatever began with the start has ended.
const SETTLED: Duration = Duration::from_secs(2);

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let terminal = Terminal::at_prompt(&shop.variables());
    std::thread::sleep(SETTLED);
    let (resident, share) = memory_of(terminal.process());
    terminal.leave();
    let resident = Row::new("idle console, resident (RSS)", resident).under(GOAL);
    let share = Row::new("idle console, its share (PSS)", share).under(GOAL);
    let size = fs::metadata(env!("CARGO_BIN_EXE_hailer")).unwrap().len();
    let size = Row::new("size of the binary", Figure::Size(size));
    let compose = fs::metadata(shop.compose.path()).unwrap().len();
    let size = size.beside("docker-compose", Figure::Size(compose));
    if !official::has_docker() {
        return vec![resident, share, size];
    }
    let (theirs, their_share) = docker_events();
    vec![
        resident.beside("docker events", theirs),
        share.beside("docker events", their_share),
        size,
    ]
}

/// The Docker CLI while it waits for something to happen.
fn docker_events() -> (Figure, Figure) {
    let mut waiting = Command::new("docker")
        .arg("events")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(SETTLED);
    let memory = memory_of(waiting.id());
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    memory
}

/// Resident and proportional set size (proc(5), `smaps_rollup`).
fn memory_of(process: u32) -> (Figure, Figure) {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let kilobytes = |name: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name));
        let number = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .unwrap();
        Figure::Size(number.trim().parse::<u64>().unwrap() * 1024)
    };
    (kilobytes("Rss:"), kilobytes("Pss:"))
}
