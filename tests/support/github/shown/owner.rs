//! Accounts.

use serde_json::{Value, json};

use super::{PAGES, time};
use crate::github::state::State;
use crate::github::state::owner::{Kind, Role};
use crate::github::state::repository::Repository;

/// What an account's address goes on with.
const PARTS: [(&str, &str); 9] = [
    ("followers_url", "/followers"),
    ("following_url", "/following{/other_user}"),
    ("gists_url", "/gists{/gist_id}"),
    ("starred_url", "/starred{/owner}{/repo}"),
    ("subscriptions_url", "/subscriptions"),
    ("organizations_url", "/orgs"),
    ("repos_url", "/repos"),
    ("events_url", "/events{/privacy}"),
    ("received_events_url", "/received_events"),
];

impl State {
    pub(crate) fn owner_json(&self, id: i64) -> Value {
        let owner = &self.owners[&id];
        let url = format!("{}/users/{}", self.url, owner.login);
        let page = match owner.login.strip_suffix("[bot]") {
            Some(slug) => format!("{PAGES}/apps/{slug}"),
            None => format!("{PAGES}/{}", owner.login),
        };
        let mut shown = json!({
            "login": owner.login,
            "id": id,
            "node_id": format!("U_{id}"),
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
            "gravatar_id": "",
            "url": url,
            "html_url": page,
            "type": owner.kind.name(),
            "site_admin": false,
        });
        for (name, part) in PARTS {
            shown[name] = format!("{url}{part}").into();
        }
        shown
    }

    /// The whole account, as anybody sees it.
    pub(crate) fn account_json(&self, id: i64) -> Value {
        let mut shown = self.owner_json(id);
        for unknown in [
            "name", "company", "blog", "location", "email", "hireable", "bio",
        ] {
            shown[unknown] = Value::Null;
        }
        for count in ["public_repos", "public_gists", "followers", "following"] {
            shown[count] = 0.into();
        }
        let now = time(self.now());
        shown["created_at"] = now.as_str().into();
        shown["updated_at"] = now.into();
        shown
    }

    /// What somebody may do in a repository.
    pub(crate) fn permission_json(&self, id: i64, repository: &Repository) -> Value {
        let role = repository.role(id);
        let mut user = self.owner_json(id);
        user["permissions"] = permissions(role);
        user["role_name"] = role.name().into();
        json!({ "permission": role.permission(), "role_name": role.name(), "user": user })
    }

    /// Of a repository that belongs to an organisation, in webhooks.
    pub(crate) fn organization_json(&self, id: i64) -> Option<Value> {
        let owner = &self.owners[&id];
        if owner.kind != Kind::Organization {
            return None;
        }
        let url = format!("{}/orgs/{}", self.url, owner.login);
        let mut shown = json!({
            "login": owner.login,
            "id": id,
            "node_id": format!("O_{id}"),
            "url": url,
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
            "description": null,
        });
        for part in ["repos", "events", "hooks", "issues"] {
            shown[format!("{part}_url")] = format!("{url}/{part}").into();
        }
        shown["members_url"] = format!("{url}/members{{/member}}").into();
        shown["public_members_url"] = format!("{url}/public_members{{/member}}").into();
        Some(shown)
    }
}

/// A role as the five flags.
pub(crate) fn permissions(role: Role) -> Value {
    json!({
        "admin": role >= Role::Admin,
        "maintain": role >= Role::Maintain,
        "push": role >= Role::Write,
        "triage": role >= Role::Triage,
        "pull": role >= Role::Read,
    })
}
