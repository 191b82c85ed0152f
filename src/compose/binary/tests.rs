//! The real binary where its answer matters, and small scripts in its place where it would have to misbehave.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

/// The machine's own Compose binary.
pub(in crate::compose) async fn real_binary() -> ComposeBinary {
    let explicit = std::env::var_os("HAILER_COMPOSE_BIN").map(PathBuf::from);
    let found = Locator::new(explicit, Surroundings::of_this_process())
        .find()
        .await;
    found.unwrap_or_else(|error| {
        panic!("{error}\nThis test runs the real Docker Compose: run scripts/setup first.")
    })
}

/// A script in the place of the binary.
fn script(folder: &Path, body: &str) -> PathBuf {
    let path = folder.join("docker-compose");
    // Written under another name and moved there, so that no other thread's child holds it open for writing when it is run.
    let written = folder.join("script.new");
    std::fs::write(&written, format!("#!/bin/sh\n{body}\n")).unwrap();
    std::fs::set_permissions(&written, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(&written, &path).unwrap();
    path
}

/// A binary that is this script.
fn scripted(folder: &Path, body: &str) -> ComposeBinary {
    ComposeBinary {
        path: script(folder, body),
        version: Version::new(2, 26, 1),
        surroundings: Surroundings::of_this_process(),
    }
}

async fn find(explicit: &Path) -> Result<ComposeBinary, ComposeError> {
    Locator::new(Some(explicit.to_owned()), Surroundings::of_this_process())
        .find()
        .await
}

#[tokio::test]
async fn the_machines_binary_is_found_and_new_enough() {
    let binary = real_binary().await;
    assert!(binary.version() >= Version::REQUIRED, "{binary:?}");
    assert!(binary.path().is_absolute(), "{binary:?}");
}

#[tokio::test]
async fn a_missing_binary_is_told_with_every_place_that_was_looked_at() {
    let home = tempfile::tempdir().unwrap();
    let surroundings = Surroundings {
        home: home.path().to_owned(),
        path: home.path().as_os_str().to_owned(),
    };
    let candidates = Locator::new(None, surroundings).candidates();
    assert_eq!(
        candidates.first(),
        Some(&home.path().join(".docker/cli-plugins/docker-compose"))
    );
    assert!(candidates.contains(&PathBuf::from(
        "/usr/libexec/docker/cli-plugins/docker-compose"
    )));
    assert_eq!(candidates.last(), Some(&home.path().join("docker-compose")));

    let missing = home.path().join("nowhere");
    match find(&missing).await {
        Err(ComposeError::BinaryMissing { looked }) => assert_eq!(looked, [missing]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_old_binary_is_refused_with_both_versions() {
    let folder = tempfile::tempdir().unwrap();
    match find(&script(folder.path(), "echo v2.17.3")).await {
        Err(ComposeError::TooOld {
            found, required, ..
        }) => {
            assert_eq!(
                (found, required),
                (Version::new(2, 17, 3), Version::new(2, 20, 0))
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_does_not_answer_as_compose_is_unusable_with_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    for (body, words) in [
        ("echo hello", "hello"),
        ("echo no such plugin >&2; exit 1", "no such plugin"),
    ] {
        match find(&script(folder.path(), body)).await {
            Err(ComposeError::BinaryUnusable { cause, .. }) => {
                assert!(cause.contains(words), "{cause}");
            }
            other => panic!("{other:?}"),
        }
    }
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "not a program").unwrap();
    assert!(matches!(
        find(&plain).await,
        Err(ComposeError::BinaryUnusable { .. })
    ));
}

#[tokio::test]
async fn the_version_is_asked_once_for_each_binary_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let body = |version: &str| format!("echo x >> {}; echo {version}", asked.display());
    let locator = Locator::new(
        Some(script(folder.path(), &body("2.24.0"))),
        Surroundings::of_this_process(),
    );
    let times = || std::fs::read_to_string(&asked).unwrap().lines().count();
    for _ in 0..3 {
        assert_eq!(
            locator.find().await.unwrap().version(),
            Version::new(2, 24, 0)
        );
    }
    assert_eq!(times(), 1);
    let upgraded = script(folder.path(), &body("2.30.0"));
    let later = std::time::SystemTime::now() + Duration::from_secs(5);
    std::fs::File::open(upgraded)
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert_eq!(
        locator.find().await.unwrap().version(),
        Version::new(2, 30, 0)
    );
    assert_eq!(times(), 2);
}

#[tokio::test]
async fn it_sees_home_path_pwd_no_engine_and_nothing_else_of_our_environment() {
    let folder = tempfile::tempdir().unwrap();
    let binary = scripted(folder.path(), "env | sed 's/=.*//' | sort");
    let output = binary
        .run(Invocation::new(Path::new("/srv/shop"), ["config"]))
        .await
        .unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = names
        .lines()
        .filter(|name| !matches!(*name, "_" | "SHLVL" | "OLDPWD"))
        .collect();
    assert_eq!(
        names,
        [
            "COMPOSE_EXPERIMENTAL_GIT_REMOTE",
            "COMPOSE_EXPERIMENTAL_OCI_REMOTE",
            "DOCKER_HOST",
            "GOGC",
            "GOMEMLIMIT",
            "HOME",
            "PATH",
            "PWD"
        ]
    );
}

#[tokio::test]
async fn arguments_reach_it_as_they_are_and_never_a_shell() {
    let folder = tempfile::tempdir().unwrap();
    let binary = scripted(folder.path(), "printf '%s\\n' \"$@\"");
    let arguments = ["config", "$(touch /tmp/never)", "a b", "; exit 1"];
    let output = binary
        .run(Invocation::new(Path::new("/"), arguments))
        .await
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        arguments.join("\n") + "\n"
    );
}

#[tokio::test]
async fn one_that_hangs_is_ended_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("pid");
    let binary = scripted(
        folder.path(),
        &format!(
            "echo $$ > {0}.new; mv {0}.new {0}; exec sleep 600",
            pid_file.display()
        ),
    );
    let mut invocation = Invocation::new(Path::new("/"), ["config"]);
    invocation.limit = Duration::from_secs(1);
    let ended = binary.run(invocation).await;
    assert!(matches!(ended, Err(ComposeError::TimedOut { .. })));
    let pid = std::fs::read_to_string(&pid_file).unwrap();
    let process = PathBuf::from("/proc").join(pid.trim());
    let gone = tokio::time::timeout(Duration::from_secs(10), async {
        // The runtime reaps it by itself; there is no event for that to wait on.
        while std::fs::read_to_string(process.join("stat")).is_ok_and(|stat| !stat.contains(") Z "))
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    gone.await
        .unwrap_or_else(|_| panic!("{} still runs", process.display()));
}

#[tokio::test]
async fn one_that_prints_without_end_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    for body in ["yes", "yes >&2"] {
        let ended = scripted(folder.path(), body)
            .run(Invocation::new(Path::new("/"), ["config"]))
            .await;
        assert!(
            matches!(ended, Err(ComposeError::TooLarge { .. })),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_failure_without_a_word_is_still_told() {
    let folder = tempfile::tempdir().unwrap();
    let ended = scripted(folder.path(), "exit 3")
        .run(Invocation::new(Path::new("/"), ["config"]))
        .await;
    match ended {
        Err(ComposeError::Invalid { cause }) => assert!(cause.contains('3'), "{cause}"),
        _ => panic!("a failure was taken for an answer"),
    }
}
