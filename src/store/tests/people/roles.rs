use crate::domain::actor::{PersonId, Principal};
use crate::domain::role::{Role, Scope};
use crate::store::tests::on_both;
use crate::store::tests::world::name;
use crate::store::{LinkError, StoreError};

fn principal(text: &str) -> Principal {
    text.parse().unwrap()
}

#[tokio::test]
async fn nobody_has_a_role_by_default() {
    on_both(async |world| {
        let nobody = principal("telegram:7");
        let on_shop = world.store.role_of(&nobody, Some(&name("shop"))).await;
        assert_eq!(on_shop.unwrap(), None);
        assert_eq!(world.store.role_of(&nobody, None).await.unwrap(), None);
        assert_eq!(world.store.grants().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_highest_of_the_role_on_it_and_the_role_on_everything_counts() {
    on_both(async |world| {
        let store = &world.store;
        world.add("blog").await;
        let alice = world.alice().await;
        let shop = Scope::Codebase(name("shop"));
        for (scope, role) in [
            (&shop, Role::Viewer),
            (&shop, Role::Deployer),
            (&Scope::Everything, Role::Operator),
        ] {
            store
                .grant(&alice.principal, scope, role, &alice)
                .await
                .unwrap();
        }
        let role = async |codebase: Option<&str>| {
            let codebase = codebase.map(name);
            store
                .role_of(&alice.principal, codebase.as_ref())
                .await
                .unwrap()
        };
        assert_eq!(role(Some("shop")).await, Some(Role::Deployer));
        assert_eq!(role(Some("blog")).await, Some(Role::Operator));
        assert_eq!(role(None).await, Some(Role::Operator));

        let listed = store.grants().await.unwrap();
        let listed: Vec<_> = listed
            .into_iter()
            .map(|grant| (grant.scope, grant.role))
            .collect();
        assert_eq!(
            listed,
            [
                (Scope::Everything, Role::Operator),
                (shop.clone(), Role::Deployer)
            ]
        );
        assert!(store.revoke(&alice.principal, &shop).await.unwrap());
        assert!(!store.revoke(&alice.principal, &shop).await.unwrap());
        assert_eq!(role(Some("shop")).await, Some(Role::Operator));
    })
    .await;
}

#[tokio::test]
async fn a_grant_on_a_codebase_that_is_not_there_is_refused() {
    on_both(async |world| {
        let alice = world.alice().await;
        let scope = Scope::Codebase(name("other"));
        let error = world
            .store
            .grant(&alice.principal, &scope, Role::Viewer, &alice)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase other");
    })
    .await;
}

#[tokio::test]
async fn linking_says_who_is_who_and_adds_no_role() {
    on_both(async |world| {
        let store = &world.store;
        world.introduce().await;
        let alice = world.alice().await;
        let on_github = world.actor("github:1", "alice").await;
        assert!(alice.person.is_some() && alice.person == on_github.person);
        store
            .grant(&alice.principal, &Scope::Everything, Role::Admin, &alice)
            .await
            .unwrap();
        assert_eq!(
            store.role_of(&on_github.principal, None).await.unwrap(),
            None
        );

        let person = alice.person.unwrap();
        let identities = store.identities(&person).await.unwrap();
        assert_eq!(identities, [principal("github:1"), principal("telegram:1")]);
        assert!(store.unlink(&principal("github:1")).await.unwrap());
        assert!(!store.unlink(&principal("github:1")).await.unwrap());
        let found = store.person_of(&principal("github:1")).await.unwrap();
        assert_eq!(found, None);
    })
    .await;
}

#[tokio::test]
async fn an_identity_belongs_to_one_person_and_the_error_names_them() {
    on_both(async |world| {
        let store = &world.store;
        world.introduce().await;
        let alice = world.alice().await.person.unwrap();
        let bob = world.bob().await.person.unwrap();
        store.link(&principal("telegram:1"), &alice).await.unwrap();
        let error = store
            .link(&principal("telegram:1"), &bob)
            .await
            .unwrap_err();
        assert_eq!(
            error,
            LinkError::Linked {
                principal: principal("telegram:1"),
                owner: "Alice".to_owned()
            }
        );
        let nobody = PersonId("nobody".to_owned());
        let error = store
            .link(&principal("telegram:3"), &nobody)
            .await
            .unwrap_err();
        let missing = StoreError::NotFound {
            what: "person nobody".to_owned(),
        };
        assert_eq!(error, LinkError::Store(missing));
    })
    .await;
}
