//! Every kind of call that a deploy makes goes wrong in every way, one after the other. What comes of it is a clear answer or a
//! line in the log, and what was asked for happens once or not at all.

use std::time::Duration;

use super::{World, code};
use crate::github::{ARCHIVES, Conversation, Fault, Limits, Person, Role, Said};

const FAULTS: [Fault; 4] = [
    Fault::Status(403),
    Fault::Status(404),
    Fault::Status(500),
    Fault::Cut,
];
/// More often than anything is tried.
const ALWAYS: usize = 100;
/// For how long GitHub's word of what somebody may do counts.
const MOMENT: Duration = Duration::from_millis(2100);

const REPOSITORY: &str = "repos/get";
const ISSUE: &str = "issues/get";
const PERMISSION: &str = "repos/get-collaborator-permission-level";
const PULL: &str = "pulls/get";
const COMMIT: &str = "repos/get-commit";
const ARCHIVE: &str = "repos/download-tarball-archive";
const COMPARE: &str = "repos/compare-commits-with-basehead";
const REACTION: &str = "reactions/create-for-issue-comment";
const COMMENT: &str = "issues/create-comment";
const EDIT: &str = "issues/update-comment";
const COMMENTS: &str = "issues/list-comments";
const DEPLOY: &str = "repos/create-deployment";
const DEPLOYMENTS: &str = "repos/list-deployments";
const STATUS: &str = "repos/create-deployment-status";
const STATUSES: &str = "repos/list-deployment-statuses";

/// What an answer says of a fault.
fn words(fault: Fault) -> &'static str {
    match fault {
        Fault::Status(403) => "doesn't let Hailer do that",
        Fault::Status(404) => "here is no ",
        _ => "GitHub gave no answer",
    }
}

/// A version that is live, and a pull request with the next.
async fn scene() -> (World, Conversation) {
    let world = World::new().await;
    // It is another test's what becomes of those who write so much.
    world.github.limit(Limits {
        content_minute: 1000,
        ..Limits::default()
    });
    world.pushes("main", 2);
    world.shop.bot.at_the_terminal("/docker-deploy HEAD");
    world.pushes("cart", 3);
    let pull = world
        .ada
        .opens_pull(&world.repository, "cart", &world.repository);
    (world, pull)
}

/// Somebody of whom GitHub hasn't said a word yet, and who may deploy.
fn newcomer(world: &World, case: usize) -> Person {
    let person = world.github.person(&format!("grace-{case}"));
    world.repository.gives(&person, Role::Maintain);
    person
}

/// How often it was called. The server of archives counts nothing.
fn count(world: &World, call: &str) -> usize {
    if call == ARCHIVES {
        return usize::MAX;
    }
    world.github.count(call)
}

/// Somebody gives a command while a call fails. Returns that with the answer.
async fn says(
    (world, pull): (&World, &Conversation),
    (person, line): (&Person, &str),
    (call, fault): (&str, Fault),
) -> (Said, String) {
    let before = count(world, call);
    world.github.fail_next(ALWAYS, call, fault);
    let asked = person.comments(pull, line);
    let answer = pull.next_comment().await.text();
    let called = count(world, call) > before || call == ARCHIVES;
    assert!(called, "{call} {fault:?}: not called:\n{answer}");
    (asked, answer)
}

#[tokio::test]
async fn what_fails_before_the_yes_is_said() {
    let (world, pull) = scene().await;
    let mut case = 0;
    for call in [
        REPOSITORY, ISSUE, PERMISSION, PULL, COMMIT, ARCHIVE, ARCHIVES,
    ] {
        for fault in FAULTS {
            case += 1;
            let asks = newcomer(&world, case);
            let asked = (&asks, "/docker-deploy");
            let (asked, answer) = says((&world, &pull), asked, (call, fault)).await;
            let is_clear = answer.contains(words(fault)) && !answer.contains("/confirm ");
            assert!(is_clear, "{call} {fault:?}:\n{answer}");
            asked.gets("confused").await;
            world.github.heals();
        }
    }
    for call in [COMPARE, REACTION] {
        for fault in FAULTS {
            case += 1;
            let asks = newcomer(&world, case);
            let asked = (&asks, "/docker-deploy");
            let (_, answer) = says((&world, &pull), asked, (call, fault)).await;
            assert!(answer.contains("/confirm "), "{call} {fault:?}:\n{answer}");
            world.github.heals();
        }
    }
    assert_eq!(world.shop.version(), "2");
}

