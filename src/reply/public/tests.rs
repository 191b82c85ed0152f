//! What everybody may read of each kind of answer.

use chrono::{DateTime, Utc};
use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::domain::action::Action;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::container::{HealthState, State};
use crate::domain::files::FileDiff;
use crate::domain::finding::{Finding, FindingKind, Level};
use crate::domain::name::{CodebaseName, OperationId, ProjectName, RepositoryName, ServiceName};
use crate::domain::outcome::{Found, Outcome};
use crate::domain::plan::{
    Change, Contained, Downtime, Gate, GithubSource, LiveSource, Plan, PullSource, Reason,
    ServicePlan, SourceState,
};
use crate::domain::release::NamedRelease;
use crate::reply::block::Tone;
use crate::reply::{Confirmable, Ended, drawn, outcome, preview};

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

fn plan() -> Plan {
    let service = |name: &str, change: Change| ServicePlan {
        service: ServiceName::new(name).unwrap(),
        change,
        reasons: vec![
            Reason::Environment {
                keys: vec!["PASSWORD".to_owned()],
            },
            Reason::MountedFile {
                path: SECRET.to_owned(),
            },
        ],
        containers: vec![],
        replicas: 1,
        one_shot: false,
        config_hash: None,
        image: None,
        downtime: Downtime::BriefErrors {
            why: SECRET.to_owned(),
        },
    };
    let finding = Finding {
        kind: FindingKind::Privileged,
        path: SECRET.to_owned(),
        what: SECRET.to_owned(),
    };
    Plan {
        codebase: codebase(),
        project: ProjectName::new("shop").unwrap(),
        action: Action::Deploy,
        source: Some(SourceState::Workspace {
            path: SECRET.to_owned(),
            branch: Some(SECRET.to_owned()),
            commit: None,
            uncommitted: None,
        }),
        live: None,
        services: vec![
            service("api", Change::Recreate),
            service("web", Change::Create),
            service("db", Change::Keep),
        ],
        files: FileDiff::default(),
        link: None,
        networks: vec![SECRET.to_owned()],
        volumes: vec![],
        instances: vec![],
        pruned: vec![],
        findings: vec![(finding, Level::Warn)],
        warnings: vec![SECRET.to_owned(), SECRET.to_owned()],
        gate: Gate {
            deadline_secs: 120,
            stability_secs: 10,
            probe: Some(SECRET.to_owned()),
        },
    }
}

fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

fn previewed(plan: &Plan) -> Reply {
    let confirmable = Confirmable {
        code: "4fzzk1",
        expires_at: at("2026-11-21T09:56:00Z"),
        confirm_by: ConfirmBy::Requester,
        by_code: true,
        hold: None,
        now: at("2026-11-21T08:56:00Z"),
    };
    preview(plan, Some(&confirmable))
}

