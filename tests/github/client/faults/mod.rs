//! Each call fails in each way: what it says, and how often it asks.

mod calls;

use std::time::Duration;

use chrono::DateTime;
use futures_util::future::join_all;
use hailer::github::GitHubError;

use super::{Scene, scene};
use crate::github::Fault;
use calls::{Row, all, reads, writes};

/// What becomes of a call whose operation goes wrong again and again, and how often that was asked for.
async fn struck((operation, _, calls): Row, fault: Fault) -> (Result<(), GitHubError>, usize) {
    let scene = scene();
    scene.github.fail_next(9, operation, fault);
    let sha = scene.shop.branch("main");
    let told = calls(&scene.at(), sha).await;
    (told, scene.github.count(operation))
}

/// Every call meets the fault, side by side.
async fn each(rows: Vec<Row>, fault: Fault, check: impl Fn(Row, Result<(), GitHubError>, usize)) {
    let struck = rows.iter().map(|row| struck(*row, fault));
    for (row, (told, times)) in rows.iter().zip(join_all(struck).await) {
        check(*row, told, times);
    }
}

#[tokio::test]
async fn what_isnt_there_isnt_asked_for_again() {
    each(all(), Fault::Status(404), |row, told, times| {
        assert_eq!((told, times), (Err(GitHubError::NotFound), 1), "{}", row.0);
    })
    .await;
}

#[tokio::test]
async fn what_isnt_allowed_is_said_in_githubs_words() {
    each(all(), Fault::Status(403), |row, told, times| {
        let why = "Forbidden".to_owned();
        let refused = Err(GitHubError::Forbidden { why });
        assert_eq!((told, times), (refused, 1), "{}", row.0);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_isnt_taken_is_said_to_be_that() {
    each(all(), Fault::Status(401), |row, told, times| {
        assert_eq!((told, times), (Err(GitHubError::Token), 1), "{}", row.0);
    })
    .await;
}

/// Reads are tried three times, changes once.
fn check_tries((operation, is_read, _): Row, told: Result<(), GitHubError>, times: usize) {
    let error = told.expect_err(operation);
    assert!(
        matches!(error, GitHubError::Unreached(_)),
        "{operation}: {error}"
    );
    assert!(error.may_pass(), "{operation}: {error}");
    assert_eq!(times, if is_read { 3 } else { 1 }, "{operation}");
}

#[tokio::test]
async fn where_github_fails_only_reads_are_tried_again() {
    each(all(), Fault::Status(502), check_tries).await;
    each(all(), Fault::Page(503), check_tries).await;
}

#[tokio::test]
async fn where_the_connection_is_cut_only_reads_are_tried_again() {
    each(all(), Fault::Cut, check_tries).await;
}

#[tokio::test]
async fn where_an_answer_ends_in_its_middle_only_reads_are_tried_again() {
    let mut rows = all();
    // Where the archive is stands in a header: that answer has no middle.
    rows.retain(|row| row.0 != "repos/download-tarball-archive");
    each(rows, Fault::AnswerCut, check_tries).await;
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_none() {
    let rows = [reads().swap_remove(0), writes().swap_remove(0)];
    each(rows.into(), Fault::Malformed, |row, told, times| {
        assert!(
            matches!(told, Err(GitHubError::Unreached(_))),
            "{}: {told:?}",
            row.0
        );
        assert_eq!(times, 1, "{}", row.0);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_waited_for_beyond_the_limit() {
    let limit = Duration::from_secs(2);
    let prepared = all().into_iter().map(|row| {
        let scene = scene();
        scene.github.fail_next(9, row.0, Fault::Hang);
        let (at, sha) = (scene.impatient(limit), scene.shop.branch("main"));
        (row, scene, at, sha)
    });
    // All are ready before the first begins to wait.
    let prepared: Vec<_> = prepared.collect();
    let waited = prepared
        .iter()
        .map(|((_, _, calls), _, at, sha)| calls(at, sha.clone()));
    let told = join_all(waited).await;
    let silent = GitHubError::Unreached("none within 2s".to_owned());
    for ((row, scene, ..), told) in prepared.iter().zip(told) {
        let times = scene.github.count(row.0);
        assert_eq!((told, times), (Err(silent.clone()), 1), "{}", row.0);
    }
}

#[tokio::test]
async fn a_read_goes_well_after_two_failures() {
    let scene = scene();
    scene.github.fail_next(1, "repos/get", Fault::Status(500));
    scene.github.fail_next(1, "repos/get", Fault::Cut);
    assert_eq!(scene.at().about().await.unwrap().full_name, "acme/shop");
    assert_eq!(scene.github.count("repos/get"), 3);
}

/// A comment of which nobody knows whether it was made is looked for, and not made again.
async fn is_found(fault: Fault) {
    let scene: Scene = scene();
    scene.github.fail_next(1, "issues/create-comment", fault);
    let at = scene.impatient(Duration::from_secs(2));
    let told = at.comment(scene.number(), "done <!-- hailer:7 -->").await;
    assert!(matches!(told, Err(GitHubError::Unreached(_))), "{told:?}");
    let found = at
        .find(scene.number(), "<!-- hailer:7 -->", DateTime::UNIX_EPOCH)
        .await;
    let there = scene.issue.all_comments();
    assert_eq!(there.len(), 1);
    let id = found.unwrap().map(|made| made.id);
    assert_eq!(id, Some(super::unsigned(there[0].id)));
}

#[tokio::test]
async fn a_comment_whose_answer_was_lost_is_found() {
    is_found(Fault::AnswerLost).await;
    is_found(Fault::AnswerCut).await;
    is_found(Fault::Unanswered).await;
}

#[tokio::test]
async fn a_comment_that_was_not_made_is_not_found() {
    let scene = scene();
    scene
        .github
        .fail_next(1, "issues/create-comment", Fault::Cut);
    let told = scene.at().comment(scene.number(), "hailer:7").await;
    assert!(told.unwrap_err().may_pass());
    let found = scene
        .at()
        .find(scene.number(), "hailer:7", DateTime::UNIX_EPOCH)
        .await;
    assert_eq!(found, Ok(None));
}

#[tokio::test]
async fn a_server_that_is_down_is_said_to_be_that() {
    let mut scene = scene();
    scene.github.goes_down();
    let error = scene.at().about().await.unwrap_err();
    let told = error.to_string();
    assert!(
        told.starts_with("GitHub gave no answer that can be read (Connection refused"),
        "{told}"
    );
    scene.github.comes_up();
    assert!(scene.at().about().await.is_ok());
}
