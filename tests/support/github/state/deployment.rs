//! Deployments, commit statuses, check runs.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::State;
use super::repository::Repository;

pub(crate) struct Deployment {
    pub(crate) id: i64,
    pub(crate) repository: i64,
    pub(crate) sha: String,
    /// As it was given.
    pub(crate) git_ref: String,
    pub(crate) task: String,
    pub(crate) payload: Value,
    pub(crate) environment: String,
    pub(crate) description: Option<String>,
    pub(crate) creator: i64,
    pub(crate) app: Option<i64>,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    pub(crate) is_transient: bool,
    pub(crate) is_production: bool,
    /// The oldest first.
    pub(crate) statuses: Vec<DeploymentStatus>,
}

impl Deployment {
    /// The state of its newest status.
    pub(crate) fn state(&self) -> Option<&str> {
        self.statuses.last().map(|status| &*status.state)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct DeploymentStatus {
    pub(crate) id: i64,
    pub(crate) state: String,
    pub(crate) description: String,
    pub(crate) environment: String,
    pub(crate) log_url: String,
    pub(crate) environment_url: String,
    pub(crate) creator: i64,
    pub(crate) app: Option<i64>,
    pub(crate) created: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub(crate) struct CommitStatus {
    pub(crate) id: i64,
    pub(crate) repository: i64,
    pub(crate) sha: String,
    pub(crate) state: String,
    pub(crate) context: String,
    pub(crate) description: Option<String>,
    pub(crate) target_url: Option<String>,
    pub(crate) creator: i64,
    pub(crate) created: DateTime<Utc>,
}

/// What an Action or another App says of a commit.
#[derive(Debug, Clone)]
pub(crate) struct CheckRun {
    pub(crate) id: i64,
    pub(crate) repository: i64,
    pub(crate) sha: String,
    pub(crate) name: String,
    /// None: it is still going on.
    pub(crate) conclusion: Option<String>,
    pub(crate) started: DateTime<Utc>,
}

impl State {
    /// The newest status of each context, the newest first.
    pub(crate) fn newest_statuses(&self, repository: &Repository, sha: &str) -> Vec<&CommitStatus> {
        let mut newest: Vec<&CommitStatus> = Vec::new();
        for status in self.statuses.iter().rev() {
            let is_meant = status.repository == repository.id && status.sha == sha;
            if is_meant && newest.iter().all(|other| other.context != status.context) {
                newest.push(status);
            }
        }
        newest
    }

    /// The newest run of each name, the newest first.
    pub(crate) fn newest_checks(&self, repository: &Repository, sha: &str) -> Vec<&CheckRun> {
        let mut newest: Vec<&CheckRun> = Vec::new();
        for check in self.checks.iter().rev() {
            let is_meant = check.repository == repository.id && check.sha == sha;
            if is_meant && newest.iter().all(|other| other.name != check.name) {
                newest.push(check);
            }
        }
        newest
    }
}
