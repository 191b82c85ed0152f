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
            let api = api_url(environment)?;
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

fn api_url(environment: &Environment) -> Result<Option<String>, ConfigError> {
    const NAME: &str = "TELEGRAM_API_URL";
    let Some(given) = environment.get(NAME) else {
        return Ok(None);
    };
    if given.starts_with("https://") || given.starts_with("http://") {
        return Ok(Some(given.to_owned()));
    }
    let problem = format!("is {given:?}, which is no address of the web");
    Err(ConfigError::new(NAME, problem, "https://api.telegram.org"))
}

/// `GITHUB_TOKEN`, or `GITHUB_APP_ID`; `GITHUB_MODE`.
#[derive(Debug, Clone)]
pub struct Github {
    /// A token; `None` where an app is used.
    pub token: Option<SecretString>,
}

impl Github {
    pub(super) fn from_env(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        if let Some(mode) = environment.get("GITHUB_MODE")
            && !matches!(mode, "webhook" | "poll")
        {
            return Err(ConfigError::new(
                "GITHUB_MODE",
                format!("is {mode:?}; webhook or poll it must be"),
                "webhook",
            ));
        }
        let token = environment.secret("GITHUB_TOKEN", "github_pat_…")?;
        let app = environment.get("GITHUB_APP_ID").is_some();
        Ok((token.is_some() || app).then_some(Self { token }))
    }
}
