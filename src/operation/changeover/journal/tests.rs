//! A journal is read as what its steps have come to.

use chrono::DateTime;

use super::*;
use crate::domain::journal::RunningContainer;

/// A journal of these steps, the last of them in `last`.
fn journal(steps: Vec<Step>, last: StepState) -> Vec<StepRecord> {
    let mut records: Vec<_> = (1..)
        .zip(steps)
        .map(|(number, step)| StepRecord {
            number,
            step,
            state: StepState::Done,
            detail: None,
            intended_at: DateTime::UNIX_EPOCH,
            ended_at: None,
        })
        .collect();
    if let Some(record) = records.last_mut() {
        record.state = last;
    }
    records
}

fn swap() -> Step {
    swap_of("web", "old")
}

fn swap_of(service: &str, old: &str) -> Step {
    Step::SwapService {
        service: ServiceName::new(service).unwrap(),
        one_shot: false,
        old: vec![OldContainer {
            id: old.to_owned(),
            name: format!("shop-{service}-1"),
            ran: true,
        }],
        new: vec![NewNames {
            temporary: format!("hailer-1-{service}-1"),
            name: format!("shop-{service}-1"),
        }],
    }
}

fn policy(from: &str, to: &str) -> Step {
    Step::SetRestartPolicy {
        container: "old".to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn stop(container: &str) -> Step {
    let container = container.to_owned();
    Step::StopContainer { container }
}

fn start(container: &str) -> Step {
    Step::StartContainer {
        container: container.to_owned(),
        made_for: None,
    }
}

fn start_new(service: &str) -> Step {
    Step::StartContainer {
        container: format!("new {service}"),
        made_for: ServiceName::new(service).ok(),
    }
}

fn tag(from: Option<&str>, to: &str) -> Step {
    Step::TagImage {
        tag: "shop-web".to_owned(),
        from: from.map(str::to_owned),
        to: to.to_owned(),
    }
}

#[test]
fn what_was_there_before_survives_a_recovery_that_was_itself_interrupted() {
    let steps = vec![
        tag(Some("v1"), "v2"),
        swap(),
        policy("always", "no"),
        stop("old"),
        start_new("web"),
        // From here on it was undone, up to a crash.
        stop("new"),
        tag(Some("v2"), "v1"),
        policy("no", "always"),
    ];
    let read = Changeover::read(&journal(steps, StepState::Intent));
    assert_eq!(read.tags["shop-web"].as_deref(), Some("v1"));
    assert_eq!(read.swaps[0].old[0].policy.as_deref(), Some("always"));
    assert!(read.swaps[0].started && read.touched && !read.gate_passed);
}

#[test]
fn services_that_are_replaced_side_by_side_are_told_apart() {
    let steps = vec![
        swap_of("web", "old web"),
        swap_of("api", "old api"),
        start_new("web"),
        stop("old api"),
        stop("old web"),
    ];
    let read = Changeover::read(&journal(steps, StepState::Intent));
    let seen: Vec<_> = read
        .swaps
        .iter()
        .map(|swap| (swap.service.as_str(), swap.started, swap.old[0].stopping))
        .collect();
    assert_eq!(seen, [("web", true, true), ("api", false, false)]);
}

#[test]
fn what_ran_stays_until_its_replacement_begins() {
    let running = |service: &str, id: &str| RunningContainer {
        id: id.to_owned(),
        service: ServiceName::new(service).unwrap(),
        well: true,
    };
    let snapshot = Step::Snapshot {
        differing: vec![],
        running: vec![running("web", "old"), running("api", "old api")],
    };
    let read = Changeover::read(&journal(vec![snapshot, swap()], StepState::Intent));
    assert_eq!(read.staying, [running("api", "old api")]);
}

#[test]
fn a_stop_that_nobody_saw_end_may_still_be_going_on() {
    let stopping = |steps, last| Changeover::read(&journal(steps, last)).swaps[0].old[0].stopping;
    assert!(stopping(vec![swap(), stop("old")], StepState::Intent));
    assert!(stopping(vec![swap(), stop("old")], StepState::Failed));
    assert!(!stopping(vec![swap(), stop("old")], StepState::Done));
    let revived = vec![swap(), stop("old"), stop("old"), start("old")];
    assert!(!stopping(revived, StepState::Intent));
}

#[test]
fn staging_and_building_change_nothing_in_production() {
    let steps = vec![
        Step::StageFiles {
            production: "/srv/shop".to_owned(),
            staging: ".hailer-1".to_owned(),
        },
        Step::BuildImage {
            service: "web".to_owned(),
            tag: "hailer.build/shop:776562".to_owned(),
        },
    ];
    let read = Changeover::read(&journal(steps, StepState::Intent));
    assert!(!read.touched);
    assert_eq!(read.production, Some(PathBuf::from("/srv/shop")));
    assert!(read.private_tags.contains("hailer.build/shop:776562"));
}

#[test]
fn where_production_led_first_survives_a_recovery_that_was_itself_interrupted() {
    let to = |folder: &str| Pointed::To(format!("shop.releases/{folder}"));
    let point = |from: &str, there: &str| Step::PointLink {
        link: "/srv/shop".to_owned(),
        from: to(from),
        to: to(there),
    };
    let mut steps = vec![Step::StageRelease {
        link: "/srv/shop".to_owned(),
        folder: "new".to_owned(),
    }];
    let mut link = Link::at("/srv/shop");
    link.made = Some("new".to_owned());
    let staged = Changeover::read(&journal(steps.clone(), StepState::Done));
    assert!(!staged.touched);
    assert_eq!(staged.link.as_ref(), Some(&link));

    link.pointed = Some((to("old"), to("new")));
    for next in [point("old", "new"), point("new", "old")] {
        steps.push(next);
        let read = Changeover::read(&journal(steps.clone(), StepState::Intent));
        assert!(read.touched);
        assert_eq!(read.link.as_ref(), Some(&link));
    }
}

#[test]
fn what_is_pulled_or_pushed_changes_nothing_in_production_and_what_to_undo_is_known() {
    let pulled = |image: &str| Step::PullImage {
        image: image.to_owned(),
    };
    let pushed = Step::PushImage {
        tag: "r.io/shop:2".to_owned(),
        from: Some("v1".to_owned()),
        to: "v2".to_owned(),
    };
    let steps = vec![pulled("r.io/api@sha256:00ff"), pulled("alpine:3"), pushed];
    for (last, told) in [
        (
            StepState::Done,
            "r.io/shop:2 was pushed to its registry and stays there",
        ),
        (
            StepState::Intent,
            "r.io/shop:2 may have been pushed to its registry, and stays there then",
        ),
        (StepState::Failed, ""),
    ] {
        let read = Changeover::read(&journal(steps.clone(), last));
        assert!(!read.touched);
        assert!(read.pulled.iter().eq(["r.io/api@sha256:00ff"]));
        assert_eq!(read.tags["r.io/shop:2"].as_deref(), Some("v1"));
        assert_eq!(read.still_pushed().join(""), told);
    }
}

#[test]
fn only_a_gate_that_is_known_to_have_passed_counts() {
    let passed = |last| Changeover::read(&journal(vec![Step::GatePassed], last)).gate_passed;
    assert!(passed(StepState::Done));
    assert!(!passed(StepState::Intent));
}
