//! What somebody may do, and what the repository is.

use hailer::github::{GitHubError, Permission, Repository};

use super::{name, scene, unsigned};
use crate::github::Role;

#[tokio::test]
async fn each_role_is_told_apart() {
    let scene = scene();
    for (role, expected) in [
        (Role::Read, Permission::Read),
        (Role::Triage, Permission::Triage),
        (Role::Write, Permission::Write),
        (Role::Maintain, Permission::Maintain),
        (Role::Admin, Permission::Admin),
    ] {
        scene.shop.gives(&scene.ada, role);
        let held = scene.at().permission(unsigned(scene.ada.id), "ada").await;
        assert_eq!(held, Ok(expected), "{role:?}");
    }
}

#[tokio::test]
async fn another_account_of_the_same_name_may_nothing() {
    let scene = scene();
    let ada = unsigned(scene.ada.id);
    scene.ada.is_now_called("eve");
    let gone = scene.at().permission(ada, "ada").await;
    assert_eq!(gone, Ok(Permission::None));
    let new = scene.github.person("ada");
    scene.shop.gives(&new, Role::Admin);
    let taken = scene.at().permission(ada, "ada").await;
    assert_eq!(taken, Ok(Permission::None));
    let own = scene.at().permission(ada, "eve").await;
    assert_eq!(own, Ok(Permission::Write));
}

#[tokio::test]
async fn a_login_can_t_lead_elsewhere() {
    let scene = scene();
    let id = unsigned(scene.ada.id);
    for login in ["ada/../eve", "ada?x=y", "ada#", "hailer[bot]", "é"] {
        let held = scene.at().permission(id, login).await;
        assert_eq!(held, Ok(Permission::None), "{login}");
    }
}

#[tokio::test]
async fn a_repository_says_what_it_is() {
    let scene = scene();
    scene.shop.becomes_private();
    let shop = Repository {
        id: unsigned(scene.shop.id),
        full_name: "acme/shop".to_owned(),
        is_private: true,
        default_branch: "main".to_owned(),
    };
    assert_eq!(scene.at().about().await, Ok(shop));
    let none = scene.client.at(&name("acme/none")).about().await;
    assert_eq!(none, Err(GitHubError::NotFound));
}

#[tokio::test]
async fn a_repository_is_found_under_its_former_name() {
    let scene = scene();
    scene.shop.is_now_called("store");
    assert_eq!(scene.at().about().await.unwrap().full_name, "acme/store");
    let made = scene.at().comment(scene.number(), "hello").await.unwrap();
    scene.at().edit(made.id, "hello again").await.unwrap();
    let said = scene.issue.next_comment().await;
    assert_eq!(said.text(), "hello again");
    assert_eq!(scene.issue.all_comments().len(), 1);
}
