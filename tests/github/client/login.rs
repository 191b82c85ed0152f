//! As whom the client asks.

use chrono::DateTime;
use hailer::github::{Client, GitHubError, Login, Polled, Reaction, Settings};
use secrecy::SecretString;

use super::{Scene, as_app, name, scene, settings, unsigned, with_token};
use crate::github::{App, Caller, Fault};

const MINT: &str = "apps/create-installation-access-token";

/// An App that is installed in the shop, and a client that asks as it.
fn installed(scene: &Scene) -> (App, i64, Client) {
    let app = scene.github.app(&scene.acme, "hailer");
    let installation = app.is_installed(&[&scene.shop]);
    let client = Client::new(&settings(&scene.github, as_app(&app, app.key()))).unwrap();
    (app, installation, client)
}

#[tokio::test]
async fn a_token_is_somebodys() {
    let scene = scene();
    let me = scene.client.me().await.unwrap();
    assert_eq!(me.id, unsigned(scene.hailer.id));
    assert_eq!((&*me.login, me.is_bot), ("hailer-bot", true));
    assert_eq!(scene.client.clone().me().await.unwrap(), me);
    assert_eq!(scene.github.count("users/get-authenticated"), 1);
}

#[tokio::test]
async fn an_app_talks_as_its_bot() {
    let scene = scene();
    let (app, installation, client) = installed(&scene);
    let at = client.at(&name("acme/shop"));
    let made = at
        .comment(scene.number(), "hello <!-- x1 -->")
        .await
        .unwrap();
    at.edit(made.id, "hello again <!-- x1 -->").await.unwrap();
    at.react(made.id, Reaction::Rocket).await.unwrap();
    let said = scene.issue.next_comment().await;
    assert_eq!(
        (said.author(), said.text()),
        (app.login(), "hello again <!-- x1 -->".to_owned())
    );
    assert_eq!(said.reactions(), [(app.login(), "rocket".to_owned())]);
    let marker = "<!-- x1 -->";
    let found = at.find(scene.number(), marker, DateTime::UNIX_EPOCH).await;
    assert_eq!(found, Ok(Some(made)));
    let me = client.me().await.unwrap();
    assert_eq!((me.login, me.is_bot), (app.login(), true));
    // One installation, one token.
    assert_eq!(scene.github.count(MINT), 1);
    assert_eq!(scene.github.count("apps/get-repo-installation"), 1);
    let caller = scene.github.calls().pop().unwrap().caller;
    assert_eq!(caller, Caller::Installation(installation));
}

#[tokio::test]
async fn tasks_share_a_client() {
    let scene = scene();
    let (_, _, client) = installed(&scene);
    let (at, sha) = (client.at(&name("acme/shop")), scene.shop.branch("main"));
    let tasks = (0..8).map(|_| {
        let (at, sha) = (at.clone(), sha.clone());
        tokio::spawn(async move {
            let made = at.comment(1, "hello").await?;
            at.edit(made.id, "hello again").await?;
            at.archive(&sha, &mut Vec::new(), 1 << 20).await
        })
    });
    let tasks: Vec<_> = tasks.collect();
    for task in tasks {
        assert!(task.await.unwrap().is_ok());
    }
    assert_eq!(scene.issue.all_comments().len(), 8);
}

#[tokio::test]
async fn an_app_that_is_installed_nowhere_knows_who_it_is() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let client = Client::new(&settings(&scene.github, as_app(&app, app.key()))).unwrap();
    assert_eq!(client.me().await.unwrap().login, app.login());
    let shop = client.at(&name("acme/shop"));
    assert_eq!(shop.about().await, Err(GitHubError::NotFound));
    // It is looked up afresh.
    app.is_installed(&[&scene.shop]);
    assert!(shop.about().await.is_ok());
}

