use std::path::PathBuf;

use crate::domain::action::Action;
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Which};
use crate::domain::finding::{FindingKind, Level};
use crate::domain::journal::OperationState;
use crate::domain::name::RepositoryName;
use crate::domain::outcome::Outcome;
use crate::domain::role::{Role, Scope};
use crate::store::{CodebaseError, ConfirmationError, StoreError};

use super::on_both;
use super::world::{MINUTE, codebase, name, project, team, wants};

#[tokio::test]
async fn a_codebase_comes_back_as_it_was_added() {
    on_both(async |world| {
        let mut docker = DockerConfig::new(PathBuf::from("/srv/blog"), project("blog"));
        docker.policy.insert(FindingKind::Privileged, Level::Warn);
        docker.gate_timeout = Some(300);
        docker.compose_files = vec!["compose.yaml".to_owned(), "compose.prod.yaml".to_owned()];
        let blog = Codebase {
            name: name("blog"),
            workspace: Some(PathBuf::from("/home/team/blog")),
            repository: Some(RepositoryName::new("team/blog").unwrap()),
            docker: Some(docker),
        };
        world.store.add_codebase(&blog).await.unwrap();
        let found = world.store.codebase(&name("blog")).await.unwrap();
        assert_eq!(found.as_ref(), Some(&blog));
        let owner = world.store.codebase_of_project(&project("blog")).await;
        assert_eq!(owner.unwrap(), Some(blog.clone()));
        let all = world.store.codebases().await.unwrap();
        assert_eq!(all, [blog, codebase("shop")]);
        assert_eq!(world.store.codebase(&name("other")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn each_part_of_a_codebase_can_be_set_by_itself() {
    on_both(async |world| {
        let store = &world.store;
        let shop = name("shop");
        let workspace = PathBuf::from("/home/team/shop");
        let repository = RepositoryName::new("team/shop").unwrap();
        store.set_workspace(&shop, Some(&workspace)).await.unwrap();
        store
            .set_repository(&shop, Some(&repository))
            .await
            .unwrap();
        store.set_docker_config(&shop, None).await.unwrap();
        let found = store.codebase(&shop).await.unwrap().unwrap();
        assert_eq!(found.workspace, Some(workspace));
        assert_eq!(found.repository, Some(repository));
        assert_eq!(found.docker, None);

        let error = store.set_workspace(&name("other"), None).await.unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase other");
        let error = store
            .set_docker_config(&name("other"), None)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase other");
    })
    .await;
}

#[tokio::test]
async fn a_name_is_given_once() {
    on_both(async |world| {
        let error = world
            .store
            .add_codebase(&codebase("shop"))
            .await
            .unwrap_err();
        assert_eq!(error, CodebaseError::Exists(name("shop")));
    })
    .await;
}

#[tokio::test]
async fn a_project_belongs_to_one_codebase_and_the_error_names_it() {
    on_both(async |world| {
        let stolen = DockerConfig::new(PathBuf::from("/srv/elsewhere"), project("shop"));
        let thief = Codebase {
            docker: Some(stolen.clone()),
            ..codebase("thief")
        };
        let taken = CodebaseError::ProjectTaken {
            project: project("shop"),
            owner: name("shop"),
        };
        assert_eq!(world.store.add_codebase(&thief).await.unwrap_err(), taken);
        world.add("thief").await;
        let set = world
            .store
            .set_docker_config(&name("thief"), Some(&stolen))
            .await;
        assert_eq!(set.unwrap_err(), taken);
        assert_eq!(
            taken.to_string(),
            "the Compose project shop belongs to codebase shop"
        );
    })
    .await;
}

#[tokio::test]
async fn a_folder_belongs_to_one_codebase_however_it_is_spelled() {
    on_both(async |world| {
        world.add("blog").await;
        let stolen = DockerConfig::new(PathBuf::from("/srv//./shop/"), project("blog"));
        let error = world
            .store
            .set_docker_config(&name("blog"), Some(&stolen))
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "/srv/shop is the production path of codebase shop"
        );
    })
    .await;
}

#[tokio::test]
async fn a_codebase_keeps_its_own_project_and_folder_when_it_is_set_again() {
    on_both(async |world| {
        let mut docker = codebase("shop").docker.unwrap();
        docker.stability_window = 3;
        world
            .store
            .set_docker_config(&name("shop"), Some(&docker))
            .await
            .unwrap();
        let found = world.store.codebase(&name("shop")).await.unwrap().unwrap();
        assert_eq!(found.docker, Some(docker));
    })
    .await;
}

#[tokio::test]
async fn what_was_given_on_a_codebase_goes_with_it_and_the_record_stays() {
    on_both(async |world| {
        let store = &world.store;
        let shop = name("shop");
        let alice = world.alice().await;
        let lease = world.running_deploy().await;
        store.finish(&lease, &Outcome::done()).await.unwrap();
        let on_shop = Scope::Codebase(shop.clone());
        store
            .grant(&alice.principal, &on_shop, Role::Admin, &alice)
            .await
            .unwrap();
        store.hold(&shop, &alice, None, MINUTE).await.unwrap();
        store.choose_codebase(&team(), &shop).await.unwrap();
        world.preview(&alice, ConfirmBy::Requester, MINUTE).await;

        store.remove_codebase(&shop, &alice).await.unwrap();
        let yes = store
            .redeem(&wants(&alice, Action::Deploy), &Which::Latest)
            .await;
        assert_eq!(
            yes.unwrap_err(),
            ConfirmationError::NotRedeemed(NotRedeemed::Cancelled)
        );

        world.add("shop").await;
        let role = store.role_of(&alice.principal, Some(&shop)).await.unwrap();
        assert_eq!(
            role, None,
            "a grant waited for the next codebase of that name"
        );
        assert_eq!(store.hold_of(&shop).await.unwrap(), None);
        assert_eq!(store.chosen_codebase(&team()).await.unwrap(), None);
        let operation = store.operation(lease.operation()).await.unwrap().unwrap();
        assert_eq!(operation.state, OperationState::Done);
    })
    .await;
}

#[tokio::test]
async fn a_codebase_on_which_an_operation_runs_stays() {
    on_both(async |world| {
        let store = &world.store;
        let alice = world.alice().await;
        let lease = world.running_deploy().await;
        let error = store
            .remove_codebase(&name("shop"), &alice)
            .await
            .unwrap_err();
        assert_eq!(
            error,
            CodebaseError::Running {
                codebase: name("shop"),
                operation: lease.operation().clone()
            }
        );
        assert!(store.codebase(&name("shop")).await.unwrap().is_some());
        store.finish(&lease, &Outcome::done()).await.unwrap();
        store.remove_codebase(&name("shop"), &alice).await.unwrap();
        let again = store
            .remove_codebase(&name("shop"), &alice)
            .await
            .unwrap_err();
        let missing = StoreError::NotFound {
            what: "codebase shop".to_owned(),
        };
        assert_eq!(again, CodebaseError::Store(missing));
    })
    .await;
}
