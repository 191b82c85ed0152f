use chrono::DateTime;

use super::*;
use crate::domain::name::RepositoryName;

fn plan() -> Plan {
    Plan {
        services: vec![ServicePlan {
            service: ServiceName::new("web").unwrap(),
            change: Change::Restart,
            reasons: vec![Reason::Asked],
            containers: vec![ContainerRef {
                id: "a".into(),
                name: "shop-web-1".into(),
                image_id: "i".into(),
            }],
            replicas: 1,
            one_shot: false,
            config_hash: None,
            image: None,
            downtime: Downtime::Interrupted {
                why: "it is restarted".into(),
                stop_secs: None,
            },
        }],
        ..Plan::empty(
            CodebaseName::new("shop").unwrap(),
            ProjectName::new("shop").unwrap(),
            Action::Restart,
            Gate {
                deadline_secs: 120,
                stability_secs: 10,
                probe: None,
            },
        )
    }
}

#[test]
fn the_digest_is_of_a_commit_and_not_of_what_its_pull_request_is_called() {
    let digest = |commit: &str, title: &str| {
        let source = GithubSource {
            repository: RepositoryName::new("acme/shop").unwrap(),
            reference: "cart".into(),
            pull: Some(PullSource {
                number: 7,
                title: title.into(),
                fork: None,
                holds: false,
            }),
            commit: commit.into(),
            title: "Fix the cart".into(),
            author: "Ada".into(),
            at: DateTime::UNIX_EPOCH,
        };
        let mut plan = plan();
        plan.source = Some(SourceState::Github(Box::new(source)));
        plan.digest()
    };
    assert_eq!(digest("c0ffee", "Cart"), digest("c0ffee", "The cart"));
    assert_ne!(digest("c0ffee", "Cart"), digest("beef", "Cart"));
}

#[test]
fn the_digest_is_of_the_plan_and_of_the_state_it_starts_from() {
    let shown = plan();
    assert_eq!(shown.digest(), plan().digest());
    let mut other_container = plan();
    other_container.services[0].containers[0].id = "b".into();
    assert_ne!(shown.digest(), other_container.digest());
    let mut saved_again = plan();
    let workspace = |second| SourceState::Workspace {
        path: "/home/shop".into(),
        branch: None,
        commit: None,
        uncommitted: Some(Uncommitted {
            files: 1,
            newest: Some(Newest {
                at: DateTime::from_timestamp_secs(second).unwrap(),
                path: "a.txt".into(),
            }),
        }),
    };
    saved_again.source = Some(workspace(1));
    let saved = saved_again.digest();
    saved_again.source = Some(workspace(2));
    assert_eq!(saved_again.digest(), saved);
    assert_ne!(saved, shown.digest());
    let mut estimated = plan();
    estimated.services[0].downtime = Downtime::Interrupted {
        why: "it is restarted".into(),
        stop_secs: Some(10),
    };
    assert_eq!(estimated.digest(), plan().digest());
    let mut other_gate = plan();
    other_gate.gate.deadline_secs = 60;
    assert_ne!(shown.digest(), other_gate.digest());
}

#[test]
fn a_digest_survives_its_hex() {
    let digest = plan().digest();
    assert_eq!(PlanDigest::from_hex(&digest.to_hex()), Some(digest));
    assert_eq!(PlanDigest::from_hex("beef"), None);
}
