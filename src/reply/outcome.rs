//! How an operation ended. A rollback is told apart from success and from failure, and what comes next differs.

use std::time::Duration;

use serde_json::json;

use crate::domain::action::Action;
use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::{CodebaseName, OperationId, ServiceName};
use crate::domain::outcome::{Found, Outcome};
use crate::domain::release::NamedRelease;

use super::block::{Block, Cell, Reply, Status};
use super::instance;
use super::status::state_cell;
use super::words::{few, named, origin, span};

/// How many differences are named before the rest is only counted.
const NAMED: usize = 5;

/// The operation that ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// Whose.
    pub codebase: &'a CodebaseName,
    /// What was asked for.
    pub action: Action,
    /// The command as it was given, where that is known: a second try is offered with all that it named.
    pub command: Option<&'a str>,
    /// Its id.
    pub operation: &'a OperationId,
    /// How long it took.
    pub took: Duration,
}

/// The answer that ends an operation.
#[must_use]
pub fn outcome(ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    let reply = if ended.codebase.is_instances() {
        instance::ended(ended, outcome)
    } else {
        of_project(ended, outcome)
    };
    signed(reply, ended, outcome)
}

fn of_project(ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Done { release } => done(ended, release.as_deref()),
        Outcome::RolledBack {
            why,
            service,
            last_lines,
            not_undone,
            release,
            differed,
        } => {
            let what = match ended.action {
                // "Rolled back" alone would sound as if it had done what was asked for.
                Action::Rollback => "the rollback failed and was undone",
                _ => "rolled back",
            };
            let reply = Reply::new(Status::RolledBack, format!("{what}: {why}"))
                .text(runs_again(release.as_deref(), differed));
            let reply = failing(reply, service.as_ref(), last_lines);
            // Not "Roll back": that would go one release too far.
            listed(reply, "Not undone", not_undone)
                .then("Logs", logs_of(ended))
                .then("Retry", ended.command.unwrap_or(again(ended.action)))
        }
        Outcome::Failed {
            why,
            service,
            last_lines,
            production,
            ..
        } => {
            let reply =
                Reply::new(Status::Failed, format!("failed: {why}")).text(unverified(ended.action));
            let reply = failing(reply, service.as_ref(), last_lines);
            found(reply, production.as_deref())
                .then("Status", "/docker-status")
                .then("Logs", logs_of(ended))
        }
        Outcome::Untouched {
            why,
            last_lines,
            left,
        } => {
            let told = format!("failed before anything changed: {why}");
            let reply = Reply::new(Status::Failed, told).text("Production runs on as it did.");
            listed(failing(reply, None, last_lines), "Left behind", left)
                .then("Status", "/docker-status")
                .then("Logs", logs_of(ended))
        }
        Outcome::Cancelled { by, left } => {
            let by = by.as_ref();
            let by = by.map_or_else(String::new, |by| format!(" by {by}"));
            let told = format!("cancelled{by} before anything changed");
            let reply = Reply::new(Status::Failed, told).text("Production runs on as it did.");
            listed(reply, "Left behind", left).then("Status", "/docker-status")
        }
    }
}

/// The answer that ends an operation which had been interrupted; `by` let it happen.
#[must_use]
pub fn recovered(ended: &Ended<'_>, by: &str, result: &Outcome) -> Reply {
    let mut reply = outcome(ended, result);
    let became = match result {
        Outcome::Done { .. } => format!(", and is finished now: {}", reply.headline),
        Outcome::RolledBack { .. } => ", and production was put back".to_owned(),
        Outcome::Untouched { .. } | Outcome::Cancelled { .. } => {
            " before anything changed".to_owned()
        }
        Outcome::Failed { .. } => format!(": {}", reply.headline),
    };
    let what = the_operation(ended.action, by);
    reply.headline = format!("{what} was interrupted{became}");
    reply
}

/// The same end for those who didn't ask for it: `by` let it happen, there.
#[must_use]
pub fn announced(
    ended: &Ended<'_>,
    (by, conversation): (&str, &Conversation),
    result: &Outcome,
) -> Reply {
    let mut reply = outcome(ended, result);
    let what = the_operation(ended.action, by);
    reply.headline = format!("{what}: {}", reply.headline);
    reply.with(Block::Facts(vec![(
        "asked in".to_owned(),
        place(conversation),
    )]))
}

/// A conversation as people call it: "acme/shop#7", "Telegram", "the terminal".
fn place(conversation: &Conversation) -> String {
    match conversation.thread() {
        Some((repository, number)) => format!("{repository}#{number}"),
        None if conversation.is_on(Platform::Telegram) => "Telegram".to_owned(),
        None => "the terminal".to_owned(),
    }
}

