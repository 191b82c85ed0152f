//! A Hailer with a preset that is ready as soon as it runs. Whatever it made goes when it is dropped.

use std::sync::Arc;

use hailer::app;
use hailer::command::parse;
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Actor, Conversation, Place, Platform};
use hailer::frontend::console;
use hailer::reply::{Progress, Reply, Responder, Status};
use hailer::router::{Request, Router};

use crate::images;
use crate::official::{runtime, said};

/// What most figures are of: it has no data, so that it is destroyed without a question.
const QUICK: &str = r#"
name = "quick"
about = "Ready as soon as it runs"
image = "hailer-test-breaker:{version}"
default_version = "1"
versions = { 1 = {} }
command = ["slow", "0"]
[[ports]]
container = 80
host = 41000
[health]
test = ["is-ready"]
"#;

pub(super) struct House {
    pub(super) id: String,
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) docker: bollard::Docker,
    router: Router,
    actor: Actor,
    _folder: tempfile::TempDir,
}

impl House {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let presets = folder.path().join("presets");
        std::fs::create_dir(&presets).unwrap();
        std::fs::write(presets.join("quick.toml"), QUICK).unwrap();
        let runtime = runtime();
        let docker = bollard::Docker::connect_with_local_defaults().unwrap();
        runtime.block_on(async {
            images::breaker(&docker).await;
            images::postgres(&docker, "16").await;
            images::redis(&docker).await;
        });
        let at = |name: &str| folder.path().join(name).display().to_string();
        let variables = [
            ("HAILER_DATA_DIR", at("data")),
            ("HAILER_PRESETS_DIR", at("presets")),
            ("HOME", at("data")),
        ];
        let given = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let config = Config::from_env(&Environment::of(given)).unwrap();
        let router = runtime.block_on(app::open(&config)).unwrap();
        Self {
            id: runtime.block_on(router.store().house()).unwrap(),
            runtime,
            docker,
            router,
            actor: console::actor().unwrap(),
            _folder: folder,
        }
    }

    /// Asks Hailer. It must be answered well.
    pub(super) fn asks(&self, line: &str) -> Reply {
        let reply = self.runtime.block_on(self.answers(0, line));
        assert_eq!(reply.status, Status::Done, "{line}: {reply:#?}");
        reply
    }

    /// Makes one and gives its name.
    pub(super) fn creates(&self, preset: &str, flags: &str) -> String {
        self.creates_all(&format!("{preset} {flags}")).remove(0)
    }

    /// Makes several side by side.
    pub(super) fn creates_all(&self, presets: &str) -> Vec<String> {
        names(&self.asks(&format!("/docker-create {presets}")))
    }

    pub(super) fn destroys_with_its_data(&self, name: &str) {
        let preview = self
            .runtime
            .block_on(self.answers(0, &format!("/docker-destroy {name}")));
        let code = preview.data["confirm"]["code"].as_str().unwrap();
        self.asks(&format!("/confirm {code}"));
    }

    /// Makes one, looks at it, reads its log, stops and starts it, and destroys it, in a conversation of its own. How much of that
    /// went well, and how much not.
    pub(super) async fn goes_round(&self, conversation: usize) -> (u64, u64) {
        let made = self.answers(conversation, "/docker-create quick").await;
        if made.status != Status::Done {
            println!("{}", made.headline);
            return (0, 1);
        }
        let name = names(&made).remove(0);
        let mut counted = (1, 0);
        for line in [
            format!("/docker-inspect {name}"),
            format!("/docker-logs {name} 100"),
            "/docker-instances".to_owned(),
            format!("/docker-stop {name} --timeout 1s"),
            format!("/docker-start {name}"),
            format!("/docker-destroy {name}"),
        ] {
            let mut reply = self.answers(conversation, &line).await;
            if reply.status == Status::NeedsConfirmation {
                let code = reply.data["confirm"]["code"].as_str().unwrap().to_owned();
                reply = self
                    .answers(conversation, &format!("/confirm {code}"))
                    .await;
            }
            if reply.status == Status::Done {
                counted.0 += 1;
            } else {
                println!("{line}: {}", reply.headline);
                counted.1 += 1;
            }
        }
        counted
    }

    async fn answers(&self, conversation: usize, line: &str) -> Reply {
        let request = Request {
            actor: self.actor.clone(),
            conversation: Conversation::new(Platform::Console, &conversation.to_string()),
            place: Place::Terminal,
            asked_at: None,
            received_at: self.router.now(),
            again: false,
            invocation: parse(line).unwrap(),
            deploys: None,
            responder: Arc::new(Unseen),
        };
        self.router.handle(request).await
    }
}

fn names(created: &Reply) -> Vec<String> {
    let all = created.data["instances"].as_array().unwrap().iter();
    all.map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

impl Drop for House {
    fn drop(&mut self) {
        let filter = format!("label=hailer.house={}", self.id);
        for id in said(&["ps", "--all", "--quiet", "--filter", &filter]).lines() {
            said(&["rm", "--force", "--volumes", id]);
        }
    }
}

/// Nobody watches.
struct Unseen;

impl Responder for Unseen {
    fn progress(&self, _: Progress) {}
    fn line(&self, _: &str) {}
}
