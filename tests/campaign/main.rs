//! The crash campaign: at every named point of an operation one of the faults of [`fault::Fault`] is met; then Hailer is started
//! again, and production must be one whole version, with nothing left over and the truth told. What isn't met at a point is
//! played as a scene, from its beginning, and judged likewise.
//!
//! `make campaign` runs all of it (`--release`), `make campaign-nightly` a share of about an hour (`--nightly`), `make test`
//! twenty (`--runs 20`). `--seed N` gives the same runs again, `--only N` one of them; `--fault DiskFull` is about that fault
//! alone, `--act Rollback` about that operation, `--shape Linked` about that kind of project, `--at point_link` about that kind
//! of step;
//! `--workers N` says how many run side by side, `--minutes N` after which time no further one begins, and `--skip N` goes
//! on with a campaign that has done so many. Its servers are its own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a program for developers: it prints what it finds, and ends where it can't go on"
)]

mod begin;
mod bot;
mod census;
mod check;
mod clock;
mod disk;
mod draw;
mod fault;
#[expect(dead_code, unused_imports, reason = "one scene talks a little with it")]
#[path = "../support/github/mod.rs"]
mod github;
mod line;
mod machine;
mod options;
mod production;
mod published;
mod recovery;
#[path = "../support/registry.rs"]
mod registry;
mod run;
mod running;
mod scene;
mod shape;
#[path = "../support/shop_image.rs"]
mod shop_image;
#[path = "../support/mod.rs"]
mod support;
mod tally;
mod workspace;

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, OnceLock};
use std::thread;
use std::time::Instant;

use census::Census;
use draw::Run;
use machine::Machine;
use options::Options;
use run::Shown;
use tally::Tally;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    campaign(&Options::read(&words))
}

fn campaign(options: &Options) -> ExitCode {
    let started = Instant::now();
    let ready = Barrier::new(options.workers);
    let mut jobs = census::jobs(options.act, options.shape);
    jobs.retain(|_| draw::needs_points(options));
    let (asked, known) = (AtomicUsize::new(0), Mutex::new(Census::default()));
    let (taken, plan) = (AtomicUsize::new(options.skip), OnceLock::new());
    let tally = Mutex::new(Tally::default());
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
                    let shown = run::run(&mut machine, run);
                    let mut tally = tally.lock().unwrap();
                    tally.add(run.fault, &shown);
                    let number = options.skip + tally.runs();
                    drop(tally);
                    let took = began.elapsed().as_secs_f32();
                    report(options, (number, plan.len(), took), run, &shown);
                }
            });
        }
    });
    clock::sweep();
    let tally = tally.into_inner().unwrap();
    let (first, last) = (options.skip + 1, options.skip + tally.runs());
    let of = plan.get().map_or(0, Vec::len);
    println!(
        "{options}: runs {first} to {last} of {of}, {} s",
        started.elapsed().as_secs()
    );
    if last < of {
        println!("go on: --skip {last}");
    }
    println!("{tally}");
    ExitCode::from(u8::from(tally.violations() > 0 || tally.runs() == 0))
}

fn report(options: &Options, (number, of, took): (usize, usize, f32), run: &Run, shown: &Shown) {
    let found = &shown.violations;
    let how = match (found.is_empty(), shown.engine_broke) {
        (true, false) => "ok",
        (true, true) => "ENGINE BROKE",
        (false, _) => "VIOLATION",
    };
    println!("{number}/{of} {how} in {took:.1} s: {run}");
    for violation in found {
        println!("    {violation}");
    }
    if !found.is_empty() {
        println!("    again: {options} --only {}", run.number);
    }
}
