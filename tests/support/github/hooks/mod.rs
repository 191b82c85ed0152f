//! Webhooks: what is told, how it is signed, and who carries it out.

pub(crate) mod courier;

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::schema;
use super::state::hook::{Hook, Outcome, Sent, Target};
use super::state::{State, new_secret};

/// Something that happened in a repository.
pub(crate) struct Told {
    pub(crate) event: &'static str,
    pub(crate) action: Option<&'static str>,
    /// What is told of it, beside repository and sender.
    pub(crate) fields: Value,
}

/// `X-Hub-Signature-256` over a body.
pub(crate) fn signature(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", sign(hmac::HMAC_SHA256, secret, body))
}

/// `X-Hub-Signature`, which is there for those who haven't moved on.
pub(crate) fn old_signature(secret: &str, body: &[u8]) -> String {
    let algorithm = hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY;
    format!("sha1={}", sign(algorithm, secret, body))
}

fn sign(algorithm: hmac::Algorithm, secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    hex::encode(hmac::sign(&key, body))
}

impl State {
    /// Tells every webhook that wants to hear of it.
    pub(crate) fn tell(&mut self, repository: i64, sender: i64, told: &Told) {
        let mut payload = json!({});
        if let Some(action) = told.action {
            payload["action"] = action.into();
        }
        if let Value::Object(fields) = &told.fields {
            for (name, value) in fields {
                payload[name] = value.clone();
            }
        }
        let owner = self.repositories[&repository].owner;
        payload["repository"] = self.told_repository(repository, told.event);
        if let Some(organization) = self.organization_json(owner) {
            payload["organization"] = organization;
        }
        payload["sender"] = self.owner_json(sender);
        self.check_payload(told, &payload);
        for hook in self.hooks_of(repository) {
            if hook.wants(told.event) {
                self.send(&hook, told.event, payload.clone());
            }
        }
    }

    /// What a new webhook gets to hear first.
    pub(crate) fn ping(&mut self, hook: &Hook, sender: i64) {
        let now = super::shown::time(self.now());
        let (kind, url) = match hook.target {
            Target::Repository(id) => (
                "Repository",
                format!("{}/hooks/{}", self.api_of(id), hook.id),
            ),
            Target::App(_) => ("App", format!("{}/app/hook", self.url)),
        };
        let mut fields = json!({
            "zen": "Responsive is better than fast.",
            "hook_id": hook.id,
            "hook": {
                "type": kind,
                "id": hook.id,
                "name": "web",
                "active": hook.is_active,
                "events": hook.events,
                "config": { "content_type": "json", "insecure_ssl": "0", "url": hook.url },
                "updated_at": now,
                "created_at": now,
                "url": url,
                "test_url": format!("{url}/test"),
                "ping_url": format!("{url}/pings"),
                "deliveries_url": format!("{url}/deliveries"),
                "last_response": { "code": null, "status": "unused", "message": null },
            },
        });
        match hook.target {
            Target::Repository(id) => {
                fields["repository"] = self.repository_json(id);
                fields["sender"] = self.owner_json(sender);
            }
            Target::App(id) => fields["hook"]["app_id"] = id.into(),
        }
        let told = Told {
            event: "ping",
            action: None,
            fields,
        };
        self.check_payload(&told, &told.fields);
        self.send(hook, "ping", told.fields);
    }

    /// Pushes show a repository otherwise than all others do.
    fn told_repository(&self, id: i64, event: &str) -> Value {
        let mut shown = self.repository_json(id);
        if event == "push" {
            let repository = &self.repositories[&id];
            shown["created_at"] = repository.created.timestamp().into();
            shown["pushed_at"] = repository.pushed.timestamp().into();
            shown["stargazers"] = 0.into();
            shown["master_branch"] = repository.default_branch.as_str().into();
            shown["url"] = self.page_of(id).into();
            shown["owner"]["name"] = self.owners[&repository.owner].login.as_str().into();
            shown["owner"]["email"] = self.email(repository.owner).into();
        }
        shown
    }

    /// The stand-in may not drift from what GitHub sends.
    fn check_payload(&mut self, told: &Told, payload: &Value) {
        let name = [Some(told.event), told.action].into_iter().flatten();
        let name = name.collect::<Vec<_>>().join("-").replace('_', "-");
        if let Some(found) = schema::check_payload(&name, payload) {
            let strange = found
                .strange
                .iter()
                .map(|path| format!("{path} is unknown"));
            let all = found.wrong.iter().cloned().chain(strange);
            let all = all.map(|words| format!("the stand-in's own webhook {name}: {words}"));
            self.violations.extend(all);
        }
    }

    /// The repository's own, and those of the Apps that are installed there.
    fn hooks_of(&self, repository: i64) -> Vec<Hook> {
        let is_installed = |app: i64| {
            let mut all = self.installations.values();
            all.any(|one| one.app == app && one.repositories.contains(&repository))
        };
        let is_meant = |hook: &&Hook| match hook.target {
            Target::Repository(id) => id == repository,
            Target::App(id) => is_installed(id),
        };
        self.hooks.values().filter(is_meant).cloned().collect()
    }

    fn send(&mut self, hook: &Hook, event: &'static str, mut payload: Value) {
        let id = self.next_id();
        if let Target::App(app) = hook.target
            && let Some(repository) = payload["repository"]["id"].as_i64()
        {
            let mut all = self.installations.values();
            let there = all.find(|one| one.app == app && one.repositories.contains(&repository));
            let there = there.map_or(0, |one| one.id);
            payload["installation"] = json!({ "id": there, "node_id": format!("I_{there}") });
        }
        let body = payload.to_string().into_bytes();
        // Of the shape that GitHub's have, and unlike any other that was ever sent.
        let guid = format!("{:08x}-cc78-11e3-81ab-{}", id, &new_secret("")[1..13]);
        let sent = Sent {
            id,
            hook: hook.id,
            event,
            action: payload["action"].as_str().map(str::to_owned),
            url: hook.url.clone(),
            headers: headers(hook, event, &guid, &body),
            guid,
            body,
            outcome: Outcome::Waiting,
        };
        self.post(sent);
    }

    /// Gives it to the courier, unless it is to be lost.
    pub(crate) fn post(&mut self, mut sent: Sent) {
        if self.to_lose > 0 {
            self.to_lose -= 1;
            sent.outcome = Outcome::Lost;
        } else if let Some(courier) = &self.courier {
            courier.send(sent.clone()).unwrap();
        }
        self.sent.push(sent);
    }
}

fn headers(hook: &Hook, event: &str, guid: &str, body: &[u8]) -> Vec<(String, String)> {
    let (target, kind) = match hook.target {
        Target::Repository(id) => (id, "repository"),
        Target::App(id) => (id, "integration"),
    };
    let mut headers = vec![
        ("accept", "*/*".to_owned()),
        ("content-type", "application/json".to_owned()),
        ("user-agent", "GitHub-Hookshot/7b2e8c4".to_owned()),
        ("x-github-delivery", guid.to_owned()),
        ("x-github-event", event.to_owned()),
        ("x-github-hook-id", hook.id.to_string()),
        ("x-github-hook-installation-target-id", target.to_string()),
        ("x-github-hook-installation-target-type", kind.to_owned()),
    ];
    if let Some(secret) = &hook.secret {
        headers.push(("x-hub-signature", old_signature(secret, body)));
        headers.push(("x-hub-signature-256", signature(secret, body)));
    }
    let owned = headers.into_iter();
    owned
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
