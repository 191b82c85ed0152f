use crate::domain::actor::Actor;
use crate::domain::role::Role;
use crate::store::tests::on_both;
use crate::store::tests::world::World;
use crate::store::{LinkingError, PairingError};

/// A code that somebody was shown who is known already.
async fn shown(world: &World, who: &Actor) -> String {
    let console = world.actor("console:root", "root").await;
    let pairing = world.store.make_pairing(None, &console).await.unwrap();
    drop(world.store.pair(who, &pairing.code).await.unwrap());
    world.store.make_link(who).await.unwrap().unwrap().code
}

#[tokio::test]
async fn whoever_is_nobody_is_shown_no_code() {
    on_both(async |world| {
        let alice = world.actor("telegram:7", "Alice").await;
        assert_eq!(world.store.make_link(&alice).await.unwrap(), None);
        assert_eq!(world.store.person_of(&alice.principal).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_code_makes_its_first_sender_the_same_person_and_adds_no_role() {
    on_both(async |world| {
        let store = &world.store;
        let alice = world.actor("telegram:7", "Alice").await;
        let octocat = world.actor("github:583231", "octocat").await;
        let code = shown(&world, &alice).await;
        let linked = store.link_by(&octocat, &code).await.unwrap();
        assert_eq!(linked.with, alice.principal);
        for principal in [&alice.principal, &octocat.principal] {
            let person = store.person_of(principal).await.unwrap();
            assert_eq!(person.as_ref(), Some(&linked.person));
        }
        let role: Option<Role> = store.role_of(&octocat.principal, None).await.unwrap();
        assert_eq!(role, None);
        // What arrives a second time is handled a second time.
        assert_eq!(store.link_by(&octocat, &code).await.unwrap(), linked);
        let mallory = world.actor("github:666", "mallory").await;
        let refused = store.link_by(&mallory, &code).await.unwrap_err();
        assert_eq!(refused, LinkingError::Code(PairingError::Wrong { left: 4 }));
    })
    .await;
}

#[tokio::test]
async fn a_code_of_the_same_platform_and_somebody_elses_identity_link_nothing() {
    on_both(async |world| {
        let store = &world.store;
        let alice = world.actor("telegram:7", "Alice").await;
        let bob = world.actor("telegram:8", "Bob").await;
        let octocat = world.actor("github:583231", "octocat").await;
        let code = shown(&world, &alice).await;
        let own = store.link_by(&alice, &code).await.unwrap_err();
        assert_eq!(own, LinkingError::SamePlatform);
        // It was shown, so it counts for nobody any more.
        let void = store.link_by(&octocat, &code).await.unwrap_err();
        assert_eq!(void, LinkingError::Code(PairingError::Wrong { left: 4 }));
        let code = shown(&world, &alice).await;
        store.link_by(&octocat, &code).await.unwrap();
        let code = shown(&world, &bob).await;
        let taken = store.link_by(&octocat, &code).await.unwrap_err();
        assert!(matches!(taken, LinkingError::Taken { .. }), "{taken:?}");
        let ada = world.actor("github:9", "ada").await;
        assert!(store.link_by(&ada, &code).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_code_for_one_thing_is_none_for_the_other() {
    on_both(async |world| {
        let store = &world.store;
        let console = world.actor("console:root", "root").await;
        let octocat = world.actor("github:583231", "octocat").await;
        let pairing = store
            .make_pairing(Some(Role::Admin), &console)
            .await
            .unwrap();
        let refused = store.link_by(&octocat, &pairing.code).await.unwrap_err();
        assert_eq!(refused, LinkingError::Code(PairingError::Wrong { left: 4 }));
        let linking = store.make_link(&console).await.unwrap().unwrap();
        let refused = store.pair(&octocat, &linking.code).await.unwrap_err();
        assert_eq!(refused, PairingError::Wrong { left: 3 });
        let role = store.role_of(&octocat.principal, None).await.unwrap();
        assert_eq!(role, None);
    })
    .await;
}
