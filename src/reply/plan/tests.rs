//! Previews as they are read.

use insta::assert_snapshot;

use super::*;
use crate::domain::files::{Entry, FileChange, FileDiff, RelativePath};
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::name::{CodebaseName, InstanceName, ProjectName, ServiceName};
use crate::domain::plan::{
    BuildChange, Contained, Downtime, ImagePlan, InstanceChange, InstancePlan, LiveSource, Moved,
    Newest, Pruned, PrunedKind, Reason, ServicePlan, SourceState, Uncommitted,
};
use crate::reply::drawn;

fn service(name: &str, change: Change, reasons: Vec<Reason>, downtime: Downtime) -> ServicePlan {
    ServicePlan {
        service: ServiceName::new(name).unwrap(),
        change,
        reasons,
        containers: vec![],
        replicas: 1,
        one_shot: false,
        config_hash: None,
        image: None,
        downtime,
    }
}

fn plan(action: Action, services: Vec<ServicePlan>) -> Plan {
    Plan {
        codebase: CodebaseName::new("shop").unwrap(),
        project: ProjectName::new("shop").unwrap(),
        action,
        source: None,
        live: None,
        services,
        files: FileDiff::default(),
        link: None,
        networks: vec![],
        volumes: vec![],
        instances: vec![],
        pruned: vec![],
        findings: vec![],
        warnings: vec![],
        gate: Gate {
            deadline_secs: 120,
            stability_secs: 10,
            probe: None,
        },
    }
}

fn changed(path: &str, size: u64) -> FileChange {
    let entry = Entry {
        hash: crate::domain::files::ContentHash::of(b""),
        size,
        mode: 0o644,
        link: None,
    };
    FileChange {
        path: RelativePath::new(path).unwrap(),
        from: None,
        to: Some(entry),
    }
}

fn seven_files() -> FileDiff {
    FileDiff {
        changed: vec![changed("compose.yaml", 900)],
        added: (1..=6)
            .map(|n| changed(&format!("api/{n}.rs"), n * 2048))
            .collect(),
        deleted: vec![],
        kept: vec![],
        adopted: vec![RelativePath::new("compose.yaml").unwrap()],
        unchanged: 120,
    }
}

fn confirmable() -> Confirmable<'static> {
    let now = "2026-11-21T09:00:00Z".parse().unwrap();
    Confirmable {
        code: "7KQ2MD",
        expires_at: now + chrono::TimeDelta::minutes(10),
        confirm_by: ConfirmBy::Requester,
        by_code: false,
        hold: None,
        now,
    }
}

fn live(contained: Contained) -> LiveSource {
    LiveSource {
        release: 6,
        branch: Some("main".to_owned()),
        commit: Some("77aa00bb11cc22".to_owned()),
        uncommitted: 0,
        contained,
    }
}

fn a_deploy() -> Plan {
    let mut api = service(
        "api",
        Change::Recreate,
        vec![
            Reason::Build {
                changed: BuildChange {
                    files: vec!["Dockerfile".to_owned(), "api/1.rs".to_owned()],
                    arguments: vec!["VERSION".to_owned()],
                    keys: vec!["target".to_owned()],
                },
            },
            Reason::Environment {
                keys: vec!["DATABASE_URL".to_owned(), "LOG_LEVEL".to_owned()],
            },
        ],
        Downtime::Interrupted {
            why: "both need port 8081 of the host".to_owned(),
            stop_secs: Some(10),
        },
    );
    api.replicas = 2;
    api.image = Some(ImagePlan::Build {
        reference: "shop-api".to_owned(),
        inputs: String::new(),
        bases: vec![],
        push: false,
    });
    let mut migrate = service(
        "migrate",
        Change::Recreate,
        vec![Reason::RunsAgain],
        Downtime::None,
    );
    migrate.one_shot = true;
    let mut plan = plan(
        Action::Deploy,
        vec![
            migrate,
            api,
            service(
                "cache",
                Change::Create,
                vec![Reason::Missing],
                Downtime::None,
            ),
            service("db", Change::Keep, vec![], Downtime::None),
            service(
                "old",
                Change::Remove,
                vec![Reason::Orphaned],
                Downtime::Down,
            ),
        ],
    );
    plan.source = Some(SourceState::Workspace {
        path: "/home/team/shop".to_owned(),
        branch: Some("main".to_owned()),
        commit: Some("3f2a9c1d5e6b7a8".to_owned()),
        uncommitted: Some(Uncommitted {
            files: 2,
            newest: Some(Newest {
                at: "2026-11-21T08:59:30Z".parse().unwrap(),
                path: "api/main.py".to_owned(),
            }),
        }),
    });
    plan.live = Some(live(Contained::Contained));
    plan.files = seven_files();
    plan.networks = vec!["shop_default".to_owned()];
    plan.findings = vec![(
        Finding {
            kind: FindingKind::PublicPort,
            path: "services.api.ports[0]".to_owned(),
            what: "0.0.0.0:8081".to_owned(),
        },
        Level::Warn,
    )];
    plan.warnings = vec!["migrate can't be undone".to_owned()];
    plan.gate.probe = Some("http://127.0.0.1:8081/healthz".to_owned());
    plan
}

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