#[tokio::test]
async fn what_fails_at_the_yes_keeps_it_from_happening() {
    let (world, pull) = scene().await;
    let runs = world.shop.container();
    let mut case = 0;
    for call in [REPOSITORY, ISSUE, PERMISSION, PULL, COMMIT] {
        for fault in FAULTS {
            case += 1;
            let asks = newcomer(&world, case);
            asks.comments(&pull, "/docker-deploy");
            pull.next_comment().await;
            if call == PERMISSION {
                tokio::time::sleep(MOMENT).await;
            }
            let yes = (&asks, "/docker-deploy yes");
            let (yes, answer) = says((&world, &pull), yes, (call, fault)).await;
            assert!(answer.contains(words(fault)), "{call} {fault:?}:\n{answer}");
            yes.gets("confused").await;
            world.github.heals();
        }
    }
    assert_eq!(world.shop.container(), runs);
    let shown = world.repository.deployments();
    let is_live = |states: &[String]| states.iter().any(|state| state == "success");
    let live = shown.iter().filter(|one| is_live(&one.states));
    assert_eq!(live.count(), 1, "{shown:#?}");
}

/// Deploys version after version, while each of these calls goes wrong once in every way.
async fn goes_live_though(calls: &[&str]) {
    let world = World::new().await;
    let issue = world.issue();
    let mut version = 1;
    for fault in FAULTS {
        version += 1;
        world.pushes("main", version);
        world.ada.comments(&issue, "/docker-deploy");
        let preview = issue.next_comment().await;
        let yes = format!("/confirm {}", code(&preview.text()));
        for call in calls {
            world.github.fail_next(1, call, fault);
        }
        world.ada.comments(&issue, &yes);
        let told = issue.next_comment().await;
        told.becomes("deployed").await;
        assert_eq!(world.shop.version(), version.to_string());
    }
    let runs = world.shop.container();
    let states = ["inactive", "inactive", "inactive", "success"];
    world.repository.all_come_to(&states).await;
    let way = ["queued", "in_progress", "success", "inactive"];
    for shown in world.repository.deployments() {
        assert_eq!(shown.states, way[..shown.states.len()]);
    }
    assert_eq!((world.shop.container(), issue.unread()), (runs, 0));
    for call in calls {
        for status in [403, 404, 500] {
            let calls = world.github.calls();
            let mut calls = calls.iter().filter(|one| one.operation == *call);
            let has_failed = calls.any(|one| one.status == Some(status));
            assert!(has_failed, "{call} never failed with {status}");
        }
    }
}

#[tokio::test]
async fn what_fails_at_the_beginning_is_made_up_for() {
    goes_live_though(&[COMMENT, COMMENTS, REACTION, DEPLOY, DEPLOYMENTS]).await;
}

#[tokio::test]
async fn what_fails_on_the_way_is_made_up_for() {
    goes_live_though(&[EDIT, REACTION, STATUS, STATUSES]).await;
}

#[tokio::test]
async fn an_answer_that_is_refused_is_in_the_log_and_one_that_is_lost_comes() {
    let world = World::new().await;
    let issue = world.issue();
    for (refused, fault) in (1..).zip([Fault::Status(403), Fault::Status(404)]) {
        world.github.fail_next(1, COMMENT, fault);
        world.ada.comments(&issue, "/docker-status");
        world.logs("an answer can't be sent", refused).await;
    }
    for fault in [Fault::Status(500), Fault::Cut, Fault::AnswerLost] {
        world.github.fail_next(1, COMMENT, fault);
        let asked = world.ada.comments(&issue, "/docker-status");
        let answer = issue.next_comment().await;
        assert!(answer.text().contains("**shop**"), "{}", answer.text());
        asked.gets("rocket").await;
    }
    assert_eq!(issue.unread(), 0);
}
