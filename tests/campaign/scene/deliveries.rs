//! One webhook of GitHub's, delivered a thousand times at once to a Hailer that is killed in the midst of them, and a thousand
//! times again to the next.

use std::future::Future;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::future::{join, join_all};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

use super::Scene;
use crate::census::Act;
use crate::github::{Conversation, Delivery, GitHub, Outcome, Person, Role, Webhook};
use crate::machine::Machine;
use crate::run::Shown;
use crate::shape::Shape;

const TIMES: usize = 1000;

/// Two cores have much to do for so many.
const PATIENCE: Duration = Duration::from_mins(1);

const SECRET: &str = "It's a Secret to Everybody";

/// No project takes part in it: what was asked is who one is.
pub(super) const THOUSAND_DELIVERIES: Scene = Scene {
    name: "ThousandDeliveries",
    shape: Shape::Site,
    act: Act::Restart,
    points: &[],
    play: |machine, run| {
        let mut talk = Talk::new(machine, run.sqlite);
        let violations = machine.runtime.block_on(talk.delivered());
        Some(Shown {
            violations,
            ..Shown::default()
        })
    },
};

/// A Hailer that serves GitHub, and who talks to it.
struct Talk {
    github: GitHub,
    ada: Person,
    issue: Conversation,
    hook: Webhook,
    listen: String,
    /// `None`: SQLite.
    database: Option<String>,
    variables: Vec<(&'static str, String)>,
    hailer: PathBuf,
    serving: Option<Child>,
    home: tempfile::TempDir,
}

impl Talk {
    fn new(machine: &Machine, sqlite: bool) -> Self {
        let github = GitHub::start();
        github.be_patient(PATIENCE);
        github.waits_for_webhooks(PATIENCE);
        let acme = github.organization("acme");
        let repository = github.private_repository(&acme, "shop");
        let (ada, hailer) = (github.person("ada"), github.bot("hailer-bot"));
        repository.gives(&ada, Role::Maintain);
        repository.gives(&hailer, Role::Write);
        let issue = ada.opens_issue(&repository, "The shop is slow");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = free.local_addr().unwrap().to_string();
        drop(free);
        let home = tempfile::tempdir().unwrap();
        let name = home.path().file_name().unwrap().to_str().unwrap();
        let name = format!("talk_{}", hex::encode(name));
        let database = (!sqlite).then(|| machine.database(&name));
        let mut variables = vec![
            ("GITHUB_API_URL", github.url()),
            ("GITHUB_TOKEN", hailer.token()),
            ("GITHUB_WEBHOOK_SECRET", SECRET.to_owned()),
            ("GITHUB_MODE", "webhook".to_owned()),
            ("HAILER_LISTEN", listen.clone()),
            ("HAILER_DATA_DIR", home.path().display().to_string()),
            ("DOCKER_HOST", machine.dockerd.host()),
        ];
        variables.extend(database.clone().map(|url| ("DATABASE_URL", url)));
        let talk = Self {
            hook: repository.hook(&format!("http://{listen}/github/webhook"), SECRET),
            hailer: machine.hailer.clone(),
            serving: None,
            github,
            ada,
            issue,
            listen,
            database,
            variables,
            home,
        };
        let words = ["--yes", "run", "/codebase add shop --repo acme/shop"];
        let added = talk.hailer(&words).status().unwrap();
        assert!(added.success(), "/codebase add");
        talk
    }

    /// Says what was violated.
    async fn delivered(&mut self) -> Vec<String> {
        self.serves().await;
        let asked = self.ada.comments(&self.issue, "/whoami");
        let delivery = self.hook.last();
        let killed = async {
            within(async {
                while self.received().await == 0 {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
            .await;
            self.is_killed();
        };
        join(again_and_again(&delivery), killed).await;
        self.serves().await;
        let outcomes = again_and_again(&delivery).await;
        asked.gets("rocket").await;
        let answer = self.issue.next_comment().await;
        // What is asked next is answered next.
        let next = self.ada.comments(&self.issue, "/help");
        let help = self.issue.next_comment().await;
        next.gets("rocket").await;
        self.is_killed();
        let mut found = Vec::new();
        let mut must = |holds: bool, what: String| found.extend((!holds).then_some(what));
        must(
            outcomes.contains(&Outcome::Answered(200)),
            format!("nobody was told that it arrived: {:?}", outcomes.first()),
        );
        must(answer.text().contains("ada"), answer.text());
        must(help.text().contains("/docker-status"), help.text());
        let written = self.github.count("issues/create-comment");
        must(
            written == 2,
            format!("two were asked, and {written} answers were written"),
        );
        let rows = self.received().await;
        must(
            rows == 2,
            format!("two were asked, and {rows} are in the inbox"),
        );
        found
    }

    /// Serves, as soon as this returns.
    async fn serves(&mut self) {
        self.serving = Some(self.hailer(&["serve"]).spawn().unwrap());
        within(async {
            while tokio::net::TcpStream::connect(&self.listen).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
    }

    fn is_killed(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            serving.kill().unwrap();
            serving.wait().unwrap();
        }
    }

    fn hailer(&self, words: &[&str]) -> Command {
        let mut hailer = Command::new(&self.hailer);
        hailer
            .args(words)
            .env("HAILER_ALLOWED_ROOTS", self.home.path())
            .env("USER", "ops")
            .env_remove("DATABASE_URL")
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        hailer
    }

    /// How many comments were ever put in.
    async fn received(&self) -> i64 {
        let count = "SELECT count(*) FROM inbox WHERE platform = 'github'";
        let Some(url) = &self.database else {
            let file = self.home.path().join("hailer.sqlite");
            let mut store = SqliteConnectOptions::new()
                .filename(file)
                .connect()
                .await
                .unwrap();
            let rows = sqlx::query_scalar(count).fetch_one(&mut store).await;
            return rows.unwrap();
        };
        let mut store = PgConnection::connect(url).await.unwrap();
        let rows = sqlx::query_scalar(count).fetch_one(&mut store).await;
        rows.unwrap()
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// Half of them as it was, half under numbers of their own, which aren't signed.
async fn again_and_again(delivery: &Delivery) -> Vec<Outcome> {
    let as_it_was: Vec<_> = (0..TIMES / 2).map(|_| delivery.redelivers()).collect();
    let renamed = (0..TIMES / 2).map(async |number| {
        let id = format!("{number:08x}-cc78-11e3-81ab-4c9367dc0958");
        let forged = delivery
            .forged()
            .with_header("x-github-delivery", Some(&id));
        forged.send().await
    });
    let mut outcomes = join_all(renamed).await;
    for one in as_it_was {
        outcomes.push(one.is_done().await);
    }
    outcomes
}

async fn within(what: impl Future<Output = ()>) {
    let done = tokio::time::timeout(PATIENCE, what).await;
    assert!(done.is_ok(), "nothing happened within {PATIENCE:?}");
}