fn of_instance(own: &str, change: InstanceChange, loses: &[&str], keeps: &[&str]) -> InstancePlan {
    InstancePlan {
        name: InstanceName::chosen(own).unwrap(),
        change,
        owner: "Ada".to_owned(),
        container: Some("c".to_owned()),
        running: true,
        loses: loses.iter().map(ToString::to_string).collect(),
        keeps: keeps.iter().map(ToString::to_string).collect(),
    }
}

fn of_instances(action: Action, instances: Vec<InstancePlan>, pruned: Vec<Pruned>) -> Plan {
    let mut plan = plan(action, vec![]);
    plan.codebase = CodebaseName::instances();
    plan.instances = instances;
    plan.pruned = pruned;
    plan
}

fn a_destroy() -> Plan {
    let lost = "all that is in the volume hailer-shop-db-data";
    of_instances(
        Action::DestroyData,
        vec![
            of_instance("shop-db", InstanceChange::Destroy, &[lost], &[]),
            of_instance(
                "cart-db",
                InstanceChange::Destroy,
                &[],
                &["hailer-cart-db-data"],
            ),
        ],
        vec![],
    )
}

fn a_pruning() -> Plan {
    let left = |kind, name: &str, bytes| Pruned {
        kind,
        name: name.to_owned(),
        id: None,
        bytes,
        of: (kind == PrunedKind::Volume).then(|| "Ada".to_owned()),
    };
    of_instances(
        Action::Prune,
        vec![],
        vec![
            left(PrunedKind::Volume, "hailer-x-data", Some(40 << 20)),
            left(PrunedKind::Volume, "hailer-y-data", None),
        ],
    )
}

#[test]
fn what_an_instance_loses_is_said_before_the_yes() {
    assert_snapshot!(drawn(&preview(&a_destroy(), Some(&confirmable()))), @"
    [NeedsConfirmation] -: would destroy 2 instances
    | instance | what happens | owner | now |
    | hailer-shop-db | destroy <Bad> | Ada | running |
    | hailer-cart-db | destroy <Bad> | Ada | running |
    # Lost, and nobody gets it back
    - hailer-shop-db loses all that is in the volume hailer-shop-db-data
    volumes that stay: hailer-cart-db-data
    plan: 08733d46
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    let reset = of_instance("shop-db", InstanceChange::Reset, &["all of its data"], &[]);
    let reset = of_instances(Action::Reset, vec![reset], vec![]);
    assert_snapshot!(drawn(&preview(&reset, Some(&confirmable()))), @"
    [NeedsConfirmation] -: would reset 1 instance
    | instance | what happens | owner | now |
    | hailer-shop-db | reset <Bad> | Ada | running |
    # Lost, and nobody gets it back
    - hailer-shop-db loses all of its data
    verified by: each ready within 2 min
    plan: 3bf1cae7
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn what_is_pruned_is_named_with_its_size_and_their_sum() {
    assert_snapshot!(drawn(&preview(&a_pruning(), Some(&confirmable()))), @"
    [NeedsConfirmation] -: would remove 2 volumes
    | kind | name | size | data of |
    | volume | hailer-x-data | 40.0 MiB | Ada |
    | volume | hailer-y-data | ? | Ada |
    room that makes: 40.0 MiB and 1 of unknown size
    # Lost, and nobody gets it back
    - all that is in the volume hailer-x-data
    - all that is in the volume hailer-y-data
    plan: 599006ce
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    let nothing = of_instances(Action::Prune, vec![], vec![]);
    assert_eq!(
        preview(&nothing, Some(&confirmable())).headline,
        "prune: nothing to change"
    );
}

#[test]
fn in_public_a_preview_of_instances_is_names_and_counts() {
    let shown = |plan: &Plan| drawn(&crate::reply::public(&preview(plan, Some(&confirmable()))));
    assert_snapshot!(shown(&a_destroy()), @"
    [NeedsConfirmation] -: would destroy 2 instances
    | instance | what happens |
    | hailer-shop-db | destroy <Bad> |
    | hailer-cart-db | destroy <Bad> |
    instances that lose data: 1
    Say /confirm 7KQ2MD to carry out exactly this; it expires at 09:10 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    assert_snapshot!(shown(&a_pruning()), @"
    [NeedsConfirmation] -: would remove 2 volumes
    volumes whose data is lost: 2
    Say /confirm 7KQ2MD to carry out exactly this; it expires at 09:10 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn what_has_changed_of_instances_since_is_told() {
    let mut now = a_destroy();
    now.instances[0].container = Some("d".to_owned());
    now.instances[0].running = false;
    now.instances[0].loses.clear();
    now.instances[0].keeps = vec!["hailer-shop-db-data".to_owned()];
    now.instances[1] = of_instance("new", InstanceChange::Destroy, &[], &[]);
    assert_snapshot!(changes_since(&a_destroy(), &now).join("\n"), @"
    hailer-shop-db: its container was replaced
    hailer-shop-db: it doesn't run any more
    hailer-shop-db: it would no longer lose all that is in the volume hailer-shop-db-data
    hailer-shop-db: other volumes stay
    hailer-cart-db is no longer part of it
    hailer-new has come to it
    ");
    let mut now = a_pruning();
    now.pruned[0].bytes = Some(1);
    now.pruned[1].name = "hailer-z-data".to_owned();
    assert_snapshot!(changes_since(&a_pruning(), &now).join("\n"), @"
    volume hailer-y-data would stay now
    volume hailer-z-data would go too
    volume hailer-x-data is another one, or of another size
    ");
}
