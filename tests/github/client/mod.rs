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

use crate::github::{App, GitHub};

type Scene = crate::scene::Scene<Client>;

fn scene() -> Scene {
    crate::scene::scene(|github, hailer| {
        Client::new(&settings(github, with_token(&hailer.token()))).unwrap()
    })
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
    /// Its repository, as the bot sees it.
    fn at(&self) -> At {
        self.client.at(&name("acme/shop"))
    }

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
