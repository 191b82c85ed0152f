//! How an operation ended, as it is read on a phone, and what can be tapped then.

use std::time::Duration;

use hailer::domain::action::Action;
use hailer::domain::container::{HealthState, State};
use hailer::domain::name::{OperationId, ServiceName};
use hailer::domain::outcome::{Found, Outcome};
use hailer::domain::plan::SourceState;
use hailer::domain::release::NamedRelease;
use hailer::frontend::telegram::{Piece, letter};
use hailer::reply::{self, Ended, Reply};
use insta::assert_snapshot;

use super::{one, shop};

fn ended(action: Action, result: &Outcome) -> Reply {
    reply::outcome(
        &Ended {
            codebase: &shop(),
            action,
            command: None,
            operation: &OperationId::new("7kq2md0x4f").unwrap(),
            took: Duration::from_secs(42),
        },
        result,
    )
}

fn release(number: i64) -> NamedRelease {
    let source = Some(SourceState::Workspace {
        path: "/home/team/shop".to_owned(),
        branch: Some("main".to_owned()),
        commit: Some("3f2a9c1d5e6b7a8".to_owned()),
        uncommitted: None,
    });
    NamedRelease { number, source }
}

#[tokio::test]
async fn what_was_deployed_can_be_looked_at_and_rolled_back() {
    let done = Outcome::Done {
        release: Some(Box::new(release(7))),
    };
    // As the router does where something was live before.
    let reply = ended(Action::Deploy, &done).then("Roll back", "/docker-rollback");
    assert_snapshot!(one(&reply).await, @"
    ✅ **shop**: deployed release 7 and verified it

    operation: 7kq2md0x4f
    took: 42 s
    [Status] [Roll back]
    ");
}

#[tokio::test]
async fn what_was_rolled_back_offers_its_logs_and_another_try_and_no_rollback() {
    let rolled_back = Outcome::RolledBack {
        why: "api was not healthy within 2 min".to_owned(),
        service: Some(ServiceName::new("api").unwrap()),
        last_lines: vec!["listening".to_owned(), "panic: no <database>".to_owned()],
        not_undone: vec!["migrate ran".to_owned()],
        release: Some(Box::new(release(2))),
        differed: vec![],
    };
    assert_snapshot!(one(&ended(Action::Deploy, &rolled_back)).await, @"
    ↩️ **shop**: rolled back: api was not healthy within 2 min

    Production runs release 2 (`/home/team/shop`, branch main, commit 3f2a9c1d5e) as before, verified.

    **Last lines of api**
    ```
    listening
    panic: no <database>
    ```

    **Not undone**
    • migrate ran

    operation: 7kq2md0x4f
    took: 42 s
    [Logs] [Retry]
    ");
}

#[tokio::test]
async fn a_failure_says_what_runs_in_columns_that_fit() {
    let failed = Outcome::Failed {
        why: "the old api did not come back".to_owned(),
        service: None,
        last_lines: vec![],
        production: Some(vec![Found {
            name: "shop-api-1".to_owned(),
            state: State::Exited,
            health: HealthState::None,
        }]),
        differing: vec![],
    };
    assert_snapshot!(one(&ended(Action::Deploy, &failed)).await, @"
    ❌ **shop**: failed: the old api did not come back

    Production isn't proven to be the old version or the new one. Look at it now.

    ```
    container   state
    shop-api-1  ✗ exited
    ```

    operation: 7kq2md0x4f
    took: 42 s
    [Status] [Logs]
    ");
}

fn rows(result: &Outcome) -> Vec<Vec<(String, String)>> {
    let letter = letter(ended(Action::Deploy, result), None);
    let Some(Piece::Text { keyboard, .. }) = letter.pieces.last() else {
        panic!("{letter:?}");
    };
    let rows = keyboard.iter();
    rows.map(|row| {
        let buttons = row.iter().cloned();
        buttons.map(|button| (button.label, button.data)).collect()
    })
    .collect()
}

#[test]
fn each_outcome_has_the_buttons_that_make_sense_after_it() {
    let button = |label: &str, data: &str| (label.to_owned(), data.to_owned());
    let status = button("Status", "/status --in shop");
    let logs = button("Logs", "/logs --operation 7kq2md0x4f --in shop");
    let retry = button("Retry", "/deploy --in shop");
    let why = || "the build failed".to_owned();
    let deployed = Outcome::Done {
        release: Some(Box::new(release(2))),
    };
    let rolled_back = Outcome::RolledBack {
        why: why(),
        service: None,
        last_lines: vec![],
        not_undone: vec![],
        release: None,
        differed: vec![],
    };
    let failed = Outcome::Failed {
        why: why(),
        service: None,
        last_lines: vec![],
        production: None,
        differing: vec![],
    };
    let untouched = Outcome::Untouched {
        why: why(),
        last_lines: vec![],
        left: vec![],
    };
    let cancelled = Outcome::Cancelled {
        by: None,
        left: vec![],
    };
    assert_eq!(rows(&deployed), [vec![status.clone()]]);
    assert_eq!(rows(&rolled_back), [vec![logs.clone(), retry]]);
    assert_eq!(rows(&failed), [vec![status.clone(), logs.clone()]]);
    assert_eq!(rows(&untouched), [vec![status.clone(), logs]]);
    assert_eq!(rows(&cancelled), [vec![status]]);
}
