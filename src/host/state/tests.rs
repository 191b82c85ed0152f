use std::os::unix::net::UnixListener;
use std::thread;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::getpid;

use super::*;
use crate::domain::container::Ending;
use crate::domain::instance::{Condition, Known, Seen};

fn process(life: Life) -> Process {
    Process {
        life,
        ..Process::begun(7, 6).unwrap()
    }
}

#[test]
fn it_is_listed_and_judged_like_a_container() {
    let about = About {
        name: "hailer-redis-7-abcd".to_owned(),
        program: "redis-server".to_owned(),
        ..About::default()
    };
    let seen = |life, stopped| {
        let known = Known {
            ready: true,
            stopped,
        };
        Seen::new(process(life).container(&about), known)
    };
    let ended = |code, signal| Life::Ended(End::now(code, signal));
    for (life, stopped, status) in [
        (Life::Running, false, Condition::Healthy),
        (ended(Some(0), None), false, Condition::Stopped),
        (ended(None, Some(15)), false, Condition::Stopped),
        (ended(None, Some(9)), true, Condition::Stopped),
        (ended(None, Some(9)), false, Condition::Failed),
        (ended(Some(3), None), false, Condition::Failed),
        (Life::Lost(Lost::Unsupervised), true, Condition::Failed),
    ] {
        assert_eq!(seen(life, stopped).status, status, "{life:?}");
    }
    let killed = seen(ended(None, Some(9)), false);
    assert_eq!(killed.why.as_deref(), Some("exited with code 137"));
    assert_eq!(killed.container.id, "process:7");
    let ending = process(Life::Running).container(&about).ending();
    assert_eq!(ending, None::<Ending>);
}

#[tokio::test]
async fn a_state_that_nobody_stands_for_never_counts_as_running() {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::default();
    assert_eq!(host.state(folder.path()).await.unwrap(), None);
    let mut running = process(Life::Running);
    running.keep(folder.path()).unwrap();
    let life = async || host.state(folder.path()).await.unwrap().unwrap().life;
    assert_eq!(life().await, Life::Lost(Lost::Unsupervised));
    running.boot = "another".to_owned();
    running.keep(folder.path()).unwrap();
    assert_eq!(life().await, Life::Lost(Lost::Restarted));
    let ended = process(Life::Ended(End::now(Some(3), None)));
    ended.keep(folder.path()).unwrap();
    assert_eq!(host.state(folder.path()).await.unwrap(), Some(ended));
    fs::write(folder.path().join(STATE), "{").unwrap();
    let error = host.state(folder.path()).await.unwrap_err();
    assert!(matches!(error, HostError::Files { .. }), "{error}");
}

/// Puts a pipe in the state's place: what it says is written while it is read.
fn pipe(folder: &Path) {
    let new = folder.join("pipe");
    mknodat(CWD, &new, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    fs::rename(new, folder.join(STATE)).unwrap();
}

/// Waits until somebody looks into the pipe.
fn looked_at(folder: &Path) -> File {
    let mut pipe = File::options();
    pipe.write(true).open(folder.join(STATE)).unwrap()
}

/// Another run than that of `process`, which this process supervises.
fn another() -> Process {
    Process::begun(8, getpid().as_raw_nonzero().get()).unwrap()
}

#[tokio::test]
async fn a_run_that_begins_between_two_looks_isnt_lost_with_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (earlier, later) = (process(Life::Running), another());
    let said = [&earlier, &later].map(|process| serde_json::to_vec(process).unwrap());
    pipe(folder.path());
    let at = folder.path().to_owned();
    let expected = later.clone();
    let begins = thread::spawn(move || {
        let mut first = looked_at(&at);
        pipe(&at);
        first.write_all(&said[0]).unwrap();
        drop(first);
        let mut second = looked_at(&at);
        let control = UnixListener::bind(at.join("control")).unwrap();
        later.keep(&at).unwrap();
        second.write_all(&said[1]).unwrap();
        control
    });
    let state = Host::default().state(folder.path()).await.unwrap();
    assert_eq!(state, Some(expected));
    drop(begins.join().unwrap());
}

#[tokio::test]
async fn a_supervisor_that_has_written_nothing_yet_doesnt_stand_for_the_run_before() {
    let folder = tempfile::tempdir().unwrap();
    process(Life::Running).keep(folder.path()).unwrap();
    let _control = UnixListener::bind(folder.path().join("control")).unwrap();
    let later = another();
    let host = Host::default();
    let (state, ()) = tokio::join!(host.state(folder.path()), async {
        later.keep(folder.path()).unwrap();
    });
    assert_eq!(state.unwrap(), Some(later));
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_that_never_writes_anything_is_said_and_is_no_sign_of_an_end() {
    let folder = tempfile::tempdir().unwrap();
    process(Life::Running).keep(folder.path()).unwrap();
    let _control = UnixListener::bind(folder.path().join("control")).unwrap();
    let error = Host::default().state(folder.path()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("doesn't write down what it runs"),
        "{error}"
    );
}
