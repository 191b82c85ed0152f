//! A kill at any point of an apply or an undo: production is put back to exactly what it was, or taken on to exactly
//! what it should be.

use std::path::PathBuf;
use std::process::Command;

use hailer::domain::files::Manifest;
use hailer::sync::{FileStep, Staging, apply, discard, undo};

use crate::world::{Snapshot, World, operation};

const HOME: &str = "HAILER_TEST_CRASH_HOME";
const WHAT: &str = "HAILER_TEST_CRASH_WHAT";
const AFTER: &str = "HAILER_TEST_CRASH_AFTER";

/// A deploy over an earlier one that adds, changes and deletes; turns a file into a folder and a folder into a file.
fn second_deploy() -> World {
    let world = World::new();
    world
        .put("production/own/data", "theirs")
        .put("production/.env", "SECRET=1")
        .put("source/same", "1")
        .put("source/changed", "1")
        .put("source/run.sh", "#!")
        .put("source/gone/deep/file", "1")
        .put("source/file-then-folder", "1")
        .put("source/folder-then-file/a/b", "1")
        .put("source/folder-then-file/c", "1")
        .link("source/link", "same");
    world.mode("source/changed", 0o600);
    let owned = world.deploy(None).unwrap();
    world
        .put("source/changed", "2")
        .mode("source/run.sh", 0o755)
        .remove("source/gone")
        .remove("source/file-then-folder")
        .put("source/file-then-folder/x/y", "2")
        .remove("source/folder-then-file")
        .put("source/folder-then-file", "2")
        .remove("source/link")
        .link("source/link", "changed")
        .put("source/new/folder/file", "2");
    world.mode("source/new/folder", 0o750);
    let (_, diff) = world.plan(Some(&owned)).unwrap();
    assert!(diff.added.len() >= 3 && diff.changed.len() == 3 && diff.deleted.len() == 4);
    world.stage(&diff).unwrap();
    world
}

/// Production without Hailer's own folder.
fn production(world: &World) -> Snapshot {
    let mut seen = world.snapshot("production");
    seen.retain(|path, _| !path.starts_with(".hailer-"));
    seen
}

fn run(world: &World, what: &str, on_step: &mut dyn FnMut(FileStep<'_>)) {
    let production = world.tree("production");
    if what == "apply" {
        let staging = Staging::open(&production, &operation()).unwrap().unwrap();
        apply(&production, &staging, on_step).unwrap();
    } else {
        let undone = undo(&production, &operation(), on_step).unwrap();
        assert!(undone.kept.is_empty(), "{undone:?}");
    }
}

/// Runs `what` in a process that SIGKILLs itself after the `after`-th step; `false` if it came to its end before.
fn killed(world: &World, what: &str, after: usize) -> bool {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_process_that_is_killed", "--quiet"])
        .env(HOME, &world.home)
        .env(WHAT, what)
        .env(AFTER, after.to_string())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    assert!(status.success() || signal == Some(9), "{status}");
    !status.success()
}

/// The child of the other tests; started by itself it makes sure that a whole apply and undo are counted right.
#[test]
fn the_process_that_is_killed() {
    let variable = |name| std::env::var(name).ok();
    let (Some(home), Some(what), Some(after)) = (variable(HOME), variable(WHAT), variable(AFTER))
    else {
        let world = second_deploy();
        let (mut applied, mut undone) = (0, 0);
        run(&world, "apply", &mut |_| applied += 1);
        run(&world, "undo", &mut |_| undone += 1);
        assert!(applied > 15 && undone > 12, "{applied} {undone}");
        return;
    };
    let after: usize = after.parse().unwrap();
    let mut steps = 0;
    run(&World::at(PathBuf::from(home)), &what, &mut |_| {
        steps += 1;
        if steps == after {
            let me = rustix::process::getpid();
            rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
        }
    });
}

#[test]
fn an_undo_after_a_kill_at_any_step_of_apply_puts_everything_back() {
    for after in 1.. {
        let world = second_deploy();
        let before = production(&world);
        let was_killed = killed(&world, "apply", after);
        run(&world, "undo", &mut |_| {});
        assert_eq!(production(&world), before, "killed after step {after}");
        discard(&world.tree("production"), &operation()).unwrap();
        assert_eq!(world.snapshot("production"), before);
        if !was_killed {
            assert!(after > 15);
            break;
        }
    }
}

#[test]
fn an_apply_goes_on_after_a_kill_at_any_step() {
    let world = second_deploy();
    run(&world, "apply", &mut |_| {});
    let wanted = production(&world);
    for after in 1.. {
        let world = second_deploy();
        let was_killed = killed(&world, "apply", after);
        run(&world, "apply", &mut |_| {});
        assert_eq!(production(&world), wanted, "killed after step {after}");
        let source = world.scan().unwrap();
        let (_, diff) = world.plan(Some(&Manifest::default())).unwrap();
        assert!(diff.is_empty() && diff.unchanged == source.0.len() as u64);
        if !was_killed {
            break;
        }
    }
}

#[test]
fn an_undo_goes_on_after_a_kill_at_any_step_of_itself() {
    for applied in [3, 9, usize::MAX] {
        for after in 1.. {
            let world = second_deploy();
            let before = production(&world);
            killed(&world, "apply", applied);
            let was_killed = killed(&world, "undo", after);
            run(&world, "undo", &mut |_| {});
            assert_eq!(
                production(&world),
                before,
                "{applied} applied, {after} undone"
            );
            if !was_killed {
                break;
            }
        }
    }
}
