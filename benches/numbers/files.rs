//! The file part of a plan beside `rsync`'s dry runs over the same two trees.
//!
//! Ours is everything that a plan does with files: open both trees and their indexes, read the rules, scan the source,
//! survey production, compare, and show Compose the tree as it will be.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use hailer::domain::files::FileDiff;
use hailer::sync::{Beneath, Index, RootLink, Rules, Tree, View, diff, scan, survey};

use super::official::run;
use super::table::{Figure, Row};
use super::turns::in_turn;

const GOAL: Figure = Figure::millis(300);

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = of(1_000);
    rows.extend(of(10_000));
    rows.extend(of(100_000));
    rows
}

fn of(files: usize) -> Vec<Row> {
    let home = tempfile::tempdir().unwrap();
    let (source, production) = (home.path().join("source"), home.path().join("production"));
    grow(&source, files);
    rsync(&["-a"], &source, &production);
    let check = |changed: usize, diff: &FileDiff| {
        assert_eq!(diff.changed.len(), changed);
        assert_eq!(diff.unchanged, (files - changed) as u64);
    };
    // Times younger than two seconds prove nothing, so that an index of fresh files would stay empty.
    std::thread::sleep(Duration::from_secs(3));
    let [warm, cold, quick, checksums] = in_turn([
        &mut || check(0, &ours(&source, &production, Some(home.path()))),
        &mut || check(0, &ours(&source, &production, None)),
        &mut || rsync(&["-an"], &source, &production),
        &mut || rsync(&["-anc"], &source, &production),
    ])
    .map(Figure::Time);
    let edit = Cell::new(0);
    let [one, one_quick] = in_turn([
        &mut || {
            edit.set(edit.get() + 1);
            fs::write(source.join("f0/file-0.txt"), format!("edit {}", edit.get())).unwrap();
            check(1, &ours(&source, &production, Some(home.path())));
        },
        &mut || rsync(&["-an"], &source, &production),
    ])
    .map(Figure::Time);
    let of = |what: &str, ours| Row::new(format!("{files} files, {what}"), ours).under(GOAL);
    vec![
        of("unchanged", warm).beside("rsync -an", quick),
        of("unchanged", warm).beside("rsync -anc", checksums),
        of("one changed", one).beside("rsync -an", one_quick),
        Row::new(format!("{files} files, read whole"), cold).beside("rsync -anc", checksums),
    ]
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
    let diff = diff(&wanted, &there, None);
    let beside = production.path().with_file_name("view");
    drop(
        View::make(
            beside,
            &source,
            Beneath::Production(&production),
            &wanted,
            &diff,
        )
        .unwrap(),
    );
    diff
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
    run(Command::new("rsync")
        .args(options)
        .arg(format!("{}/", source.display()))
        .arg(format!("{}/", production.display())));
}
