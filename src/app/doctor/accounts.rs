//! The accounts on the platforms, asked of the platforms themselves.

use chrono::{DateTime, Utc};

use super::Check;
use crate::app::github_client;
use crate::config::{Config, Github, GithubLogin, GithubMode};
use crate::frontend::telegram::{Client, TelegramError};
use crate::github::{self, GitHubError};

/// A GitHub App's signature counts for minutes, and a command that is ten minutes old no longer does.
const CLOCK_APART_SECS: i64 = 30;

pub(super) fn front_ends(config: &Config) -> Check {
    const WHAT: &str = "front ends";
    let telegram = config.telegram.as_ref().map_or("", |_| ", Telegram");
    let Some(github) = &config.github else {
        return Check::good(WHAT, format!("the terminal{telegram}"));
    };
    let found = format!("the terminal{telegram}, GitHub");
    let missing = match (&github.webhook_secret, config.listen) {
        (None, Some(_)) => "GITHUB_WEBHOOK_SECRET",
        (Some(_), None) => "HAILER_LISTEN",
        (None, None) => "GITHUB_WEBHOOK_SECRET and HAILER_LISTEN",
        (Some(_), Some(_)) => "",
    };
    if missing.is_empty() || github.mode == GithubMode::Poll {
        return Check::good(WHAT, found);
    }
    Check::warn(
        WHAT,
        format!("{found}, whose comments can't be delivered: {missing} not set"),
        format!("set {missing}, or GITHUB_MODE=poll, so that hailer serve starts"),
    )
}

/// Whether the token is that of a bot, as Telegram says, and whether what is said to it comes here.
pub(super) async fn telegram(config: &Config) -> Option<Check> {
    const WHAT: &str = "Telegram";
    let settings = config.telegram.as_ref()?;
    let asked = async {
        let client = Client::new(&settings.token, settings.api.as_deref())?;
        Ok::<_, TelegramError>((client.me().await?, client.has_webhook().await?))
    };
    Some(match asked.await {
        Ok((me, false)) => Check::good(WHAT, format!("the bot is @{}", me.username)),
        Ok((me, true)) => Check::bad(
            WHAT,
            format!(
                "the bot is @{}, and {}",
                me.username,
                TelegramError::Webhook
            ),
            "another program has set the webhook: end it, then call the Bot API's deleteWebhook once",
        ),
        Err(error) => {
            let fix = match &error {
                TelegramError::Token => {
                    "copy the token anew from @BotFather (/mybots) to TELEGRAM_BOT_TOKEN"
                }
                TelegramError::Address(_) => "unset TELEGRAM_API_URL, or write https://HOST",
                _ => {
                    "see that this machine reaches https://api.telegram.org, or TELEGRAM_API_URL where that is set"
                }
            };
            Check::bad(WHAT, error.to_string(), fix)
        }
    })
}

/// Whether the token or App is known on GitHub, and whether GitHub's clock is ours.
pub(super) async fn github(config: &Config) -> Vec<Check> {
    const WHAT: &str = "GitHub";
    let Some(settings) = &config.github else {
        return Vec::new();
    };
    let client = match github_client(settings) {
        Ok(client) => client,
        Err(error) => return vec![Check::bad(WHAT, error.to_string(), mends(settings, &error))],
    };
    let (me, time) = tokio::join!(client.me(), time(&client));
    let account = match me {
        Ok(me) => Check::good(WHAT, format!("Hailer is {} there", me.login)),
        Err(error) => Check::bad(WHAT, error.to_string(), mends(settings, &error)),
    };
    let clock = time.and_then(|there| clock((Utc::now() - there).num_seconds()));
    std::iter::once(account).chain(clock).collect()
}

/// Where GitHub can't be asked, that is told of the account.
async fn time(client: &github::Client) -> Option<DateTime<Utc>> {
    client.time().await.ok().flatten()
}

fn mends(settings: &Github, error: &GitHubError) -> &'static str {
    match (&settings.login, error) {
        (GithubLogin::Token(_), GitHubError::Token) => {
            "make a new token on GitHub (it may have run out) and set GITHUB_TOKEN"
        }
        (GithubLogin::App { .. }, GitHubError::Token | GitHubError::NotFound) => {
            "see that GITHUB_APP_ID and the key belong to the same App, and that this machine's clock is right"
        }
        (GithubLogin::App { .. }, GitHubError::Settings(_)) => {
            "download a private key from the App's page on GitHub, and name the file in GITHUB_APP_PRIVATE_KEY_FILE"
        }
        (_, GitHubError::Settings(_)) => "correct GITHUB_TOKEN or GITHUB_API_URL",
        (_, GitHubError::Wait { .. }) => "wait that long; then ask again",
        (_, GitHubError::Unreached(_)) => {
            "see that this machine reaches https://api.github.com, or GITHUB_API_URL where that is set"
        }
        _ => "see that GITHUB_API_URL is that of GitHub, and what the account may do there",
    }
}

/// `apart`: seconds that this machine's clock is before GitHub's.
fn clock(apart: i64) -> Option<Check> {
    let check = || {
        Check::bad(
            "clock",
            format!(
                "this machine's clock is {} {} that of GitHub, so commands count as expired and an App's signature doesn't count",
                humantime::format_duration(std::time::Duration::from_secs(apart.unsigned_abs())),
                if apart < 0 { "behind" } else { "before" },
            ),
            "set it by NTP (timedatectl set-ntp true)",
        )
    };
    (apart.abs() > CLOCK_APART_SECS).then(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_githubs_is_not_is_told_with_its_side() {
        assert!(clock(30).is_none() && clock(-30).is_none());
        let told = |apart| clock(apart).unwrap().found;
        assert!(told(-7200).starts_with("this machine's clock is 2h behind that of GitHub"));
        assert!(told(61).starts_with("this machine's clock is 1m 1s before that of GitHub"));
    }
}