#[tokio::test]
async fn a_token_that_has_ended_is_got_afresh_and_nothing_is_done_twice() {
    let scene = scene();
    let (_, _, client) = installed(&scene);
    let at = client.at(&name("acme/shop"));
    assert!(at.about().await.is_ok());
    scene.github.ends_tokens();
    assert!(at.comment(scene.number(), "hello").await.is_ok());
    assert_eq!(scene.issue.all_comments().len(), 1);
    assert_eq!(scene.github.count(MINT), 2);
    scene.github.ends_tokens();
    assert!(matches!(
        at.comments_since(DateTime::UNIX_EPOCH, None).await,
        Ok(Polled::Comments { .. })
    ));
    assert_eq!(scene.github.count(MINT), 3);
}

#[tokio::test]
async fn a_suspended_app_is_told_so() {
    let scene = scene();
    let (app, installation, client) = installed(&scene);
    app.is_suspended(installation);
    let why = "This installation has been suspended".to_owned();
    let told = client.at(&name("acme/shop")).about().await;
    assert_eq!(told, Err(GitHubError::Forbidden { why }));
}

#[tokio::test]
async fn an_installation_that_gets_no_token_is_looked_up_again() {
    let scene = scene();
    let (_, _, client) = installed(&scene);
    let at = client.at(&name("acme/shop"));
    assert!(at.about().await.is_ok());
    scene.github.ends_tokens();
    scene.github.fail_next(1, MINT, Fault::Status(404));
    assert!(at.about().await.is_ok());
    assert_eq!(scene.github.count("apps/get-repo-installation"), 2);
}

#[tokio::test]
async fn a_failure_to_get_a_token_is_githubs() {
    let scene = scene();
    let (_, _, client) = installed(&scene);
    let at = client.at(&name("acme/shop"));
    scene.github.fail_next(9, MINT, Fault::Page(502));
    let told = at.comment(scene.number(), "hello").await;
    assert!(matches!(told, Err(GitHubError::Unreached(_))), "{told:?}");
    assert_eq!(scene.github.count(MINT), 1);
}

#[tokio::test]
async fn a_wrong_key_and_a_revoked_token_are_said_to_be_that() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let other = scene.github.app(&scene.acme, "other");
    let client = Client::new(&settings(&scene.github, as_app(&app, other.key()))).unwrap();
    assert_eq!(client.me().await, Err(GitHubError::Token));
    let token = scene.ada.token();
    let client = Client::new(&settings(&scene.github, with_token(&token))).unwrap();
    assert!(client.me().await.is_ok());
    scene.github.revokes(&token);
    let told = client.at(&name("acme/shop")).about().await;
    assert_eq!(told, Err(GitHubError::Token));
}

#[tokio::test]
async fn what_cant_work_is_said_at_once_and_shows_no_secret() {
    let token = || with_token("secret-1");
    let key = |key: &str| Login::App {
        id: 1,
        key: SecretString::from(key.to_owned()),
    };
    for (api, login, expected) in [
        ("", token(), "GITHUB_API_URL is not an address: \"\""),
        (
            "ftp://x",
            token(),
            "GITHUB_API_URL is not an address: \"ftp://x\"",
        ),
        (
            "api.github.com",
            token(),
            "GITHUB_API_URL is not an address",
        ),
        ("http://x/?a=b", token(), "GITHUB_API_URL is not an address"),
        (
            "http://x",
            with_token("secret-1\n"),
            "GITHUB_TOKEN is no token",
        ),
        ("http://x", with_token(""), "GITHUB_TOKEN is no token"),
        (
            "http://x",
            key("secret-1"),
            "the key of the GitHub App is no RSA key in PEM",
        ),
    ] {
        let api = Some(api.to_owned());
        let settings = Settings { api, login };
        let told = Client::new(&settings).unwrap_err().to_string();
        assert!(told.starts_with(expected), "{told}");
        let shown = format!("{settings:?}");
        assert!(
            !told.contains("secret-1") && !shown.contains("secret-1"),
            "{told} {shown}"
        );
    }
}

#[tokio::test]
async fn github_is_told_who_asks_and_in_which_version() {
    let scene = scene();
    scene.at().about().await.unwrap();
    let call = scene.github.calls().pop().unwrap();
    assert_eq!(call.headers["user-agent"], "hailer");
    assert_eq!(call.headers["x-github-api-version"], "2022-11-28");
    assert_eq!(call.headers["accept"], "application/vnd.github+json");
}
