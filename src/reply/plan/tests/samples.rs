//! Plans as there are many.

use crate::domain::confirmation::ConfirmBy;
use crate::domain::files::{Entry, FileChange, FileDiff, RelativePath};
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::name::{CodebaseName, ProjectName, ServiceName};
use crate::domain::plan::{
    BuildChange, Contained, Downtime, ImagePlan, LiveSource, Newest, Reason, ServicePlan,
    SourceState, Uncommitted,
};
use crate::reply::plan::*;

pub(super) fn service(
    name: &str,
    change: Change,
    reasons: Vec<Reason>,
    downtime: Downtime,
) -> ServicePlan {
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

pub(super) fn plan(action: Action, services: Vec<ServicePlan>) -> Plan {
    Plan {
        services,
        ..Plan::empty(
            CodebaseName::new("shop").unwrap(),
            ProjectName::new("shop").unwrap(),
            action,
            Gate {
                deadline_secs: 120,
                stability_secs: 10,
                probe: None,
            },
        )
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

pub(super) fn confirmable() -> Confirmable<'static> {
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

pub(super) fn live(contained: Contained) -> LiveSource {
    LiveSource {
        release: 6,
        branch: Some("main".to_owned()),
        commit: Some("77aa00bb11cc22".to_owned()),
        uncommitted: 0,
        contained,
    }
}

pub(super) fn a_deploy() -> Plan {
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
