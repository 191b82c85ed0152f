//! Apps, their installations and tokens.

use serde_json::{Value, json};

use super::{PAGES, time};
use crate::github::state::State;
use crate::github::state::app::{Installation, Token, usual_permissions};

/// What an App is told of, if it asks for nothing else.
const EVENTS: [&str; 3] = ["issue_comment", "pull_request", "push"];

impl State {
    pub(crate) fn app_json(&self, id: i64) -> Value {
        let app = &self.apps[&id];
        json!({
            "id": id,
            "slug": app.slug,
            "node_id": format!("A_{id}"),
            "client_id": format!("Iv23{id}"),
            "owner": self.owner_json(app.owner),
            "name": app.slug,
            "description": "",
            "external_url": "https://example.org",
            "html_url": format!("{PAGES}/apps/{}", app.slug),
            "created_at": time(app.created),
            "updated_at": time(app.created),
            "permissions": usual_permissions(),
            "events": EVENTS,
        })
    }

    pub(crate) fn installation_json(&self, installation: &Installation) -> Value {
        let id = installation.id;
        let account = &self.owners[&installation.account];
        let url = format!("{}/app/installations/{id}", self.url);
        let suspended = installation.is_suspended;
        json!({
            "id": id,
            "account": self.owner_json(account.id),
            "repository_selection": "selected",
            "access_tokens_url": format!("{url}/access_tokens"),
            "repositories_url": format!("{}/installation/repositories", self.url),
            "html_url": format!("{PAGES}/settings/installations/{id}"),
            "app_id": installation.app,
            "app_slug": self.apps[&installation.app].slug,
            "target_id": account.id,
            "target_type": account.kind.name(),
            "permissions": installation.permissions,
            "events": EVENTS,
            "created_at": time(installation.created),
            "updated_at": time(installation.created),
            "single_file_name": null,
            "has_multiple_single_files": false,
            "single_file_paths": [],
            "suspended_by": suspended.then(|| self.owner_json(account.id)),
            "suspended_at": suspended.then(|| time(installation.created)),
        })
    }

    pub(crate) fn token_json(&self, secret: &str, token: &Token) -> Value {
        let mut shown = json!({
            "token": secret,
            "expires_at": token.expires.map(time),
            "permissions": token.permissions,
            "repository_selection": "selected",
        });
        if let Some(repositories) = &token.repositories {
            let all = repositories.iter().map(|id| self.repository_json(*id));
            shown["repositories"] = all.collect::<Vec<_>>().into();
        }
        shown
    }
}
