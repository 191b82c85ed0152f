//! Where an App is installed, and as what it acts there.

use serde_json::json;

use super::{as_app, installed};
use crate::stand_in::{SHOP, each, scene};

#[tokio::test]
async fn an_installation_is_found_by_its_repository() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let client = as_app(&scene, &app);
    let path = format!("{SHOP}/installation");
    assert_eq!(client.gets(&path).await.refusal(), (404, "Not Found"));
    let id = app.is_installed(&[&scene.shop]);
    let found = client.reads(&path).await;
    assert_eq!(
        (&found["id"], &found["app_id"]),
        (&id.into(), &app.id.into())
    );
    assert_eq!(found["account"]["login"], "acme");
    let all = client.reads("/app/installations").await;
    assert_eq!(each(&all, "id"), [json!(id)]);
    let same = client.reads(&format!("/app/installations/{id}")).await;
    assert_eq!(same, found);
    let other = client.gets("/app/installations/1").await;
    assert_eq!(other.refusal(), (404, "Not Found"));
}

#[tokio::test]
async fn an_app_by_itself_may_but_ask_about_itself() {
    let scene = scene();
    let (app, client) = installed(&scene).await;
    let itself = as_app(&scene, &app);
    assert_eq!(itself.gets(SHOP).await.refusal(), (401, "Bad credentials"));
    let words = "A JSON web token could not be decoded";
    for path in [
        "/app",
        "/app/installations",
        "/repos/acme/shop/installation",
    ] {
        assert_eq!(client.gets(path).await.refusal(), (401, words), "{path}");
    }
    let words = "Resource not accessible by integration";
    assert_eq!(client.gets("/user").await.refusal(), (403, words));
}

#[tokio::test]
async fn an_installation_writes_as_the_apps_bot() {
    let scene = scene();
    let (app, client) = installed(&scene).await;
    let answer = client.comments("deployed").await;
    let user = &answer.body["user"];
    assert_eq!(
        (&user["login"], &user["type"]),
        (&"hailer[bot]".into(), &"Bot".into())
    );
    assert_eq!(answer.body["performed_via_github_app"]["id"], app.id);
    assert_eq!(scene.issue.next_comment().await.author(), app.login());
    let there = client.reads("/installation/repositories").await;
    assert_eq!(each(&there["repositories"], "full_name"), ["acme/shop"]);
    let words = "You must authenticate with an installation access token in order to list repositories for an installation.";
    let refused = scene.client.gets("/installation/repositories").await;
    assert_eq!(refused.refusal(), (403, words));
}
