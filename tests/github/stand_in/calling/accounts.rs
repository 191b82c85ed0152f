//! Accounts, and what they may do in a repository.

use crate::github::Role;
use crate::stand_in::{Client, SHOP, scene};

#[tokio::test]
async fn an_account_is_found_by_its_login_in_any_case_by_its_id_and_by_its_token() {
    let scene = scene();
    let ada = scene.client.reads("/users/ADA").await;
    assert_eq!(
        (&ada["id"], &ada["type"]),
        (&scene.ada.id.into(), &"User".into())
    );
    let same = scene.client.reads(&format!("/user/{}", scene.ada.id)).await;
    assert_eq!(same["login"], "ada");
    let myself = scene.client.reads("/user").await;
    assert_eq!(
        (&myself["login"], &myself["type"]),
        (&"hailer-bot".into(), &"Bot".into())
    );
    let acme = scene.client.reads("/users/acme").await;
    assert_eq!(acme["type"], "Organization");
    for path in ["/users/nobody", "/user/1"] {
        assert_eq!(scene.client.gets(path).await.refusal(), (404, "Not Found"));
    }
    let nobody = Client::new(&scene.github, None);
    let refused = nobody.gets("/user").await;
    assert_eq!(refused.refusal(), (401, "Requires authentication"));
}

#[tokio::test]
async fn a_permission_folds_roles_and_the_role_name_tells_them_apart() {
    let scene = scene();
    for (role, permission, name) in [
        (Role::Admin, "admin", "admin"),
        (Role::Maintain, "write", "maintain"),
        (Role::Write, "write", "write"),
        (Role::Triage, "read", "triage"),
        (Role::Read, "read", "read"),
        (Role::None, "read", "read"),
    ] {
        scene.shop.gives(&scene.ada, role);
        let path = format!("{SHOP}/collaborators/ada/permission");
        let told = scene.client.reads(&path).await;
        assert_eq!(
            (&told["permission"], &told["role_name"]),
            (&permission.into(), &name.into())
        );
        assert_eq!(told["user"]["id"], scene.ada.id);
        assert_eq!(told["user"]["permissions"]["push"], role >= Role::Write);
    }
    let owner = format!("{SHOP}/collaborators/acme/permission");
    assert_eq!(scene.client.reads(&owner).await["permission"], "admin");
}

#[tokio::test]
async fn in_a_private_repository_a_stranger_has_none() {
    let scene = scene();
    scene.shop.becomes_private();
    scene.github.person("mallory");
    let path = format!("{SHOP}/collaborators/mallory/permission");
    let told = scene.client.reads(&path).await;
    assert_eq!(
        (&told["permission"], &told["role_name"]),
        (&"none".into(), &"none".into())
    );
}

#[tokio::test]
async fn who_is_no_user_and_who_may_not_ask() {
    let scene = scene();
    let path = format!("{SHOP}/collaborators/nobody/permission");
    let answer = scene.client.gets(&path).await;
    assert_eq!(answer.refusal(), (404, "nobody is not a user"));
    scene.shop.gives(&scene.hailer, Role::Triage);
    let path = format!("{SHOP}/collaborators/ada/permission");
    let answer = scene.client.gets(&path).await;
    let words = "Must have push access to view collaborator permission.";
    assert_eq!(answer.refusal(), (403, words));
}

#[tokio::test]
async fn an_old_login_may_be_taken_by_somebody_else_but_the_id_stays() {
    let scene = scene();
    scene.ada.is_now_called("countess");
    let taker = scene.github.person("ada");
    assert_eq!(scene.ada.login(), "countess");
    let told = scene
        .client
        .reads(&format!("{SHOP}/collaborators/ada/permission"))
        .await;
    assert_eq!(told["user"]["id"], taker.id);
    assert_eq!(told["permission"], "read");
    let by_id = scene.client.reads(&format!("/user/{}", scene.ada.id)).await;
    assert_eq!(by_id["login"], "countess");
}
