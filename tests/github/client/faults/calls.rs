//! Every call of the client.

use std::pin::Pin;

use chrono::DateTime;
use hailer::github::{At, DeploymentState, GitHubError, NewDeployment, NewStatus, Reaction};

type Called<'a> = Pin<Box<dyn Future<Output = Result<(), GitHubError>> + 'a>>;

type Calls = fn(&At, String) -> Called<'_>;

/// An operation of GitHub's, whether nothing changes by it, and what calls it. The text is the SHA of a commit.
pub(super) type Row = (&'static str, bool, Calls);

const NEW: NewStatus<'_> = NewStatus {
    state: DeploymentState::Queued,
    description: "waits",
    url: None,
    log_url: None,
};

pub(super) fn reads() -> Vec<Row> {
    let read = |operation, calls| (operation, true, calls);
    let all: [(_, Calls); 13] = [
        ("repos/get", |at, _| {
            Box::pin(async move { at.about().await.map(drop) })
        }),
        ("repos/get-collaborator-permission-level", |at, _| {
            Box::pin(async move { at.permission(1, "ada").await.map(drop) })
        }),
        ("issues/get", |at, _| {
            Box::pin(async move { at.issue(1).await.map(drop) })
        }),
        ("pulls/get", |at, _| {
            Box::pin(async move { at.pull(1).await.map(drop) })
        }),
        ("repos/get-commit", |at, _| {
            Box::pin(async move { at.commit("main").await.map(drop) })
        }),
        ("repos/compare-commits-with-basehead", |at, sha| {
            Box::pin(async move { at.compare("main", &sha).await.map(drop) })
        }),
        ("issues/list-comments-for-repo", |at, _| {
            let since = DateTime::UNIX_EPOCH;
            Box::pin(async move { at.comments_since(since, None).await.map(drop) })
        }),
        ("issues/list-comments", |at, _| {
            let since = DateTime::UNIX_EPOCH;
            Box::pin(async move { at.find(1, "marker", since).await.map(drop) })
        }),
        ("repos/get-combined-status-for-ref", |at, sha| {
            Box::pin(async move { at.checks(&sha).await.map(drop) })
        }),
        ("checks/list-for-ref", |at, sha| {
            Box::pin(async move { at.checks(&sha).await.map(drop) })
        }),
        ("pulls/list-reviews", |at, _| {
            Box::pin(async move { at.reviews(1).await.map(drop) })
        }),
        ("repos/list-deployments", |at, sha| {
            Box::pin(async move {
                let new = NewDeployment {
                    sha: &sha,
                    environment: "production",
                    description: "",
                    is_production: true,
                };
                at.find_deployment(&new).await.map(drop)
            })
        }),
        ("repos/download-tarball-archive", |at, sha| {
            Box::pin(async move { at.archive(&sha, &mut Vec::new(), 1 << 20).await.map(drop) })
        }),
    ];
    all.map(|(operation, calls)| read(operation, calls)).into()
}

pub(super) fn writes() -> Vec<Row> {
    let write = |operation, calls| (operation, false, calls);
    let all: [(_, Calls); 5] = [
        ("issues/create-comment", |at, _| {
            Box::pin(async move { at.comment(1, "hello").await.map(drop) })
        }),
        ("issues/update-comment", |at, _| {
            Box::pin(async move { at.edit(1, "hello").await })
        }),
        ("reactions/create-for-issue-comment", |at, _| {
            Box::pin(async move { at.react(1, Reaction::Eyes).await })
        }),
        ("repos/create-deployment", |at, sha| {
            Box::pin(async move {
                let new = NewDeployment {
                    sha: &sha,
                    environment: "production",
                    description: "",
                    is_production: true,
                };
                at.deploy(&new).await.map(drop)
            })
        }),
        ("repos/create-deployment-status", |at, _| {
            Box::pin(async move { at.deployment_status(1, &NEW).await })
        }),
    ];
    all.map(|(operation, calls)| write(operation, calls)).into()
}

pub(super) fn all() -> Vec<Row> {
    reads().into_iter().chain(writes()).collect()
}
