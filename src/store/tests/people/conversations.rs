use crate::store::tests::on_both;
use crate::store::tests::world::{name, team};

#[tokio::test]
async fn a_conversation_speaks_of_the_codebase_chosen_last() {
    on_both(async |world| {
        let store = &world.store;
        world.add("blog").await;
        assert_eq!(store.chosen_codebase(&team()).await.unwrap(), None);
        for chosen in ["shop", "blog"] {
            store.choose_codebase(&team(), &name(chosen)).await.unwrap();
            let found = store.chosen_codebase(&team()).await.unwrap();
            assert_eq!(found, Some(name(chosen)));
        }
        let error = store
            .choose_codebase(&team(), &name("other"))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase other");
    })
    .await;
}

#[tokio::test]
async fn a_group_is_allowed_by_an_administrator_and_not_by_being_used() {
    on_both(async |world| {
        let store = &world.store;
        store.choose_codebase(&team(), &name("shop")).await.unwrap();
        assert!(!store.is_allowed(&team()).await.unwrap());
        let alice = world.alice().await;
        store.allow_conversation(&team(), &alice).await.unwrap();
        assert!(store.is_allowed(&team()).await.unwrap());
        let chosen = store.chosen_codebase(&team()).await.unwrap();
        assert_eq!(chosen, Some(name("shop")));
    })
    .await;
}
