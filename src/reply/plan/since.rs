//! What is different now from what somebody was shown, a line each. Pure: it looks at the two plans and at nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::files::{FileChange, FileDiff};
use crate::domain::plan::{
    Change, Gate, GithubSource, ImagePlan, LiveSource, Plan, Reason, ServicePlan, SourceState,
};
use crate::reply::words::{few, short_commit, short_id, version};

use super::{NAMES, instance};

/// How `now` differs from the plan that was `shown`. Empty where the two are the same.
#[must_use]
pub fn changes_since(shown: &Plan, now: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    source(shown.source.as_ref(), now.source.as_ref(), &mut lines);
    live(shown.live.as_ref(), now.live.as_ref(), &mut lines);
    services(&shown.services, &now.services, &mut lines);
    instance::changes(shown, now, &mut lines);
    files(&shown.files, &now.files, &mut lines);
    if shown.link != now.link {
        lines.push("where production leads, or will lead, is another folder".to_owned());
    }
    named("network", &shown.networks, &now.networks, &mut lines);
    named("volume", &shown.volumes, &now.volumes, &mut lines);
    said(shown, now, &mut lines);
    gate(&shown.gate, &now.gate, &mut lines);
    if lines.is_empty() && shown.digest() != now.digest() {
        lines.push("something that isn't listed here".to_owned());
    }
    lines
}

fn source(shown: Option<&SourceState>, now: Option<&SourceState>, lines: &mut Vec<String>) {
    if shown == now {
        return;
    }
    if let (Some(SourceState::Github(before)), Some(SourceState::Github(after))) = (shown, now) {
        return github(before, after, lines);
    }
    let at = |source: &SourceState| match source {
        SourceState::Workspace { path, .. } => (path.clone(), version(source.version())),
        SourceState::Github(source) => (source.repository.to_string(), String::new()),
        // Releases have no folder that tells them apart.
        SourceState::Release { number, .. } => (String::new(), format!("release {number}")),
    };
    match (shown.map(at), now.map(at)) {
        (Some(before), Some(after)) if before == after => {}
        (Some((folder, before)), Some((same, after))) if folder == same => {
            lines.push(format!("the source: {before} → {after}"));
        }
        _ => lines.push("the source is another one".to_owned()),
    }
}

/// Both commits of what moved meanwhile. That another title was given to it is no change.
fn github(shown: &GithubSource, now: &GithubSource, lines: &mut Vec<String>) {
    let (before, after) = (short_commit(&shown.commit), short_commit(&now.commit));
    if shown.repository != now.repository || shown.asked() != now.asked() {
        lines.push("the source is another one".to_owned());
    } else if before != after {
        let what = now.asked();
        lines.push(format!("{what} was at {before}, and is at {after} now"));
    }
    let holds = |source: &GithubSource| source.pull.as_ref().is_some_and(|pull| pull.holds);
    if holds(shown) != holds(now) {
        lines.push("whether production is held afterwards for this pull request".to_owned());
    }
}

fn live(shown: Option<&LiveSource>, now: Option<&LiveSource>, lines: &mut Vec<String>) {
    let release = |live: Option<&LiveSource>| match live {
        Some(live) => format!("release {}", live.release),
        None => "none that is known by its commit".to_owned(),
    };
    let (before, after) = (release(shown), release(now));
    if before != after {
        lines.push(format!("what is live: {before} → {after}"));
    }
}

fn services(shown: &[ServicePlan], now: &[ServicePlan], lines: &mut Vec<String>) {
    let find = |all: &'_ [ServicePlan], name: &ServicePlan| {
        all.iter().find(|one| one.service == name.service).cloned()
    };
    for before in shown {
        match find(now, before) {
            Some(after) => service(before, &after, lines),
            None => lines.push(format!("{} is no longer part of it", before.service)),
        }
    }
    for new in now.iter().filter(|new| find(shown, new).is_none()) {
        lines.push(format!("{} has come to it", new.service));
    }
}

fn service(shown: &ServicePlan, now: &ServicePlan, lines: &mut Vec<String>) {
    if shown == now {
        return;
    }
    let name = &now.service;
    let known = lines.len();
    if shown.containers != now.containers {
        lines.push(containers(shown, now));
    }
    if shown.image != now.image {
        lines.push(image(shown, now));
    }
    let (before, after) = (keys(shown), keys(now));
    let keys: Vec<&str> = before.symmetric_difference(&after).copied().collect();
    if !keys.is_empty() {
        lines.push(format!("{name}: environment {}", few(&keys, NAMES)));
    }
    let files: Vec<&str> = mounted(shown)
        .symmetric_difference(&mounted(now))
        .copied()
        .collect();
    if !files.is_empty() {
        lines.push(format!(
            "{name}: mounted file {} changed",
            few(&files, NAMES)
        ));
    }
    if shown.replicas != now.replicas {
        let (before, after) = (shown.replicas, now.replicas);
        lines.push(format!("{name}: {before} → {after} containers"));
    }
    if shown.config_hash != now.config_hash && keys.is_empty() {
        lines.push(format!("{name}: its definition changed"));
    }
    if shown.change != now.change {
        let (before, after) = (verb(shown.change), verb(now.change));
        lines.push(format!("{name}: {before} → {after}"));
    }
    if shown.downtime != now.downtime {
        lines.push(format!("{name}: another downtime is expected"));
    }
    if lines.len() == known {
        lines.push(format!("{name}: changes for another reason"));
    }
}

