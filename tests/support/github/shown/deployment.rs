//! Deployments, commit statuses, check runs.

use serde_json::{Value, json};

use super::time;
use crate::github::state::State;
use crate::github::state::deployment::{CheckRun, CommitStatus, Deployment, DeploymentStatus};

impl State {
    pub(crate) fn deployment_json(&self, deployment: &Deployment) -> Value {
        let api = self.api_of(deployment.repository);
        let url = format!("{api}/deployments/{}", deployment.id);
        json!({
            "url": url,
            "id": deployment.id,
            "node_id": format!("DE_{}", deployment.id),
            "task": deployment.task,
            "original_environment": deployment.environment,
            "environment": deployment.environment,
            "description": deployment.description,
            "created_at": time(deployment.created),
            "updated_at": time(deployment.updated),
            "statuses_url": format!("{url}/statuses"),
            "repository_url": api,
            "creator": self.owner_json(deployment.creator),
            "sha": deployment.sha,
            "ref": deployment.git_ref,
            "payload": deployment.payload,
            "transient_environment": deployment.is_transient,
            "production_environment": deployment.is_production,
            "performed_via_github_app": deployment.app.map(|app| self.app_json(app)),
        })
    }

    pub(crate) fn deployment_status_json(
        &self,
        deployment: &Deployment,
        status: &DeploymentStatus,
    ) -> Value {
        let api = self.api_of(deployment.repository);
        let of = format!("{api}/deployments/{}", deployment.id);
        json!({
            "url": format!("{of}/statuses/{}", status.id),
            "id": status.id,
            "node_id": format!("DES_{}", status.id),
            "state": status.state,
            "creator": self.owner_json(status.creator),
            "description": status.description,
            "environment": status.environment,
            "target_url": status.log_url,
            "created_at": time(status.created),
            "updated_at": time(status.created),
            "deployment_url": of,
            "repository_url": api,
            "environment_url": status.environment_url,
            "log_url": status.log_url,
            "performed_via_github_app": status.app.map(|app| self.app_json(app)),
        })
    }

    /// Without who set it.
    pub(crate) fn simple_status_json(&self, status: &CommitStatus) -> Value {
        let url = format!("{}/statuses/{}", self.api_of(status.repository), status.sha);
        let face = format!(
            "https://avatars.githubusercontent.com/u/{}?v=4",
            status.creator
        );
        json!({
            "url": url,
            "avatar_url": face,
            "id": status.id,
            "node_id": format!("SC_{}", status.id),
            "state": status.state,
            "description": status.description,
            "target_url": status.target_url,
            "context": status.context,
            "created_at": time(status.created),
            "updated_at": time(status.created),
        })
    }

    pub(crate) fn status_json(&self, status: &CommitStatus) -> Value {
        let mut shown = self.simple_status_json(status);
        shown["creator"] = self.owner_json(status.creator);
        shown
    }

    pub(crate) fn check_json(&self, check: &CheckRun) -> Value {
        let (api, page) = (
            self.api_of(check.repository),
            self.page_of(check.repository),
        );
        let url = format!("{api}/check-runs/{}", check.id);
        let page = format!("{page}/runs/{}", check.id);
        let status = match check.conclusion {
            Some(_) => "completed",
            None => "in_progress",
        };
        let ended = check.conclusion.is_some().then(|| time(check.started));
        json!({
            "id": check.id,
            "name": check.name,
            "node_id": format!("CR_{}", check.id),
            "head_sha": check.sha,
            "external_id": "",
            "url": url,
            "html_url": page,
            "details_url": page,
            "status": status,
            "conclusion": check.conclusion,
            "started_at": time(check.started),
            "completed_at": ended,
            "output": {
                "title": null, "summary": null, "text": null,
                "annotations_count": 0, "annotations_url": format!("{url}/annotations"),
            },
            "check_suite": { "id": check.id },
            "app": null,
            "pull_requests": [],
        })
    }
}
