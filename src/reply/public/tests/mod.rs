//! What everybody may read of each kind of answer.

mod preview;
mod record;

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::domain::action::Action;
use crate::domain::container::{HealthState, State};
use crate::domain::name::{CodebaseName, OperationId, ServiceName};
use crate::domain::outcome::{Found, Outcome};
use crate::domain::plan::SourceState;
use crate::domain::release::NamedRelease;
use crate::reply::{Ended, drawn, outcome};
use record::table;

/// What nobody may read, wherever it stands.
const SECRET: &str = "/srv/secret/db.conf:3: PASSWORD=hunter2 @admin";

fn codebase() -> CodebaseName {
    CodebaseName::new("shop").unwrap()
}

fn shown(reply: &Reply) -> String {
    let public = public(reply);
    assert_eq!((public.status, public.tone), (reply.status, reply.tone));
    assert_eq!(public.tells, reply.tells);
    let text = serde_json::to_string(&public).unwrap();
    for part in ["secret", "hunter2", "PASSWORD", "admin", "/srv", "db.conf"] {
        assert!(!text.contains(part), "{text}");
    }
    drawn(&public)
}

fn ended(action: Action, result: &Outcome) -> String {
    let operation = OperationId::new("7kq2md0x4f").unwrap();
    let ended = Ended {
        codebase: &codebase(),
        action,
        command: Some("/docker-deploy feature/secret"),
        operation: &operation,
        took: std::time::Duration::from_secs(42),
    };
    shown(&outcome(&ended, result))
}

fn release() -> NamedRelease {
    let source = SourceState::Workspace {
        path: SECRET.to_owned(),
        branch: Some(SECRET.to_owned()),
        commit: None,
        uncommitted: None,
    };
    NamedRelease {
        number: 7,
        source: Some(source),
    }
}

#[test]
fn of_a_deploy_its_outcome_is_told_and_not_what_it_met() {
    let done = Outcome::Done {
        release: Some(Box::new(release())),
    };
    assert_snapshot!(ended(Action::Deploy, &done), @"
    [Done] shop: deployed and verified, as release 7
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
    let rolled_back = Outcome::RolledBack {
        why: SECRET.to_owned(),
        service: Some(ServiceName::new("api").unwrap()),
        last_lines: vec![SECRET.to_owned()],
        not_undone: vec![SECRET.to_owned()],
        release: Some(Box::new(release())),
        differed: vec![SECRET.to_owned()],
    };
    assert_snapshot!(ended(Action::Deploy, &rolled_back), @"
    [RolledBack] shop: rolled back, because of api
    Production runs what it ran before, verified.
    operation: 7kq2md0x4f
    took: 42 s
    The rest is in the announce chat, where one is set.
    > Logs: /docker-logs --operation 7kq2md0x4f
    > Retry: /docker-deploy
    ");
    let failed = Outcome::Failed {
        why: SECRET.to_owned(),
        service: None,
        last_lines: vec![SECRET.to_owned()],
        production: Some(vec![Found {
            name: SECRET.to_owned(),
            state: State::Exited,
            health: HealthState::None,
        }]),
        differing: vec![SECRET.to_owned()],
    };
    assert_snapshot!(ended(Action::Restart, &failed), @"
    [Failed] shop: failed
    How production stands isn't proven. Look at it now.
    operation: 7kq2md0x4f
    took: 42 s
    The rest is in the announce chat, where one is set.
    > Status: /docker-status
    > Logs: /docker-logs --operation 7kq2md0x4f
    ");
    for (result, told) in [
        (
            Outcome::Untouched {
                why: SECRET.to_owned(),
                last_lines: vec![SECRET.to_owned()],
                left: vec![SECRET.to_owned()],
            },
            "[Failed] shop: failed before anything changed\nProduction runs on as it did.\n",
        ),
        (
            Outcome::Cancelled {
                by: Some(SECRET.to_owned()),
                left: vec![SECRET.to_owned()],
            },
            "[Failed] shop: cancelled before anything changed\nProduction runs on as it did.\n",
        ),
    ] {
        let ended = ended(Action::Rollback, &result);
        assert!(ended.starts_with(told), "{ended}");
    }
}

#[test]
fn of_logs_and_configuration_nothing_is_told() {
    let logs = Reply::done("2 log lines of web")
        .about(&codebase())
        .with(Block::Code(SECRET.to_owned()))
        .data(json!([SECRET]));
    assert_snapshot!(shown(&logs), @"
    [Done] shop: 2 log lines of web
    The rest is in the announce chat, where one is set.
    ");
    let config = Reply::done(format!("its configuration in {SECRET}"))
        .about(&codebase())
        .with(Block::Facts(vec![
            ("production_path".to_owned(), SECRET.to_owned()),
            ("operation".to_owned(), SECRET.to_owned()),
        ]))
        .with(table(&["key", "value"], &["production_path", SECRET]))
        .with(table(&["service", "state"], &[SECRET, SECRET]))
        .with(Block::Heading(SECRET.to_owned()))
        .text(SECRET)
        .then("Set it", format!("/docker-config set {SECRET}"))
        .then(SECRET, "/docker-status")
        .then("Status", format!("/docker-status {SECRET}"))
        .data(json!({ "production_path": SECRET }));
    assert_snapshot!(shown(&config), @"
    [Done] shop: done
    The rest is in the announce chat, where one is set.
    > Status: /docker-status
    ");
}

#[test]
fn of_what_failed_or_was_refused_only_that_is_told() {
    for (status, told) in [
        (Status::Done, "done"),
        (Status::Usage, "this can't be carried out as it was given"),
        (Status::Denied, "this is not allowed"),
        (Status::NeedsConfirmation, "this waits for a yes"),
        (Status::Failed, "this failed"),
        (Status::RolledBack, "rolled back"),
    ] {
        let reply = Reply::new(status, SECRET)
            .about(&codebase())
            .text(SECRET)
            .with(Block::Code(SECRET.to_owned()));
        let expected = format!(
            "[{status:?}] shop: {told}\nThe rest is in the announce chat, where one is set."
        );
        assert_eq!(shown(&reply).trim_end(), expected);
    }
}

#[test]
fn what_is_only_a_sentence_of_ours_is_told_whole() {
    let reply = Reply::refused("github:7 has no role on shop")
        .text("An administrator can change that: /grant github:7 viewer shop");
    let reply = public(&reply);
    assert_eq!(reply.headline, "github:7 has no role on shop");
    assert_eq!(reply.blocks.len(), 1);
    let declined = Reply::done("Cancelled; nothing was changed").about(&codebase());
    assert_eq!(public(&declined), declined);
}
