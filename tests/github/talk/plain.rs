//! A bot that serves GitHub and knows a codebase that is nowhere: what matters is how it is spoken to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

use super::world::{SECRET, free_address};
use crate::bot::Bot;
use crate::github::{Conversation, GitHub, Person, Repo, Role, Webhook, signature};
use crate::support::postgres::Postgres;

/// The bot, with those who talk to it.
pub(crate) struct Plain {
    pub(crate) github: GitHub,
    pub(crate) repository: Repo,
    pub(crate) ada: Person,
    pub(crate) issue: Conversation,
    pub(crate) hook: Webhook,
    pub(crate) bot: Bot,
    listen: String,
    /// Where GitHub delivers.
    address: String,
    delivered: AtomicUsize,
    /// `None`: SQLite.
    database: Option<Postgres>,
}

impl Plain {
    /// One on SQLite, which doesn't serve yet.
    pub(crate) fn on_sqlite() -> Self {
        Self::on(None, "webhook")
    }

    /// One on a PostgreSQL of its own, which doesn't serve yet.
    pub(crate) fn on_postgres() -> Self {
        Self::on(Some(Postgres::start()), "webhook")
    }

    /// One that looks for comments and hears of no delivery, and doesn't serve yet.
    pub(crate) fn polling() -> Self {
        Self::on(None, "poll")
    }

    fn on(database: Option<Postgres>, mode: &str) -> Self {
        let github = GitHub::start();
        github.be_patient(Duration::from_mins(3));
        github.waits_for_webhooks(Duration::from_mins(3));
        let acme = github.organization("acme");
        let repository = github.private_repository(&acme, "shop");
        let (ada, hailer) = (github.person("ada"), github.bot("hailer-bot"));
        repository.gives(&ada, Role::Maintain);
        repository.gives(&hailer, Role::Write);
        let issue = ada.opens_issue(&repository, "The shop is slow");
        let listen = free_address();
        let address = format!("http://{listen}/github/webhook");
        let mut variables = vec![
            ("GITHUB_API_URL", github.url()),
            ("GITHUB_TOKEN", hailer.token()),
            ("GITHUB_WEBHOOK_SECRET", SECRET.to_owned()),
            ("GITHUB_MODE", mode.to_owned()),
            ("HAILER_LISTEN", listen.clone()),
        ];
        let url = database.as_ref().map(|server| server.url("postgres"));
        variables.extend(url.map(|url| ("DATABASE_URL", url)));
        let bot = Bot::new(variables);
        bot.at_the_terminal("/codebase add shop --repo acme/shop");
        Self {
            hook: repository.hook(&address, SECRET),
            delivered: AtomicUsize::new(0),
            github,
            repository,
            ada,
            issue,
            bot,
            listen,
            address,
            database,
        }
    }

    /// Serves, as soon as this returns.
    pub(crate) async fn serves(&mut self) {
        self.bot.serves();
        let listens = async {
            while tokio::net::TcpStream::connect(&self.listen).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let listens = tokio::time::timeout(Duration::from_mins(3), listens).await;
        listens.expect("it listens within three minutes");
    }

    /// Delivers a payload as GitHub does. Returns the answer's status.
    pub(crate) async fn delivers(&self, event: &str, payload: &Value) -> u16 {
        let body = payload.to_string();
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http
            .post(&self.address)
            .header("x-github-event", event)
            .header("x-github-delivery", format!("{number:08x}-example"))
            .header("x-hub-signature-256", signature(SECRET, body.as_bytes()))
            .header("content-type", "application/json")
            .body(body);
        answer.send().await.unwrap().status().as_u16()
    }

    /// How many updates of GitHub's were ever put in.
    pub(crate) async fn received(&self) -> i64 {
        let count = "SELECT count(*) FROM inbox WHERE platform = 'github'";
        let Some(server) = &self.database else {
            let file = self.bot.path("data/hailer.sqlite");
            let mut store = SqliteConnectOptions::new().filename(file).connect().await;
            let store = store.as_mut().unwrap();
            return sqlx::query_scalar(count).fetch_one(store).await.unwrap();
        };
        let mut store = PgConnection::connect(&server.url("postgres"))
            .await
            .unwrap();
        sqlx::query_scalar(count)
            .fetch_one(&mut store)
            .await
            .unwrap()
    }
}
