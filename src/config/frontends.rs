//! The tokens of the chat front ends. A front end is on when its token is set.

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, Environment};

/// `TELEGRAM_BOT_TOKEN`, `TELEGRAM_API_URL`.
#[derive(Debug, Clone)]
pub struct Telegram {
    /// The bot's token.
    pub token: SecretString,
    /// Where the Bot API is; `None`: at Telegram's own address.
    pub api: Option<String>,
}

impl Telegram {
    pub(super) fn from_env(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        const EXAMPLE: &str = "123456789:AAE…, as BotFather gave it";
        let Some(token) = environment.secret("TELEGRAM_BOT_TOKEN", EXAMPLE)? else {
            return Ok(None);
        };
        let well_formed = token
            .expose_secret()
            .split_once(':')
            .is_some_and(|(id, key)| id.parse::<u64>().is_ok() && key.len() >= 30);
        if well_formed {
            let api = address(environment, "TELEGRAM_API_URL", "https://api.telegram.org")?;
            Ok(Some(Self { token, api }))
        } else {
            Err(ConfigError::new(
                "TELEGRAM_BOT_TOKEN",
                "doesn't have a bot token's form, <number>:<key>",
                EXAMPLE,
            ))
        }
    }
}

fn address(
    environment: &Environment,
    name: &str,
    example: &'static str,
) -> Result<Option<String>, ConfigError> {
    let Some(given) = environment.get(name) else {
        return Ok(None);
    };
    if given.starts_with("https://") || given.starts_with("http://") {
        return Ok(Some(given.to_owned()));
    }
    let problem = format!("is {given:?}, which is no address of the web");
    Err(ConfigError::new(name, problem, example))
}

/// `GITHUB_TOKEN`, or `GITHUB_APP_ID` with `GITHUB_APP_PRIVATE_KEY_FILE`; `GITHUB_API_URL`, `GITHUB_WEBHOOK_SECRET`,
/// `GITHUB_MODE`.
#[derive(Debug, Clone)]
pub struct Github {
    /// As whom Hailer is there.
    pub login: GithubLogin,
    /// Where the API is; `None`: github.com's.
    pub api: Option<String>,
    /// What webhooks are signed with.
    pub webhook_secret: Option<SecretString>,
    /// How comments arrive.
    pub mode: GithubMode,
}

/// As whom Hailer is on GitHub.
#[derive(Debug, Clone)]
pub enum GithubLogin {
    /// The account that a token is of.
    Token(SecretString),
    /// A GitHub App.
    App {
        /// Its number.
        id: u64,
        /// Its private key, PEM.
        key: SecretString,
    },
}

/// How comments arrive from GitHub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GithubMode {
    /// GitHub sends them.
    #[default]
    Webhook,
    /// Hailer asks for them, where nobody can reach it.
    Poll,
}

impl Github {
    pub(super) fn from_env(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let mode = mode(environment)?;
        let api = address(environment, "GITHUB_API_URL", "https://api.github.com")?;
        let webhook_secret = environment.secret("GITHUB_WEBHOOK_SECRET", "a long random word")?;
        Ok(login(environment)?.map(|login| Self {
            login,
            api,
            webhook_secret,
            mode,
        }))
    }
}

fn mode(environment: &Environment) -> Result<GithubMode, ConfigError> {
    const NAME: &str = "GITHUB_MODE";
    match environment.get(NAME) {
        None | Some("webhook") => Ok(GithubMode::Webhook),
        Some("poll") => Ok(GithubMode::Poll),
        Some(mode) => {
            let problem = format!("is {mode:?}; webhook or poll it must be");
            Err(ConfigError::new(NAME, problem, "webhook"))
        }
    }
}

fn login(environment: &Environment) -> Result<Option<GithubLogin>, ConfigError> {
    const APP: &str = "GITHUB_APP_ID";
    const KEY: &str = "GITHUB_APP_PRIVATE_KEY";
    const FILE: &str = "/etc/hailer/github-app.pem";
    let token = environment.secret("GITHUB_TOKEN", "github_pat_…")?;
    let key = environment.secret(KEY, FILE)?;
    let wrong = |name: &str, problem: &str, example| ConfigError::new(name, problem, example);
    match (token, environment.get(APP), key) {
        (None, None, None) => Ok(None),
        (Some(token), None, None) => Ok(Some(GithubLogin::Token(token))),
        (Some(_), ..) => {
            let problem = "is set beside GITHUB_TOKEN; one of the two it must be";
            Err(wrong(APP, problem, "12345"))
        }
        (None, Some(id), Some(key)) => {
            let id = id
                .parse()
                .map_err(|_| wrong(APP, "is no number", "12345"))?;
            Ok(Some(GithubLogin::App { id, key }))
        }
        (None, Some(_), None) => {
            let problem = "is not set, and GITHUB_APP_ID needs it";
            Err(wrong("GITHUB_APP_PRIVATE_KEY_FILE", problem, FILE))
        }
        (None, None, Some(_)) => Err(wrong(APP, "is not set, and the App's key is", "12345")),
    }
}
