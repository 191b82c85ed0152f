//! A bot that serves GitHub and Telegram, with a project on the real engine whose versions lie in a repository.

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use crate::bot::Bot;
use crate::github::{Conversation, Entry, GitHub, Person, Repo, Role, Said, Webhook};
use crate::shop::Shop;
use crate::telegram::Place;

pub(crate) const SECRET: &str = "It's a Secret to Everybody";

/// A bot and its project, and those who talk.
pub(crate) struct World {
    pub(crate) github: GitHub,
    pub(crate) repository: Repo,
    /// Who may deploy.
    pub(crate) ada: Person,
    /// Who may restart.
    pub(crate) bob: Person,
    /// Who may do nothing.
    pub(crate) eve: Person,
    pub(crate) hook: Option<Webhook>,
    pub(crate) shop: Shop,
}

/// What is otherwise than in most worlds.
#[derive(Default)]
struct Of {
    is_public: bool,
    polls: bool,
    is_app: bool,
}

impl World {
    /// Comments are delivered; the repository is a private one.
    pub(crate) async fn new() -> Self {
        Self::of(Of::default()).await
    }

    /// Comments are looked for.
    pub(crate) async fn polling() -> Self {
        Self::of(Of {
            polls: true,
            ..Of::default()
        })
        .await
    }

    /// Comments are delivered, and everybody may read them.
    pub(crate) async fn public() -> Self {
        Self::of(Of {
            is_public: true,
            ..Of::default()
        })
        .await
    }

    /// The bot is a GitHub App, to which comments are delivered.
    pub(crate) async fn as_app() -> Self {
        Self::of(Of {
            is_app: true,
            ..Of::default()
        })
        .await
    }

    async fn of(of: Of) -> Self {
        let github = GitHub::start();
        github.be_patient(Duration::from_mins(3));
        let acme = github.organization("acme");
        let repository = if of.is_public {
            github.repository(&acme, "shop")
        } else {
            github.private_repository(&acme, "shop")
        };
        let (ada, bob, eve) = (
            github.person("ada"),
            github.person("bob"),
            github.person("eve"),
        );
        repository.gives(&ada, Role::Maintain);
        repository.gives(&bob, Role::Write);
        repository.gives(&eve, Role::Read);
        let listen = free_address();
        let address = format!("http://{listen}/github/webhook");
        let mode = if of.polls { "poll" } else { "webhook" };
        let mut variables = vec![
            ("GITHUB_API_URL", github.url()),
            ("GITHUB_WEBHOOK_SECRET", SECRET.to_owned()),
            ("GITHUB_MODE", mode.to_owned()),
            ("HAILER_LISTEN", listen.clone()),
        ];
        let hook = if of.is_app {
            let app = github.app(&acme, "hailer");
            app.is_installed(&[&repository]);
            variables.push(("GITHUB_APP_ID", app.id.to_string()));
            variables.push(("GITHUB_APP_PRIVATE_KEY", app.key().to_owned()));
            Some(app.hook(&address, SECRET))
        } else {
            let hailer = github.bot("hailer-bot");
            repository.gives(&hailer, Role::Write);
            variables.push(("GITHUB_TOKEN", hailer.token()));
            (!of.polls).then(|| repository.hook(&address, SECRET))
        };
        let bot = Bot::new(variables);
        let shop = Shop::of(bot);
        shop.bot
            .at_the_terminal("/codebase add shop --repo acme/shop");
        let world = Self {
            github,
            repository,
            ada,
            bob,
            eve,
            hook,
            shop,
        };
        world.pushes("main", 1);
        world.is_ready(&listen).await;
        world
    }

    /// Waits until comments are heard.
    async fn is_ready(&self, listen: &str) {
        let ready = format!("http://{listen}/readyz");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let asked = async {
            while !http
                .get(&ready)
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_mins(3), asked).await;
        asked.expect("GitHub is heard within three minutes");
    }

    /// Ada pushes a version to a branch. Returns its commit.
    pub(crate) fn pushes(&self, branch: &str, version: u8) -> String {
        self.pushes_that(branch, version, "serve 80")
    }

    /// The same, whose service does `command`.
    pub(crate) fn pushes_that(&self, branch: &str, version: u8, command: &str) -> String {
        let compose = self.shop.compose_of(version, command);
        let files = [("compose.yaml", Entry::file(compose.as_bytes()))];
        self.ada.pushes(&self.repository, branch, &files)
    }

    /// Ada pushes version 2 to a branch of her own, and asks for it to be merged. Returns that with its commit.
    pub(crate) fn pull(&self) -> (Conversation, String) {
        let commit = self.pushes("cart", 2);
        let pull = self
            .ada
            .opens_pull(&self.repository, "cart", &self.repository);
        (pull, commit)
    }

    /// The chat that is told of every change.
    pub(crate) fn announces(&self) -> Place {
        let bot = &self.shop.bot;
        let chat = bot.telegram.supergroup("Ops");
        bot.ada.joins(&chat);
        let set = format!("/docker-config set announce telegram:{} --in shop", chat.id);
        bot.at_the_terminal(&set);
        chat
    }

    /// Waits until Hailer has logged these words so often.
    pub(crate) async fn logs(&self, words: &str, times: usize) {
        let log = self.shop.bot.path("log");
        let logged = || fs::read_to_string(&log).unwrap().matches(words).count();
        let written = async {
            // It is another process's: it can only be looked at again.
            while logged() < times {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let written = tokio::time::timeout(Duration::from_mins(3), written).await;
        written.unwrap_or_else(|_| panic!("{words:?} is never logged {times} times"));
    }

    pub(crate) fn issue(&self) -> Conversation {
        self.ada.opens_issue(&self.repository, "The shop is slow")
    }

    /// Ada asks for a deploy in a pull request and says yes by its code. Returns her yes and the answer to it.
    pub(crate) async fn deploys(&self, pull: &Conversation) -> (Said, Said) {
        self.ada.comments(pull, "/docker-deploy");
        let preview = pull.next_comment().await;
        let yes = self
            .ada
            .comments(pull, &format!("/confirm {}", code(&preview.text())));
        (yes, pull.next_comment().await)
    }
}

/// The code that a preview is confirmed by.
pub(crate) fn code(preview: &str) -> String {
    let (_, behind) = preview
        .split_once("/confirm ")
        .unwrap_or_else(|| panic!("no code in:\n{preview}"));
    behind
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

/// An address that nobody listens at.
pub(crate) fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}