/// An interrupted operation that couldn't be brought to an end yet.
#[must_use]
pub fn not_recovered(codebase: &CodebaseName, action: Action, by: &str, why: &str) -> Reply {
    let what = the_operation(action, by);
    let reply = Reply::failed(format!(
        "{what} was interrupted, and can't be put right yet: {why}"
    ));
    if codebase.is_instances() {
        return reply
            .text("It may be halfway. The next command tries again.")
            .then("Instances", "/docker-instances --all");
    }
    reply
        .about(codebase)
        .text("Production may be halfway. The next command tries again.")
        .then("Status", "/docker-status")
}

/// "The deploy of Ada".
fn the_operation(action: Action, by: &str) -> String {
    format!("The {}", operation_of(action, by))
}

/// "deploy of Ada".
pub(super) fn operation_of(action: Action, by: &str) -> String {
    let what = match action {
        Action::Rollback => "rollback",
        other => other.phrase(),
    };
    format!("{what} of {by}")
}

/// The same with which operation it was, for people and for scripts.
fn signed(reply: Reply, ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    // What instances count as means nothing to people.
    let reply = if ended.codebase.is_instances() {
        reply
    } else {
        reply.about(ended.codebase)
    };
    reply
        .with(Block::Facts(vec![
            ("operation".to_owned(), ended.operation.to_string()),
            ("took".to_owned(), span(ended.took)),
        ]))
        .telling(ended.operation)
        .data(json!({
            "operation": ended.operation,
            "action": ended.action,
            "took_ms": u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX),
            "result": outcome,
        }))
}

/// What is said of production after a failure that nothing undid.
const fn unverified(action: Action) -> &'static str {
    match action {
        Action::Restart | Action::Start | Action::Stop => {
            "The version is the same, but it isn't verified to run. Look at it now."
        }
        Action::Rollback => {
            "Production isn't proven to be the release that was asked for, nor the one before. Look at it now."
        }
        _ => "Production isn't proven to be the old version or the new one. Look at it now.",
    }
}

/// What is there still, where anything is.
fn listed(reply: Reply, heading: &str, left: &[String]) -> Reply {
    if left.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading(heading.to_owned()))
        .with(Block::List(left.to_vec()))
}

/// What production is after something was undone.
fn runs_again(release: Option<&NamedRelease>, differed: &[String]) -> String {
    const AS_BEFORE: &str = "Production runs what it ran before, verified.";
    match release {
        None => AS_BEFORE.to_owned(),
        Some(release) if differed.is_empty() => {
            format!("Production runs {} as before, verified.", named(release))
        }
        Some(release) => {
            let (release, differs) = (named(release), few(differed, NAMED));
            format!("{AS_BEFORE} That was not all as {release} has it, and isn't now: {differs}.")
        }
    }
}

fn done(ended: &Ended<'_>, release: Option<&NamedRelease>) -> Reply {
    let what = match ended.action {
        Action::Deploy => return deployed(release).then("Status", "/docker-status"),
        Action::Rollback => return back_on(release).then("Status", "/docker-status"),
        Action::Restart => "restarted and verified",
        Action::Start => "started and verified",
        Action::Stop => "stopped",
        other => return Reply::new(Status::Done, format!("done: {}", other.phrase())),
    };
    Reply::new(Status::Done, what).then("Status", "/docker-status")
}

/// With the number by which it can be put back later.
fn deployed(release: Option<&NamedRelease>) -> Reply {
    let what = match release {
        Some(release) => format!("deployed release {} and verified it", release.number),
        None => "deployed and verified".to_owned(),
    };
    Reply::new(Status::Done, what)
}

/// A rollback is a release of its own, with all that the earlier one was.
fn back_on(release: Option<&NamedRelease>) -> Reply {
    let back = |what: &str| Reply::new(Status::Done, format!("back on {what}, verified"));
    let Some(release) = release else {
        return back("the earlier release");
    };
    let earlier = release.source.as_ref().map(origin);
    back(earlier.as_deref().unwrap_or("the earlier release"))
        .text(format!("It is on record as release {}.", release.number))
}

/// Which service failed and what it last said.
fn failing(reply: Reply, service: Option<&ServiceName>, last_lines: &[String]) -> Reply {
    if last_lines.is_empty() {
        return reply;
    }
    let heading = service.map_or_else(
        || "Last lines".to_owned(),
        |service| format!("Last lines of {service}"),
    );
    reply
        .with(Block::Heading(heading))
        .with(Block::Code(last_lines.join("\n")))
}

