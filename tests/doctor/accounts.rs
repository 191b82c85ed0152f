//! The accounts on Telegram and GitHub, as the platforms know them.

use std::time::{Duration, Instant};

use crate::github::{self, GitHub};
use crate::host::Host;
use crate::telegram::{TOKEN, Telegram};

/// A host whose bot Telegram knows, with an administrator.
fn talks(telegram: &Telegram) -> Host {
    Host::new()
        .with("TELEGRAM_API_URL", telegram.url())
        .with("TELEGRAM_BOT_TOKEN", TOKEN)
        .with("HAILER_ADMINS", "telegram:7")
}

/// A host whose token GitHub knows.
fn comments(github: &GitHub) -> Host {
    Host::new()
        .with("GITHUB_API_URL", github.url())
        .with("GITHUB_MODE", "poll")
        .with("GITHUB_TOKEN", github.bot("hailer-bot").token())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_telegram_knows_is_named() {
    let telegram = Telegram::start();
    let host = talks(&telegram);
    assert_eq!(host.asks(), (0, vec![]));
    let name = format!("the bot is @{}", crate::telegram::BOT_NAME);
    assert!(host.reads().contains(&name));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_telegram_does_not_know_is_told_and_not_shown() {
    let telegram = Telegram::start();
    let host = talks(&telegram).with(
        "TELEGRAM_BOT_TOKEN",
        "8:AAhunter2hunter2hunter2hunter2hunter2",
    );
    host.is_told(
        5,
        "Telegram",
        (
            "Telegram doesn't know the bot's token",
            "copy the token anew from @BotFather",
        ),
    );
    assert!(!host.reads().contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telegram_that_cannot_be_reached_is_told() {
    let telegram = Telegram::start();
    let host = talks(&telegram).with("TELEGRAM_API_URL", "http://127.0.0.1:9");
    host.is_told(
        5,
        "Telegram",
        ("Telegram can't be reached", "see that this machine reaches"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_takes_what_is_said_to_the_bot_is_told() {
    let telegram = Telegram::start();
    let set = format!("{}/bot{TOKEN}/setWebhook", telegram.url());
    let body = serde_json::json!({ "url": "https://elsewhere.example.org/" });
    let set = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(set)
        .json(&body);
    assert!(set.send().await.unwrap().status().is_success());
    talks(&telegram).is_told(
        5,
        "Telegram",
        ("a webhook takes the updates", "deleteWebhook"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_obeys_nobody_is_worth_a_look() {
    let telegram = Telegram::start();
    let host = talks(&telegram).without("HAILER_ADMINS");
    host.is_told(
        0,
        "people",
        (
            "nobody on Telegram may do anything yet",
            "hailer pair --admin",
        ),
    );
    host.runs("/grant telegram:7 viewer *");
    assert_eq!(host.asks(), (0, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_github_knows_is_named() {
    let github = GitHub::start();
    let host = comments(&github);
    assert_eq!(host.asks(), (0, vec![]));
    assert!(host.reads().contains("Hailer is hailer-bot there"));

    let acme = github.organization("acme");
    let repository = github.repository(&acme, "shop");
    let app = github.app(&acme, "hailer");
    app.is_installed(&[&repository]);
    let host = host
        .without("GITHUB_TOKEN")
        .with("GITHUB_APP_ID", app.id.to_string())
        .with("GITHUB_APP_PRIVATE_KEY", app.key());
    assert_eq!(host.asks(), (0, vec![]));
    assert!(host.reads().contains("Hailer is hailer[bot] there"));

    let other = host.with("GITHUB_APP_ID", "7");
    other.is_told(5, "GitHub", ("GitHub", "belong to the same App"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_github_does_not_know_is_told_and_not_shown() {
    let github = GitHub::start();
    let host = comments(&github).with("GITHUB_TOKEN", "ghp_hunter2");
    host.is_told(
        5,
        "GitHub",
        (
            "GitHub doesn't know Hailer's token or App",
            "make a new token on GitHub",
        ),
    );
    assert!(!host.reads().contains("hunter2"));
    let host = host.with("GITHUB_TOKEN", "ghp hunter2");
    host.is_told(5, "GitHub", ("GITHUB_TOKEN", "correct GITHUB_TOKEN"));
    assert!(!host.reads().contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_none_is_told() {
    let github = GitHub::start();
    let host = comments(&github)
        .without("GITHUB_TOKEN")
        .with("GITHUB_APP_ID", "7");
    let key = host.write("app.pem", "hunter2\n");
    let host = host.with("GITHUB_APP_PRIVATE_KEY_FILE", key);
    host.is_told(
        5,
        "GitHub",
        ("key", "download a private key from the App's page"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_github_that_does_not_answer_is_waited_for_within_a_limit() {
    let host = Host::new()
        .with("GITHUB_API_URL", "http://127.0.0.1:9")
        .with("GITHUB_MODE", "poll")
        .with("GITHUB_TOKEN", "ghp_hunter2");
    host.is_told(
        5,
        "GitHub",
        ("GitHub gave no answer", "see that this machine reaches"),
    );
    let github = GitHub::start();
    let host = comments(&github);
    github.fail_next(10, "users/get-authenticated", github::Fault::Hang);
    let began = Instant::now();
    let (code, wrong) = host.asks();
    assert_eq!((code, wrong.len()), (5, 1), "{wrong:#?}");
    assert!(wrong[0].found.contains("none within 10s"), "{wrong:#?}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_not_githubs_is_told() {
    let github = GitHub::start();
    github.put_forward(Duration::from_hours(2));
    comments(&github).is_told(
        5,
        "clock",
        ("behind that of GitHub", "timedatectl set-ntp true"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_cannot_be_delivered_are_worth_a_look() {
    let github = GitHub::start();
    let host = comments(&github).without("GITHUB_MODE");
    host.is_told(
        0,
        "front ends",
        (
            "GITHUB_WEBHOOK_SECRET and HAILER_LISTEN not set",
            "or GITHUB_MODE=poll",
        ),
    );
    let host = host.with("HAILER_LISTEN", "127.0.0.1:0");
    host.is_told(
        0,
        "front ends",
        ("GITHUB_WEBHOOK_SECRET not set", "or GITHUB_MODE=poll"),
    );
    let host = host.with("GITHUB_WEBHOOK_SECRET", "hunter2");
    assert_eq!(host.asks(), (0, vec![]));
}
