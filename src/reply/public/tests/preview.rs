//! What everybody may read of a preview.

use chrono::{DateTime, Utc};
use insta::assert_snapshot;

use super::{SECRET, codebase, shown};
use crate::domain::action::Action;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::finding::{Finding, FindingKind, Level};
use crate::domain::name::{ProjectName, RepositoryName, ServiceName};
use crate::domain::plan::{
    Change, Contained, Downtime, Gate, GithubSource, LiveSource, Plan, PullSource, Reason,
    ServicePlan, SourceState,
};
use crate::reply::public::*;
use crate::reply::{Confirmable, preview};

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
        source: Some(SourceState::Workspace {
            path: SECRET.to_owned(),
            branch: Some(SECRET.to_owned()),
            commit: None,
            uncommitted: None,
        }),
        services: vec![
            service("api", Change::Recreate),
            service("web", Change::Create),
            service("db", Change::Keep),
        ],
        networks: vec![SECRET.to_owned()],
        findings: vec![(finding, Level::Warn)],
        warnings: vec![SECRET.to_owned(), SECRET.to_owned()],
        ..Plan::empty(
            codebase(),
            ProjectName::new("shop").unwrap(),
            Action::Deploy,
            Gate {
                deadline_secs: 120,
                stability_secs: 10,
                probe: Some(SECRET.to_owned()),
            },
        )
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
    let early = crate::reply::said_too_early(previewed(&plan()));
    assert!(shown(&early).contains("\nThat yes came before this was shown, so nothing was done."));
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
