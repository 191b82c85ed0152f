//! The client of GitHub's API, against the stand-in. What GitHub would take amiss fails a test by itself.

mod archives;
mod code;
mod deploying;
mod faults;
mod limits;
mod login;
mod people;
mod talk;

use std::time::Duration;

use hailer::domain::name::RepositoryName;
use hailer::github::{At, Client, Login, Settings};
use secrecy::SecretString;

use crate::github::{App, Conversation, GitHub, Person, Repo, Role};

/// GitHub, the organisation acme with its public repository shop, Ada who may write there, an issue, and the bot's account and
/// client, which may write too.
struct Scene {
    github: GitHub,
    acme: Person,
    shop: Repo,
    ada: Person,
    hailer: Person,
    issue: Conversation,
    client: Client,
    at: At,
}

fn scene() -> Scene {
    let github = GitHub::start();
    let acme = github.organization("acme");
    let shop = github.repository(&acme, "shop");
    let (ada, hailer) = (github.person("ada"), github.bot("hailer-bot"));
    shop.gives(&ada, Role::Write);
    shop.gives(&hailer, Role::Write);
    let issue = ada.opens_issue(&shop, "The shop is slow");
    let client = Client::new(&settings(&github, with_token(&hailer.token()))).unwrap();
    let at = client.at(&name("acme/shop"));
    Scene {
        github,
        acme,
        shop,
        ada,
        hailer,
        issue,
        client,
        at,
    }
}

fn name(repository: &str) -> RepositoryName {
    RepositoryName::new(repository).unwrap()
}

fn settings(github: &GitHub, login: Login) -> Settings {
    let api = Some(github.url());
    Settings { api, login }
}

fn with_token(token: &str) -> Login {
    Login::Token(SecretString::from(token.to_owned()))
}

fn as_app(app: &App, key: &str) -> Login {
    Login::App {
        id: unsigned(app.id),
        key: SecretString::from(key.to_owned()),
    }
}

fn unsigned(id: i64) -> u64 {
    u64::try_from(id).unwrap()
}

impl Scene {
    /// One that waits no longer than this for an answer.
    fn impatient(&self, limit: Duration) -> At {
        let settings = settings(&self.github, with_token(&self.hailer.token()));
        let client = Client::with_limit(&settings, limit).unwrap();
        client.at(&name("acme/shop"))
    }

    fn number(&self) -> u64 {
        unsigned(self.issue.number)
    }
}
