use super::*;
use crate::domain::action::Action;
use crate::domain::files::{ContentHash, Entry, RelativePath};
use crate::domain::name::RepositoryName;
use crate::domain::name::{CodebaseName, ProjectName, ServiceName};
use crate::domain::plan::{
    Change, ContainerRef, Downtime, ImagePlan, PullSource, Reason, ServicePlan, Uncommitted,
};

fn plan() -> Plan {
    Plan {
        source: Some(SourceState::Workspace {
            path: "/home/shop".to_owned(),
            branch: Some("main".to_owned()),
            commit: Some("c0ffee".repeat(6)),
            uncommitted: None,
        }),
        services: vec![api()],
        networks: vec!["shop_back".to_owned()],
        ..Plan::empty(
            CodebaseName::new("shop").unwrap(),
            ProjectName::new("shop").unwrap(),
            Action::Deploy,
            Gate {
                deadline_secs: 120,
                stability_secs: 10,
                probe: None,
            },
        )
    }
}

fn api() -> ServicePlan {
    ServicePlan {
        service: ServiceName::new("api").unwrap(),
        change: Change::Recreate,
        reasons: vec![Reason::Environment {
            keys: vec!["A".to_owned()],
        }],
        containers: vec![ContainerRef {
            id: "1".to_owned(),
            name: "shop-api-1".to_owned(),
            image_id: "sha256:1".to_owned(),
        }],
        replicas: 1,
        one_shot: false,
        config_hash: Some("h".to_owned()),
        image: Some(ImagePlan::Present {
            reference: "api".to_owned(),
            id: "sha256:0123456789abcdef".to_owned(),
        }),
        downtime: Downtime::None,
    }
}

fn edited(path: &str) -> FileChange {
    FileChange {
        path: RelativePath::new(path).unwrap(),
        from: None,
        to: Some(Entry {
            hash: ContentHash::of(b"new"),
            size: 3,
            mode: 0o644,
            link: None,
        }),
    }
}

/// What is said of a change of one thing.
fn told(change: impl FnOnce(&mut Plan)) -> Vec<String> {
    let mut now = plan();
    change(&mut now);
    changes_since(&plan(), &now)
}

#[test]
fn nothing_is_said_of_the_same_plan() {
    assert_eq!(changes_since(&plan(), &plan()), [] as [String; 0]);
}

#[test]
fn each_change_has_a_line_that_names_it() {
    let api = |change: fn(&mut ServicePlan)| told(|plan| change(&mut plan.services[0]));
    assert_eq!(
        api(|api| api.containers[0].id = "2".to_owned()),
        ["api: its container was replaced"]
    );
    assert_eq!(
        api(|api| api.containers.clear()),
        ["api: its container is gone"]
    );
    assert_eq!(
        api(|api| api.image = Some(ImagePlan::Present {
            reference: "api".to_owned(),
            id: "sha256:fedcba9876543210".to_owned(),
        })),
        ["image of api: 0123456789ab → fedcba987654"]
    );
    assert_eq!(
        api(|api| {
            api.reasons = vec![Reason::Environment {
                keys: vec!["A".to_owned(), "Z".to_owned()],
            }];
            api.config_hash = Some("i".to_owned());
        }),
        ["api: environment Z"]
    );
    assert_eq!(
        api(|api| api.reasons.push(Reason::MountedFile {
            path: "api.conf".to_owned()
        })),
        ["api: mounted file api.conf changed"]
    );
    assert_eq!(
        api(|api| api.config_hash = None),
        ["api: its definition changed"]
    );
    assert_eq!(api(|api| api.replicas = 3), ["api: 1 → 3 containers"]);
    assert_eq!(
        api(|api| api.change = Change::Keep),
        ["api: recreate → keep"]
    );
    assert_eq!(
        api(|api| api.downtime = Downtime::Down),
        ["api: another downtime is expected"]
    );
    assert_eq!(api(|api| api.reasons.clear()), ["api: environment A"]);
    assert_eq!(
        api(|api| api.one_shot = true),
        ["api: changes for another reason"]
    );
}

fn pull(commit: &str, title: &str) -> GithubSource {
    GithubSource {
        repository: RepositoryName::new("acme/shop").unwrap(),
        reference: "cart".to_owned(),
        pull: Some(PullSource {
            number: 7,
            title: title.to_owned(),
            fork: None,
            holds: false,
        }),
        commit: commit.repeat(5),
        title: "Fix the cart".to_owned(),
        author: "Ada".to_owned(),
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

/// What is said of a version that has become another one.
fn moved(before: GithubSource, after: GithubSource) -> Vec<String> {
    let of = |source| {
        let source = Some(SourceState::Github(Box::new(source)));
        Plan { source, ..plan() }
    };
    changes_since(&of(before), &of(after))
}

#[test]
fn a_version_that_moved_on_github_is_named_with_both_commits() {
    let shown = || pull("c0ffee00", "Cart");
    assert_eq!(
        moved(shown(), pull("beefbeef", "Cart")),
        ["pull request 7 was at c0ffee00c0, and is at beefbeefbe now"]
    );
    assert_eq!(moved(shown(), pull("c0ffee00", "The cart")), [""; 0]);
    let branch = |commit| GithubSource {
        pull: None,
        ..pull(commit, "")
    };
    assert_eq!(
        moved(branch("c0ffee00"), branch("beefbeef")),
        ["cart was at c0ffee00c0, and is at beefbeefbe now"]
    );
    assert_eq!(
        moved(shown(), branch("c0ffee00")),
        ["the source is another one"]
    );
}

#[test]
fn what_lies_around_the_services_is_named_too() {
    assert_eq!(
        told(|plan| plan.services.clear()),
        ["api is no longer part of it"]
    );
    assert_eq!(
        told(|plan| plan.source = Some(SourceState::Workspace {
            path: "/home/shop".to_owned(),
            branch: Some("main".to_owned()),
            commit: Some("beef".repeat(9)),
            uncommitted: Some(Uncommitted {
                files: 2,
                newest: None,
            }),
        })),
        ["the source: main c0ffeec0ff → main beefbeefbe with 2 not committed"]
    );
    assert_eq!(
        told(|plan| plan.files.added.push(edited("a.txt"))),
        ["files changed: a.txt"]
    );
    assert_eq!(
        told(|plan| plan.files.unchanged = 1),
        ["files changed that stay as they are"]
    );
    assert_eq!(
        told(|plan| plan.networks.clear()),
        ["network shop_back needn't be made any more"]
    );
    assert_eq!(
        told(|plan| plan.volumes.push("v".to_owned())),
        ["volume v would be made"]
    );
    assert_eq!(
        told(|plan| plan.warnings.push("w".to_owned())),
        ["a new warning: w"]
    );
    assert_eq!(
        told(|plan| plan.gate.stability_secs = 1),
        ["the gate's stability window: 10 s → 1 s"]
    );
    assert_eq!(
        told(|plan| plan.action = Action::Rollback),
        ["something that isn't listed here"]
    );
}
