//! Previews as they are read.

mod instances;
mod samples;

use insta::assert_snapshot;

use super::*;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Contained, Downtime, LiveSource, Moved, Reason};
use crate::reply::drawn;
use samples::{a_deploy, confirmable, live, plan, service};

#[test]
fn a_deploy_is_shown_whole_and_asks() {
    assert_snapshot!(drawn(&preview(&a_deploy(), Some(&confirmable()))), @"
    [NeedsConfirmation] shop: deploy would recreate 1 service, create 1, remove 1, keep 1, run 1 one-shot, change 7 files, create 1 network
    from: /home/team/shop, branch main, commit 3f2a9c1d5e
    not committed: 2 files, the newest api/main.py of 2026-11-21 08:59 UTC
    live: release 6, main 77aa00bb11 → this: main 3f2a9c1d5e with 2 not committed
    | service | what happens | why | downtime |
    | migrate | run again | runs at each deploy | none <Good> |
    | api | recreate ×2, build <Warn> | its build changed: Dockerfile, api/1.rs, argument VERSION, target; environment: DATABASE_URL, LOG_LEVEL | down while stopping (10 s at most) and starting: both need port 8081 of the host <Warn> |
    | cache | create <Good> | has no container | none <Good> |
    | old | remove <Bad> | no longer in the compose file | stays down <Bad> |
    kept: db
    files: 6 added, 1 changed, 0 deleted, 120 unchanged
        ~ compose.yaml (900 B)
        + api/1.rs (2.0 KiB)
        + api/2.rs (4.0 KiB)
        + api/3.rs (6.0 KiB)
        + api/4.rs (8.0 KiB)
        and 2 more
    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.
    new networks: shop_default
    # Policy
    - warn: public-port at services.api.ports[0]: 0.0.0.0:8081
    # Before you say yes
    - migrate can't be undone
    verified by: every service healthy within 2 min; without a healthcheck, running for 10 s; http://127.0.0.1:8081/healthz answers
    plan: bbddd33b
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn what_is_live_is_held_against_what_would_take_its_place() {
    let line = |live: LiveSource| {
        let plan = Plan {
            live: Some(live),
            ..a_deploy()
        };
        let told = drawn(&preview(&plan, None));
        let line = told.lines().find(|line| line.trim().starts_with("live: "));
        line.unwrap_or_else(|| panic!("{told}")).trim().to_owned()
    };
    assert_eq!(
        line(live(Contained::Same)),
        "live: release 6, main 77aa00bb11 → this: the same commit with 2 not committed"
    );
    let unrecorded = LiveSource {
        commit: None,
        ..live(Contained::NotContained)
    };
    assert_eq!(
        line(unrecorded),
        "live: release 6, no commit → this: main 3f2a9c1d5e with 2 not committed"
    );
}

#[test]
fn a_yes_that_was_said_already_is_not_asked_for_and_another_persons_is() {
    let asking = preview(&a_deploy(), Some(&confirmable()));
    let told = without_question(asking.clone());
    assert_eq!(
        (told.next.len(), told.blocks.len()),
        (0, asking.blocks.len() - 1)
    );
    assert!(!drawn(&told).contains("Say yes"), "{}", drawn(&told));
    let anothers = Confirmable {
        confirm_by: ConfirmBy::Another,
        ..confirmable()
    };
    let anothers = preview(&a_deploy(), Some(&anothers));
    assert_eq!(without_question(anothers.clone()), anothers);
}

#[test]
fn a_dry_run_asks_nothing() {
    let reply = preview(&a_deploy(), None);
    assert_eq!((reply.status, reply.next.len()), (Status::Done, 0));
}

#[test]
fn a_finding_that_is_denied_refuses_and_gives_the_command_that_allows_it() {
    let mut plan = plan(Action::Deploy, vec![]);
    plan.findings = vec![(
        Finding {
            kind: FindingKind::DockerSocket,
            path: "services.api.volumes[0]".to_owned(),
            what: "/var/run/docker.sock".to_owned(),
        },
        Level::Deny,
    )];
    assert_snapshot!(drawn(&preview(&plan, Some(&confirmable()))), @"
    [Failed] shop: deploy refused by the policy
    # Policy
    - deny: docker-socket at services.api.volumes[0]: /var/run/docker.sock. At the terminal this allows it: /docker-config set policy.docker-socket warn --in shop
    plan: c9fa012a
    ");
}

#[test]
fn a_restart_lists_its_services_and_another_person_may_be_needed() {
    let asked = || vec![Reason::Asked];
    let short = || Downtime::Interrupted {
        why: "it is the same container".to_owned(),
        stop_secs: None,
    };
    let plan = plan(
        Action::Restart,
        vec![
            service("web", Change::Restart, asked(), short()),
            service(
                "api",
                Change::Restart,
                vec![Reason::Dependency {
                    service: ServiceName::new("web").unwrap(),
                }],
                short(),
            ),
        ],
    );
    let confirmable = Confirmable {
        confirm_by: ConfirmBy::Another,
        ..confirmable()
    };
    assert_snapshot!(drawn(&preview(&plan, Some(&confirmable))), @"
    [NeedsConfirmation] shop: would restart 2 services
    | service | what happens | why | downtime |
    | web | restart <Warn> | asked for | down while stopping and starting: it is the same container <Warn> |
    | api | restart <Warn> | web changes | down while stopping and starting: it is the same container <Warn> |
    verified by: every service healthy within 2 min; without a healthcheck, running for 10 s
    plan: 02d11698
    Another person must say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn nothing_to_change_asks_nothing() {
    let plan = plan(
        Action::Deploy,
        vec![service("web", Change::Keep, vec![], Downtime::None)],
    );
    assert_snapshot!(drawn(&preview(&plan, Some(&confirmable()))), @"
    [Done] shop: deploy: nothing to change
    kept: web
    plan: b6d2cea9
    ");
}

fn moved(from: Option<&str>, to: Option<&str>) -> Moved {
    Moved {
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    }
}

#[test]
fn every_reason_is_a_phrase() {
    let to = ServiceName::new("db").unwrap();
    let reasons = vec![
        Reason::NotRunning,
        Reason::Image {
            from: "sha256:0123456789abcdef".to_owned(),
            to: "redis:8".to_owned(),
        },
        Reason::Ports {
            moved: vec![
                moved(Some("8080:80"), Some("9090:80")),
                moved(None, Some("53:53/udp")),
            ],
        },
        Reason::Mounts {
            moved: vec![
                moved(Some("./a:/x"), Some("./b:/x")),
                moved(Some("data:/data"), None),
            ],
        },
        Reason::Definition {
            keys: vec!["command".to_owned(), "labels".to_owned()],
        },
        Reason::MountedFile {
            path: "nginx.conf".to_owned(),
        },
        Reason::Dependency { service: to },
        Reason::Scale { from: 1, to: 3 },
    ];
    let errors = Downtime::BriefErrors {
        why: "its name answers before it is healthy".to_owned(),
    };
    let plan = plan(
        Action::Deploy,
        vec![service("web", Change::Recreate, reasons, errors)],
    );
    assert_snapshot!(drawn(&preview(&plan, None)), @"
    [Done] shop: deploy would recreate 1 service
    | service | what happens | why | downtime |
    | web | recreate <Warn> | not running; image 0123456789ab → redis:8; port 8080:80 → 9090:80, port 53:53/udp is new; mount ./a:/x → ./b:/x, mount data:/data goes; command, labels changed; config file changed: nginx.conf; db changes; 1 → 3 containers | brief errors possible: its name answers before it is healthy <Warn> |
    verified by: every service healthy within 2 min; without a healthcheck, running for 10 s
    plan: 963b69f6
    ");
}