#[test]
fn of_a_preview_services_and_counts_are_told_and_how_to_confirm() {
    assert_snapshot!(shown(&previewed(&plan())), @"
    [NeedsConfirmation] shop: deploy would recreate 1 service, create 1, keep 1, create 1 network
    | service | what happens |
    | api | recreate <Warn> |
    | web | create <Good> |
    kept: db
    warnings of the policy: 1
    warnings: 2
    Say /confirm 4fzzk1 to carry out exactly this; it expires at 09:56 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 4fzzk1
    > No: /cancel
    ");
    let again = crate::reply::shown_again(SECRET, Some(&[SECRET.to_owned()]), previewed(&plan()));
    assert!(shown(&again).starts_with(
        "[NeedsConfirmation] shop: something has changed since the preview. Now: deploy would"
    ));
    let mut denied = plan();
    denied.findings[0].1 = Level::Deny;
    assert_snapshot!(shown(&previewed(&denied)), @"
    [Failed] shop: deploy refused by the policy
    | service | what happens |
    | api | recreate <Warn> |
    | web | create <Good> |
    kept: db
    refused by the policy: 1
    warnings: 2
    The rest is in the announce chat, where one is set.
    ");
}

#[test]
fn of_a_version_that_everybody_can_read_it_is_told_which_one_it_is() {
    let mut plan = plan();
    plan.source = Some(SourceState::Github(Box::new(GithubSource {
        repository: RepositoryName::new("acme/shop").unwrap(),
        reference: "cart".to_owned(),
        pull: Some(PullSource {
            number: 7,
            title: "Fix the cart".to_owned(),
            fork: Some("eve/shop".to_owned()),
            holds: false,
        }),
        commit: "c0ffee00".repeat(5),
        title: "Count from one".to_owned(),
        author: "Ada".to_owned(),
        at: at("2026-11-21T07:00:00Z"),
    })));
    plan.live = Some(LiveSource {
        release: 6,
        branch: Some("main".to_owned()),
        commit: Some("77aa00bb11cc22".to_owned()),
        uncommitted: 0,
        contained: Contained::NotContained,
    });
    let fork = "Pull request 7 comes from eve/shop, a fork: whoever may push there has written this version.";
    plan.warnings.push(fork.to_owned());
    let pushed = "pull request 7 was at 0123456789, and is at c0ffee00c0 now".to_owned();
    let changes = [SECRET.to_owned(), pushed];
    let mut again = crate::reply::shown_again(SECRET, Some(&changes), previewed(&plan));
    again.blocks.push(Block::Facts(vec![(
        "held by".to_owned(),
        SECRET.to_owned(),
    )]));
    assert_snapshot!(shown(&again), @"
    [NeedsConfirmation] shop: something has changed since the preview. Now: deploy would recreate 1 service, create 1, keep 1, create 1 network
    - pull request 7 was at 0123456789, and is at c0ffee00c0 now
    live: release 6, main 77aa00bb11 → this: cart c0ffee00c0
    from: acme/shop, pull request 7, branch cart, commit c0ffee00c0
    pull request: 7: Fix the cart
    commit: Count from one; by Ada, 2026-11-21 07:00 UTC
    Pull request 7 comes from eve/shop, a fork: whoever may push there has written this version.
    | service | what happens |
    | api | recreate <Warn> |
    | web | create <Good> |
    kept: db
    warnings of the policy: 1
    warnings: 2
    Somebody holds it as it is; a yes goes over that.
    Say /confirm 4fzzk1 to carry out exactly this; it expires at 09:56 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 4fzzk1
    > No: /cancel
    ");
}

fn table(header: &[&str], row: &[&str]) -> Block {
    Block::Table {
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows: vec![row.iter().map(|text| Cell::plain(*text)).collect()],
    }
}

#[test]
fn of_a_status_the_services_are_told_and_not_where_and_as_what_they_run() {
    let header = ["service", "state", "uptime", "restarts", "ports", "image"];
    let row = ["web 2", "● healthy", "2 h 5 min", "0", SECRET, SECRET];
    let strange = [
        SECRET,
        "✗ exited (1)",
        "30 min ago (2026-11-21 08:30 UTC)",
        "3, out of memory",
        "–",
        "–",
    ];
    let reply = Reply::done("2 unhealthy, 1 of 3 running")
        .about(&codebase())
        .toned(Tone::Bad)
        .with(table(&header, &row))
        .with(table(&header, &strange))
        .with(Block::Facts(vec![
            ("release".to_owned(), SECRET.to_owned()),
            ("held by".to_owned(), SECRET.to_owned()),
        ]))
        .with(Block::Heading("Changed since the last deploy".to_owned()))
        .with(Block::List(vec![SECRET.to_owned()]))
        .then("Logs", "/docker-logs web")
        .data(json!({ "release": SECRET, "containers": [] }));
    assert_snapshot!(shown(&reply), @"
    [Done] shop: 2 unhealthy, 1 of 3 running
    | service | state | uptime | restarts |
    | web 2 | ● healthy | 2 h 5 min | 0 |
    | service | state | uptime | restarts |
    | ? | ✗ exited (1) | 30 min ago (2026-11-21 08:30 UTC) | 3, out of memory |
    The rest is in the announce chat, where one is set.
    > Logs: /docker-logs web
    ");
}

#[test]
fn of_a_history_the_releases_are_told_and_not_who_made_them_from_what() {
    let releases = [
        "release",
        "state",
        "when",
        "who",
        "from",
        "operation",
        "images",
    ];
    let operations = ["operation", "what", "became", "when", "who"];
    let reply = Reply::done("release 7 is live")
        .about(&codebase())
        .with(table(
            &releases,
            &[
                "7",
                "live",
                "1 h ago (2026-11-21 08:30 UTC)",
                SECRET,
                SECRET,
                "7kq2md0x4f",
                SECRET,
            ],
        ))
        .with(Block::Heading("Last operations".to_owned()))
        .with(table(
            &operations,
            &["7kq2md0x4f", "deploy", "done", "1 h ago", SECRET],
        ))
        .then("Roll back", "/docker-rollback");
    assert_snapshot!(shown(&reply), @"
    [Done] shop: release 7 is live
    | release | state | when |
    | 7 | live | 1 h ago (2026-11-21 08:30 UTC) |
    # Last operations
    | operation | what | became | when |
    | 7kq2md0x4f | deploy | done | 1 h ago |
    The rest is in the announce chat, where one is set.
    > Roll back: /docker-rollback
    ");
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
