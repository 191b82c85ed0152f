//! The file part of a plan against `rsync`'s dry runs, side by side: `cargo bench --bench files [-- FILES…]`.
//!
//! Ours is everything that a plan does with files: open both trees and their indexes, read the rules, scan the source,
//! survey production, compare. Each round runs ours and `rsync` in turn over the same two trees; medians are printed.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't run says so by ending"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use hailer::domain::files::FileDiff;
use hailer::sync::{Index, RootLink, Rules, Tree, diff, scan, survey};

const ROUNDS: usize = 11;

fn main() {
    assert!(
        Command::new("rsync").arg("--version").output().is_ok(),
        "rsync is not installed, and this bench compares with it: apt-get install rsync"
    );
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![1_000, 10_000, 100_000]
    } else {
        sizes
    };
    println!(
        "medians of {ROUNDS} rounds, source and production each with that many files in folders of 100"
    );
    for files in sizes {
        measure(files);
    }
}

fn measure(files: usize) {
    let home = tempfile::tempdir().unwrap();
    let (source, production) = (home.path().join("source"), home.path().join("production"));
    grow(&source, files);
    rsync(&["-a"], &source, &production);
    let rounds = |one: &dyn Fn()| -> Vec<Duration> { (0..ROUNDS).map(|_| timed(one)).collect() };
    let check = |changed: usize, diff: &FileDiff| {
        assert_eq!(diff.changed.len(), changed);
        assert_eq!(diff.unchanged, (files - changed) as u64);
    };

    let cold = rounds(&|| check(0, &ours(&source, &production, None)));
    // Times younger than two seconds prove nothing, so that an index of fresh files would stay empty.
    std::thread::sleep(Duration::from_secs(3));
    ours(&source, &production, Some(home.path()));
    let (mut warm, mut quick, mut checksums) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        warm.push(timed(&|| {
            check(0, &ours(&source, &production, Some(home.path())));
        }));
        quick.push(timed(&|| rsync(&["-an"], &source, &production)));
        checksums.push(timed(&|| rsync(&["-anc"], &source, &production)));
    }
    let mut round = 0;
    let touched = std::cell::RefCell::new(&mut round);
    let one = rounds(&|| {
        **touched.borrow_mut() += 1;
        fs::write(
            source.join("f0/file-0.txt"),
            format!("edit {}", touched.borrow()),
        )
        .unwrap();
        check(1, &ours(&source, &production, Some(home.path())));
    });
    let [cold, warm, one, quick, checksums] = [cold, warm, one, quick, checksums].map(median);
    println!(
        "{files:>7} files: cold {cold:.1?}, warm {warm:.1?}, one changed {one:.1?}; \
         rsync -an {quick:.1?} (warm is {:.2} of it), rsync -anc {checksums:.1?} (warm is {:.2} of it)",
        warm.as_secs_f64() / quick.as_secs_f64(),
        warm.as_secs_f64() / checksums.as_secs_f64(),
    );
}

/// The file part of a plan.
fn ours(source: &Path, production: &Path, indexes: Option<&Path>) -> FileDiff {
    let source = Tree::open(source, RootLink::Refuse).unwrap();
    let production = Tree::open(production, RootLink::Refuse).unwrap();
    let rules = Rules::read(&source).unwrap();
    let open = |tree| indexes.map(|folder| Index::open(folder, tree));
    let (mut one, mut other) = (open(&source), open(&production));
    let wanted = scan(&source, &rules, one.as_mut()).unwrap();
    let there = survey(&production, &rules, &wanted, None, other.as_mut()).unwrap();
    for index in [one, other].iter_mut().flatten() {
        index.save().unwrap();
    }
    diff(&wanted, &there, None)
}

/// Files of some hundred bytes, in folders of 100, three levels deep, with times that have settled.
fn grow(root: &Path, files: usize) {
    let long_ago = SystemTime::now() - Duration::from_hours(1);
    for number in 0..files {
        let folder = match number / 100 {
            0 => root.join("f0"),
            folder => root.join(format!("f{}/g{}/h{folder}", folder % 10, folder % 100)),
        };
        if number % 100 == 0 {
            fs::create_dir_all(&folder).unwrap();
        }
        let path = folder.join(format!("file-{number}.txt"));
        fs::write(&path, format!("{number}\n").repeat(60)).unwrap();
        let file = fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(long_ago).unwrap();
    }
}

fn rsync(options: &[&str], source: &Path, production: &Path) {
    let status = Command::new("rsync")
        .args(options)
        .arg(format!("{}/", source.display()))
        .arg(format!("{}/", production.display()))
        .status()
        .unwrap();
    assert!(status.success());
}

fn timed(run: &dyn Fn()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
