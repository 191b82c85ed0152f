//! Repositories are renamed and deleted.

use reqwest::Method;
use serde_json::json;

use crate::stand_in::{ISSUE, SHOP, scene};

#[tokio::test]
async fn a_repositorys_old_name_leads_to_it() {
    let scene = scene();
    scene.shop.is_now_called("store");
    assert_eq!(scene.shop.full_name(), "acme/store");
    let moved = scene.client.gets(ISSUE).await;
    assert_eq!(moved.refusal(), (301, "Moved Permanently"));
    let address = format!(
        "{}/repositories/{}/issues/1",
        scene.github.url(),
        scene.shop.id
    );
    assert_eq!(moved.header("location"), address);
    let moved = scene.client.comments("hello").await;
    assert_eq!(
        (moved.status, moved.header("location")),
        (307, &*format!("{address}/comments"))
    );
    let issue = scene.client.reads("/repos/acme/store/issues/1").await;
    assert_eq!(issue["title"], "The shop is slow");
    let body = json!({ "body": "hello" });
    let path = format!("/repositories/{}/issues/1/comments", scene.shop.id);
    assert_eq!(scene.client.posts(&path, body).await.status, 201);
}

#[tokio::test]
async fn an_old_name_may_be_taken_by_another_repository() {
    let scene = scene();
    scene.shop.is_now_called("store");
    let taker = scene.github.repository(&scene.acme, "shop");
    let shop = scene.client.reads(SHOP).await;
    assert_eq!(shop["id"], taker.id);
    assert_ne!(taker.id, scene.shop.id);
}

#[tokio::test]
async fn an_owners_old_name_leads_to_their_repositories_until_it_is_taken() {
    let scene = scene();
    scene.acme.is_now_called("emca");
    assert_eq!(
        scene.client.gets(SHOP).await.refusal(),
        (301, "Moved Permanently")
    );
    assert_eq!(
        scene.client.reads("/repos/emca/shop").await["id"],
        scene.shop.id
    );
    let taker = scene.github.organization("acme");
    let other = scene.github.repository(&taker, "shop");
    assert_eq!(scene.client.reads(SHOP).await["id"], other.id);
}

#[tokio::test]
async fn names_may_be_written_in_any_case() {
    let scene = scene();
    let shop = scene.client.reads("/repos/Acme/SHOP").await;
    assert_eq!(shop["full_name"], "acme/shop");
}

#[tokio::test]
async fn a_deleted_repository_is_gone_by_name_and_by_id() {
    let scene = scene();
    scene.shop.is_deleted();
    let by_id = format!("/repositories/{}", scene.shop.id);
    for path in [SHOP, &by_id] {
        assert_eq!(scene.client.gets(path).await.refusal(), (404, "Not Found"));
    }
    let request = scene
        .client
        .request(Method::DELETE, "/repos/acme/shop/issues/comments/1");
    assert_eq!(
        scene.client.send(request).await.refusal(),
        (404, "Not Found")
    );
}
