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
