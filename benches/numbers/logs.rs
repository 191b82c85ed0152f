//! The last lines of a log: of a short one, and of one as long as a service that is left alone writes.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hailer::domain::log::LogQuery;
use hailer::engine::Engine;
use hailer::reply::{Block, Reply};

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::turns::{in_turn, median};

const PROJECT: &str = "hailer-bench-logs";

/// What the short one writes before it goes on running, in lines.
const LINES: usize = 20_000;

/// What the long one writes: a gigabyte, in lines of this many bytes.
const LONG: usize = 5_000_000;
const BYTES: usize = 200;

/// How often the long one is read. An odd number.
const ROUNDS: usize = 11;

/// Of the process that shows the end of a gigabyte.
const MEMORY: Figure = Figure::Size(64_000_000);

pub(crate) fn rows() -> Vec<Row> {
    let services = format!(
        "services:\n  short:\n    build: .\n    command: [chatter, \"{LINES}\", \"100\"]\n  \
         long:\n    build: .\n    command: [chatter, \"{LONG}\", \"{BYTES}\"]\n"
    );
    let shop = Shop::of(PROJECT, &services);
    // While it still writes, the engine is busy, and all that is measured takes longer.
    let container = format!("{PROJECT}-long-1");
    written(&container, LONG);
    let mut rows = short(&shop, 100);
    rows.extend(short(&shop, 10_000));
    rows.extend(long(&shop, &container));
    rows
}

/// In this process, beside the Engine API alone and the command lines.
fn short(shop: &Shop, lines: usize) -> Vec<Row> {
    let host = std::env::var("DOCKER_HOST").ok();
    let engine = shop
        .runtime
        .block_on(Engine::connect(host.as_deref()))
        .unwrap();
    let container = format!("{PROJECT}-short-1");
    written(&container, LINES);
    let tail = lines.to_string();
    let [ours, bare, docker, compose] = in_turn([
        &mut || {
            let reply = shop.ask(&format!("/docker-logs short {lines}"));
            assert_eq!(lines_of(&reply), lines);
        },
        &mut || {
            let query = LogQuery::last(lines);
            let read = engine.logs(&container, &query);
            assert_eq!(shop.runtime.block_on(read).unwrap().len(), lines);
        },
        &mut || run(Command::new("docker").args(["logs", "--tail", &tail, &container])),
        &mut || run(shop.compose().args(["logs", "--tail", &tail, "short"])),
    ])
    .map(Figure::Time);
    let row = Row::new(format!("the last {lines} lines of a service"), ours);
    vec![
        row.beside("the engine call it makes, alone", bare),
        row.beside("docker logs", docker),
        row.beside("docker-compose logs", compose),
    ]
}

fn lines_of(reply: &Reply) -> usize {
    let code = |block: &Block| match block {
        Block::Code(text) => text.lines().count(),
        _ => 0,
    };
    reply.blocks.iter().map(code).sum()
}

/// As processes, so that each has its own memory.
fn long(shop: &Shop, container: &str) -> Vec<Row> {
    let mut times = [const { Vec::new() }; 2];
    let mut peaks = [0; 2];
    for round in 0..=ROUNDS {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer.env_clear().envs(shop.variables());
        hailer.args(["run", "/docker-logs long 100"]);
        let mut docker = Command::new("docker");
        docker.args(["logs", "--tail", "100", container]);
        for (command, (times, peak)) in [hailer, docker]
            .iter_mut()
            .zip(times.iter_mut().zip(&mut peaks))
        {
            let (took, most) = watched(command);
            if round > 0 {
                times.push(took);
                *peak = most.max(*peak);
            }
        }
    }
    let [ours, theirs] = times.map(|times| Figure::Time(median(times)));
    let [most, their_most] = peaks.map(Figure::Size);
    vec![
        Row::new("the last 100 lines of a gigabyte, whole process", ours)
            .beside("docker logs", theirs),
        Row::new("the last 100 lines of a gigabyte, peak memory (RSS)", most)
            .under(MEMORY)
            .beside("docker logs", their_most),
    ]
}

/// Waits until a container has written all its lines; those with an even number go to its standard error, and the engine reads
/// the two apart.
fn written(container: &str, lines: usize) {
    let last = [lines - 1, lines].map(|line| format!("line {line} "));
    let mut logs = Command::new("docker");
    logs.args(["logs", "--tail", "10000", container]);
    loop {
        let said = logs.output().unwrap();
        assert!(said.status.success(), "{logs:?}: {said:?}");
        let text = [said.stdout, said.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        if last.iter().all(|line| text.contains(line)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// How long a process takes, and the most that it had resident (proc(5), `VmHWM`), read until it ends.
fn watched(command: &mut Command) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    let status = loop {
        most = peak(&child).unwrap_or(0).max(most);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success(), "{command:?}: {status}");
    (begun.elapsed(), most)
}

/// `None` once it has ended.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes = line.trim().strip_suffix(" kB")?;
    Some(kibibytes.parse::<u64>().unwrap() * 1024)
}