/// Production as it was found; unknown is said to be unknown.
fn found(reply: Reply, production: Option<&[Found]>) -> Reply {
    match production {
        None => reply.text("What runs could not be read just now."),
        Some([]) => reply.text("No container of the project is left."),
        Some(containers) => reply.with(Block::Table {
            header: vec!["container".to_owned(), "state".to_owned()],
            rows: containers
                .iter()
                .map(|found| {
                    vec![
                        Cell::plain(&found.name),
                        state_cell(found.state, found.health, None),
                    ]
                })
                .collect(),
        }),
    }
}

fn logs_of(ended: &Ended<'_>) -> String {
    format!("/docker-logs --operation {}", ended.operation)
}

const fn again(action: Action) -> &'static str {
    match action {
        Action::Rollback => "/docker-rollback",
        Action::Restart => "/docker-restart",
        Action::Start => "/docker-start",
        Action::Stop => "/docker-stop",
        _ => "/docker-deploy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::container::{HealthState, State};
    use crate::domain::plan::SourceState;
    use insta::assert_snapshot;

    fn told(action: Action, result: &Outcome) -> String {
        let codebase = CodebaseName::new("shop").unwrap();
        let operation = OperationId::new("7kq2md0x4f").unwrap();
        let ended = Ended {
            codebase: &codebase,
            action,
            command: None,
            operation: &operation,
            took: Duration::from_secs(42),
        };
        crate::reply::drawn(&outcome(&ended, result))
    }

    fn workspace() -> SourceState {
        SourceState::Workspace {
            path: "/home/team/shop".to_owned(),
            branch: Some("main".to_owned()),
            commit: Some("3f2a9c1d5e6b7a8".to_owned()),
            uncommitted: None,
        }
    }

    fn again(number: i64) -> SourceState {
        let first = Some(Box::new(workspace()));
        SourceState::Release { number, first }
    }

    fn release(number: i64, source: SourceState) -> NamedRelease {
        let source = Some(source);
        NamedRelease { number, source }
    }

    #[test]
    fn a_rollback_that_went_well_names_what_production_is_and_as_what_it_is_on_record() {
        let done = Outcome::Done {
            release: Some(Box::new(release(3, again(1)))),
        };
        assert_snapshot!(told(Action::Rollback, &done), @"
        [Done] shop: back on release 1 (/home/team/shop, branch main, commit 3f2a9c1d5e), verified
        It is on record as release 3.
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        ");
    }

    #[test]
    fn what_went_well_offers_its_status() {
        let deployed = Outcome::Done {
            release: Some(Box::new(release(7, workspace()))),
        };
        assert_snapshot!(told(Action::Deploy, &deployed), @"
        [Done] shop: deployed release 7 and verified it
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        ");
        assert_snapshot!(told(Action::Stop, &Outcome::done()), @"
        [Done] shop: stopped
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        ");
    }

    #[test]
    fn a_rollback_offers_the_failed_logs_and_never_another_rollback() {
        let rolled_back = Outcome::RolledBack {
            why: "api was not healthy within 2 min".to_owned(),
            service: Some(ServiceName::new("api").unwrap()),
            last_lines: vec!["listening".to_owned(), "panic: no database".to_owned()],
            not_undone: vec!["migrate ran".to_owned()],
            release: Some(Box::new(release(2, workspace()))),
            differed: vec![],
        };
        assert_snapshot!(told(Action::Deploy, &rolled_back), @"
        [RolledBack] shop: rolled back: api was not healthy within 2 min
        Production runs release 2 (/home/team/shop, branch main, commit 3f2a9c1d5e) as before, verified.
        # Last lines of api
            listening
            panic: no database
        # Not undone
        - migrate ran
        operation: 7kq2md0x4f
        took: 42 s
        > Logs: /docker-logs --operation 7kq2md0x4f
        > Retry: /docker-deploy
        ");
    }

    #[test]
    fn what_was_not_as_its_release_before_is_not_called_that_release() {
        let back = Outcome::RolledBack {
            why: "web exited with code 1".to_owned(),
            service: None,
            last_lines: vec![],
            not_undone: vec![],
            release: Some(Box::new(release(2, workspace()))),
            differed: vec!["config/shop.conf differs".to_owned()],
        };
        assert_snapshot!(told(Action::Deploy, &back), @"
        [RolledBack] shop: rolled back: web exited with code 1
        Production runs what it ran before, verified. That was not all as release 2 (/home/team/shop, branch main, commit 3f2a9c1d5e) has it, and isn't now: config/shop.conf differs.
        operation: 7kq2md0x4f
        took: 42 s
        > Logs: /docker-logs --operation 7kq2md0x4f
        > Retry: /docker-deploy
        ");
    }

    #[test]
    fn a_rollback_that_was_undone_is_not_taken_for_one_that_was_done() {
        let undone = Outcome::RolledBack {
            why: "web exited with code 1".to_owned(),
            service: None,
            last_lines: vec![],
            not_undone: vec![],
            release: Some(Box::new(release(3, again(1)))),
            differed: vec![],
        };
        assert_snapshot!(told(Action::Rollback, &undone), @"
        [RolledBack] shop: the rollback failed and was undone: web exited with code 1
        Production runs release 3 (release 1 again: /home/team/shop, branch main, commit 3f2a9c1d5e) as before, verified.
        operation: 7kq2md0x4f
        took: 42 s
        > Logs: /docker-logs --operation 7kq2md0x4f
        > Retry: /docker-rollback
        ");
    }

    #[test]
    fn a_failure_says_exactly_what_runs_or_that_it_is_unknown() {
        let failed = |production| Outcome::Failed {
            why: "the old api did not come back".to_owned(),
            service: None,
            last_lines: vec![],
            production,
            differing: vec![],
        };
        let found = vec![Found {
            name: "shop-api-1".to_owned(),
            state: State::Exited,
            health: HealthState::None,
        }];
        assert_snapshot!(told(Action::Deploy, &failed(Some(found))), @"
        [Failed] shop: failed: the old api did not come back
        Production isn't proven to be the old version or the new one. Look at it now.
        | container | state |
        | shop-api-1 | ✗ exited <Bad> |
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        > Logs: /docker-logs --operation 7kq2md0x4f
        ");
        assert_snapshot!(told(Action::Deploy, &failed(None)), @"
        [Failed] shop: failed: the old api did not come back
        Production isn't proven to be the old version or the new one. Look at it now.
        What runs could not be read just now.
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        > Logs: /docker-logs --operation 7kq2md0x4f
        ");
    }

    #[test]
    fn an_interrupted_operation_is_told_with_whose_it_was() {
        let codebase = CodebaseName::new("shop").unwrap();
        let operation = OperationId::new("7kq2md0x4f").unwrap();
        let ended = Ended {
            codebase: &codebase,
            action: Action::Deploy,
            command: None,
            operation: &operation,
            took: Duration::from_secs(3),
        };
        let back = Outcome::RolledBack {
            why: "Hailer was interrupted".to_owned(),
            service: None,
            last_lines: vec![],
            not_undone: vec![],
            release: None,
            differed: vec![],
        };
        let drawn = |reply: &Reply| crate::reply::drawn(reply);
        assert_snapshot!(drawn(&recovered(&ended, "Ada", &back)), @r"
        [RolledBack] shop: The deploy of Ada was interrupted, and production was put back
        Production runs what it ran before, verified.
        operation: 7kq2md0x4f
        took: 3 s
        > Logs: /docker-logs --operation 7kq2md0x4f
        > Retry: /docker-deploy
        ");
        let done = drawn(&recovered(&ended, "Ada", &Outcome::done()));
        assert!(
            done.contains("was interrupted, and is finished now: deployed and verified"),
            "{done}"
        );
        let why = "nobody answers at /var/run/docker.sock";
        assert_snapshot!(drawn(&not_recovered(&codebase, Action::Restart, "Ada", why)), @r"
        [Failed] shop: The restart of Ada was interrupted, and can't be put right yet: nobody answers at /var/run/docker.sock
        Production may be halfway. The next command tries again.
        > Status: /docker-status
        ");
    }

    #[test]
    fn what_failed_before_anything_changed_says_so() {
        let untouched = Outcome::Untouched {
            why: "building api failed".to_owned(),
            last_lines: vec!["error: expected `;`".to_owned()],
            left: vec!["r.io/shop:2 was pushed to its registry and stays there".to_owned()],
        };
        assert_snapshot!(told(Action::Deploy, &untouched), @"
        [Failed] shop: failed before anything changed: building api failed
        Production runs on as it did.
        # Last lines
            error: expected `;`
        # Left behind
        - r.io/shop:2 was pushed to its registry and stays there
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        > Logs: /docker-logs --operation 7kq2md0x4f
        ");
    }

    #[test]
    fn what_was_cancelled_before_anything_changed_says_what_it_left_all_the_same() {
        let cancelled = |left: &[&str]| Outcome::Cancelled {
            by: Some("Bea".to_owned()),
            left: left.iter().map(|left| (*left).to_owned()).collect(),
        };
        let pushed = "r.io/shop:2 was pushed to its registry and stays there";
        assert_snapshot!(told(Action::Deploy, &cancelled(&[pushed])), @"
        [Failed] shop: cancelled by Bea before anything changed
        Production runs on as it did.
        # Left behind
        - r.io/shop:2 was pushed to its registry and stays there
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        ");
        assert_snapshot!(told(Action::Deploy, &cancelled(&[])), @"
        [Failed] shop: cancelled by Bea before anything changed
        Production runs on as it did.
        operation: 7kq2md0x4f
        took: 42 s
        > Status: /docker-status
        ");
    }
}