fn containers(shown: &ServicePlan, now: &ServicePlan) -> String {
    let name = &now.service;
    match (shown.containers.as_slice(), now.containers.as_slice()) {
        (_, []) => format!("{name}: its container is gone"),
        ([], _) => format!("{name}: it has a container now"),
        (before, after) if before.len() != after.len() => {
            format!(
                "{name}: it had {} containers and has {}",
                before.len(),
                after.len()
            )
        }
        _ => format!("{name}: its container was replaced"),
    }
}

fn image(shown: &ServicePlan, now: &ServicePlan) -> String {
    let name = &now.service;
    let words = |image: &Option<ImagePlan>| match image {
        None => "none".to_owned(),
        Some(ImagePlan::Present { id, .. }) => short_id(id).to_owned(),
        Some(ImagePlan::Pull {
            reference, digest, ..
        }) => format!("{reference}@{}, to be pulled", short_id(digest)),
        Some(ImagePlan::Build { inputs, .. }) => format!("a build of {}", short_id(inputs)),
    };
    format!(
        "image of {name}: {} → {}",
        words(&shown.image),
        words(&now.image)
    )
}

fn keys(service: &ServicePlan) -> BTreeSet<&str> {
    let keys = service.reasons.iter().filter_map(|reason| match reason {
        Reason::Environment { keys } => Some(keys),
        _ => None,
    });
    keys.flatten().map(String::as_str).collect()
}

fn mounted(service: &ServicePlan) -> BTreeSet<&str> {
    let paths = service.reasons.iter().filter_map(|reason| match reason {
        Reason::MountedFile { path } => Some(path.as_str()),
        _ => None,
    });
    paths.collect()
}

const fn verb(change: Change) -> &'static str {
    match change {
        Change::Keep => "keep",
        Change::Create => "create",
        Change::Recreate => "recreate",
        Change::Remove => "remove",
        Change::Restart => "restart",
        Change::Start => "start",
        Change::Stop => "stop",
    }
}

fn files(shown: &FileDiff, now: &FileDiff, lines: &mut Vec<String>) {
    let (before, after) = (by_path(shown), by_path(now));
    let paths: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed: Vec<&str> = paths
        .into_iter()
        .filter(|path| before.get(path) != after.get(path))
        .collect();
    if !changed.is_empty() {
        lines.push(format!("files changed: {}", few(&changed, NAMES)));
    } else if shown != now {
        lines.push("files changed that stay as they are".to_owned());
    }
}

fn by_path(diff: &FileDiff) -> BTreeMap<&str, &FileChange> {
    let all = diff.added.iter().chain(&diff.changed).chain(&diff.deleted);
    all.map(|change| (change.path.as_str(), change)).collect()
}

fn named(what: &str, shown: &[String], now: &[String], lines: &mut Vec<String>) {
    for gone in shown.iter().filter(|name| !now.contains(name)) {
        lines.push(format!("{what} {gone} needn't be made any more"));
    }
    for new in now.iter().filter(|name| !shown.contains(name)) {
        lines.push(format!("{what} {new} would be made"));
    }
}

/// What the policy and the plan warn of.
fn said(shown: &Plan, now: &Plan, lines: &mut Vec<String>) {
    for (finding, level) in now
        .findings
        .iter()
        .filter(|one| !shown.findings.contains(one))
    {
        let (path, what) = (&finding.path, &finding.what);
        lines.push(format!("the policy now has for {path}: {what} ({level})"));
    }
    for (gone, _) in shown
        .findings
        .iter()
        .filter(|one| !now.findings.contains(one))
    {
        lines.push(format!("the policy had for {}: {}", gone.path, gone.what));
    }
    for new in now
        .warnings
        .iter()
        .filter(|one| !shown.warnings.contains(one))
    {
        lines.push(format!("a new warning: {new}"));
    }
    for gone in shown
        .warnings
        .iter()
        .filter(|one| !now.warnings.contains(one))
    {
        lines.push(format!("no longer warned of: {gone}"));
    }
}

fn gate(shown: &Gate, now: &Gate, lines: &mut Vec<String>) {
    let mut changed = |what: &str, before: &str, after: &str| {
        if before != after {
            lines.push(format!("the gate's {what}: {before} → {after}"));
        }
    };
    let seconds = |secs: u64| format!("{secs} s");
    changed(
        "deadline",
        &seconds(shown.deadline_secs),
        &seconds(now.deadline_secs),
    );
    changed(
        "stability window",
        &seconds(shown.stability_secs),
        &seconds(now.stability_secs),
    );
    let probe = |gate: &Gate| gate.probe.clone().unwrap_or_else(|| "none".to_owned());
    changed("probe", &probe(shown), &probe(now));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::action::Action;
    use crate::domain::files::{ContentHash, Entry, RelativePath};
    use crate::domain::name::RepositoryName;
    use crate::domain::name::{CodebaseName, ProjectName, ServiceName};
    use crate::domain::plan::{ContainerRef, Downtime, PullSource, Uncommitted};

    fn plan() -> Plan {
        Plan {
            codebase: CodebaseName::new("shop").unwrap(),
            project: ProjectName::new("shop").unwrap(),
            action: Action::Deploy,
            source: Some(SourceState::Workspace {
                path: "/home/shop".to_owned(),
                branch: Some("main".to_owned()),
                commit: Some("c0ffee".repeat(6)),
                uncommitted: None,
            }),
            live: None,
            services: vec![api()],
            files: FileDiff::default(),
            link: None,
            networks: vec!["shop_back".to_owned()],
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
}
