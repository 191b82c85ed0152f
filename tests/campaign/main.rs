//! The crash campaign: at every named point of an operation Hailer is killed, the Docker daemon restarted or the database
//! killed; then Hailer is started again, and production must be one whole version, with nothing left over and the truth told.
//!
//! `make campaign` runs all of it (`--full`); `make test` runs as many as are said below. `--seed N` gives the same runs again,
//! `--only N` one of them; `--act Rollback` is about that operation alone; `--workers N` says how many run side by side,
//! `--minutes N` after which time no further one begins. Its servers are its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for developers: it prints what it finds, and ends where it can't go on"
)]

mod bot;
mod census;
mod check;
mod draw;
mod fault;
mod machine;
mod production;
mod published;
#[path = "../support/registry.rs"]
mod registry;
mod run;
mod running;
mod shape;
#[path = "../support/mod.rs"]
mod support;

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use census::{Act, Census};
use draw::Run;
use machine::Machine;

/// How many runs there are where nothing is said.
const SHORT: usize = 20;

/// Most of a run is waiting: for gates, leases and daemons.
const WORKERS: usize = 2;

struct Options {
    seed: u64,
    /// `None`: every point with every fault.
    runs: Option<usize>,
    only: Option<usize>,
    /// `None`: every operation.
    act: Option<Act>,
    workers: usize,
    /// After so long no further run begins.
    limit: Duration,
}

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    campaign(&options(&words))
}

fn options(words: &[String]) -> Options {
    let number = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        let value = words.get(at + 1);
        let value = value.and_then(|value| value.parse::<u64>().ok());
        Some(value.unwrap_or_else(|| panic!("{name} takes a number")))
    };
    let count = |name| number(name).map(|number| usize::try_from(number).unwrap());
    let act = words.iter().position(|word| word == "--act").map(|at| {
        let name = words.get(at + 1).map_or("", String::as_str);
        Act::named(name).unwrap_or_else(|| panic!("--act takes an operation, not {name:?}"))
    });
    let full = words.iter().any(|word| word == "--full");
    Options {
        seed: number("--seed").unwrap_or(1),
        runs: count("--runs").or((!full).then_some(SHORT)),
        only: count("--only"),
        act,
        workers: count("--workers").unwrap_or(WORKERS),
        limit: number("--minutes").map_or(Duration::MAX, Duration::from_mins),
    }
}

fn campaign(options: &Options) -> ExitCode {
    let started = Instant::now();
    let ready = Barrier::new(options.workers);
    let jobs = census::jobs(options.act);
    let (asked, known) = (AtomicUsize::new(0), Mutex::new(Census::default()));
    let (taken, plan) = (AtomicUsize::new(0), OnceLock::new());
    let (done, violations) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // One thread a machine, from its start to its end: its servers end with the thread that started them.
    thread::scope(|scope| {
        for _ in 0..options.workers {
            scope.spawn(|| {
                let mut machine = Machine::new();
                while let Some(job) = jobs.get(asked.fetch_add(1, Ordering::Relaxed)) {
                    let found = census::take(&mut machine, *job);
                    known.lock().unwrap().add(*job, found);
                }
                ready.wait();
                let plan = plan.get_or_init(|| {
                    let known = known.lock().unwrap();
                    println!(
                        "{} points, after {} s",
                        known.points.len(),
                        started.elapsed().as_secs()
                    );
                    draw::plan(options, &known)
                });
                while let Some(run) = plan.get(taken.fetch_add(1, Ordering::Relaxed))
                    && started.elapsed() < options.limit
                {
                    let began = Instant::now();
                    let found = run::run(&mut machine, run);
                    violations.fetch_add(found.len(), Ordering::Relaxed);
                    let number = done.fetch_add(1, Ordering::Relaxed) + 1;
                    let took = began.elapsed().as_secs_f32();
                    report(options, (number, plan.len(), took), run, &found);
                }
            });
        }
    });
    let (runs, violations) = (done.into_inner(), violations.into_inner());
    println!(
        "seed {}, {} s\nruns {runs}, violations {violations}",
        options.seed,
        started.elapsed().as_secs()
    );
    ExitCode::from(u8::from(violations > 0 || runs == 0))
}

fn report(options: &Options, (number, of, took): (usize, usize, f32), run: &Run, found: &[String]) {
    let how = if found.is_empty() { "ok" } else { "VIOLATION" };
    println!("{number}/{of} {how} in {took:.1} s: {run}");
    for violation in found {
        println!("    {violation}");
    }
    if !found.is_empty() {
        let act = options.act.map(|act| format!(" --act {act:?}"));
        let act = act.unwrap_or_default();
        println!(
            "    again: --seed {} --only {}{act}",
            options.seed, run.number
        );
    }
}
