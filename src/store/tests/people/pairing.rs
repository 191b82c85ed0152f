use std::time::Duration;

use crate::domain::actor::Platform;
use crate::domain::role::{Role, Scope};
use crate::store::database::sql;
use crate::store::tests::on_both;
use crate::store::tests::world::{World, team};
use crate::store::{Paired, PairingError};

const HOUR: Duration = Duration::from_hours(1);

async fn code(world: &World, role: Option<Role>) -> String {
    let console = world.actor("console:root", "root").await;
    world.store.make_pairing(role, &console).await.unwrap().code
}

#[tokio::test]
async fn a_code_makes_its_first_sender_known_and_nobody_after_them() {
    on_both(async |world| {
        let code = code(&world, Some(Role::Admin)).await;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let typed = format!(" {} ", code.to_uppercase());
        let paired = world.store.pair(&alice, &typed).await.unwrap();
        let known = world.alice().await.person.unwrap();
        let expected = Paired {
            person: known,
            role: Some(Role::Admin),
            made_by: "console:root".parse().unwrap(),
            before: false,
        };
        assert_eq!(paired, expected);
        let role = world.store.role_of(&alice.principal, None).await.unwrap();
        assert_eq!(role, Some(Role::Admin));
        let name = world.store.person_name(&paired.person).await.unwrap();
        assert_eq!(name.as_deref(), Some("Alice"));

        let second = world.store.pair(&bob, &code).await.unwrap_err();
        assert_eq!(second, PairingError::Wrong { left: 4 });
        assert_eq!(world.bob().await.person, None);
    })
    .await;
}

#[tokio::test]
async fn a_code_that_its_sender_gives_again_changes_nothing() {
    on_both(async |world| {
        let store = &world.store;
        let code = code(&world, Some(Role::Admin)).await;
        let alice = world.alice().await;
        let paired = store.pair(&alice, &code).await.unwrap();
        let scope = Scope::Everything;
        assert!(store.revoke(&alice.principal, &scope).await.unwrap());
        for _ in 0..6 {
            let again = store.pair(&alice, &code).await.unwrap();
            let before = Paired {
                before: true,
                ..paired.clone()
            };
            assert_eq!(again, before);
        }
        let role = store.role_of(&alice.principal, None).await.unwrap();
        assert_eq!(role, None);
    })
    .await;
}

#[tokio::test]
async fn a_code_without_a_role_gives_none_and_leaves_an_identity_whose_it_is() {
    on_both(async |world| {
        world.introduce().await;
        let alice = world.alice().await;
        let code = code(&world, None).await;
        let paired = world.store.pair(&alice, &code).await.unwrap();
        assert_eq!(Some(paired.person), alice.person);
        let role = world.store.role_of(&alice.principal, None).await.unwrap();
        assert_eq!(role, None);
        let persons = "SELECT COUNT(*) FROM persons";
        assert_eq!(world.count(persons).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_nowhere_to_be_read_and_ends_with_its_time_or_when_it_is_given_away() {
    on_both(async |world| {
        let (alice, old) = (world.alice().await, code(&world, None).await);
        assert_eq!(old.len(), 26);
        let stored = sql("SELECT COUNT(*) FROM pairings WHERE hash = $1").bind(&old);
        let found: Option<(i64,)> = world.store.database.optional(stored).await.unwrap();
        assert_eq!(found, Some((0,)));
        let past = sql("UPDATE pairings SET made_at = $1, expires_at = $2")
            .bind(world.store.now() - HOUR)
            .bind(world.store.now());
        world.store.database.execute(past).await.unwrap();
        let late = world.store.pair(&alice, &old).await.unwrap_err();
        assert_eq!(late, PairingError::Wrong { left: 4 });

        let seen = code(&world, None).await;
        assert!(world.store.void_pairing(&seen).await.unwrap());
        assert!(!world.store.void_pairing(&seen).await.unwrap());
        let void = world.store.pair(&alice, &seen).await.unwrap_err();
        assert_eq!(void, PairingError::Wrong { left: 3 });
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_a_sender_waits_for_an_hour() {
    on_both(async |world| {
        let (alice, bob) = (world.alice().await, world.bob().await);
        let right = code(&world, None).await;
        for left in (0..5).rev() {
            let wrong = world.store.pair(&alice, "0000").await.unwrap_err();
            assert_eq!(wrong, PairingError::Wrong { left });
        }
        let refused = world.store.pair(&alice, &right).await.unwrap_err();
        let PairingError::TooMany { until } = refused else {
            panic!("{refused:?}");
        };
        let wait = until - world.store.now();
        assert!(
            wait.num_minutes() >= 58 && wait.num_minutes() < 60,
            "{wait}"
        );
        let by_another = world.store.pair(&bob, "0000").await.unwrap_err();
        assert_eq!(by_another, PairingError::Wrong { left: 4 });

        let an_hour_later =
            sql("UPDATE pairing_tries SET since = $1").bind(world.store.now() - HOUR);
        world.store.database.execute(an_hour_later).await.unwrap();
        world.store.pair(&alice, &right).await.unwrap();
        let bob_again = world.store.pair(&bob, "0000").await.unwrap_err();
        assert_eq!(bob_again, PairingError::Wrong { left: 4 });
    })
    .await;
}

#[tokio::test]
async fn a_stranger_is_told_once_in_a_while_and_in_each_group() {
    on_both(async |world| {
        let (store, who) = (&world.store, world.bob().await.principal);
        let elsewhere = team().whole();
        assert!(store.tell_stranger(&who, &team(), HOUR).await.unwrap());
        assert!(!store.tell_stranger(&who, &team(), HOUR).await.unwrap());
        assert!(store.tell_stranger(&who, &elsewhere, HOUR).await.unwrap());
        let at_once = Duration::from_micros(1);
        assert!(store.tell_stranger(&who, &team(), at_once).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_last_name_that_was_heard_is_known() {
    on_both(async |world| {
        let store = &world.store;
        let telegram = Platform::Telegram;
        assert_eq!(store.own_name(telegram).await.unwrap(), None);
        store.called(telegram, "first_bot").await.unwrap();
        store.called(telegram, "second_bot").await.unwrap();
        let name = store.own_name(telegram).await.unwrap();
        assert_eq!(name.as_deref(), Some("second_bot"));
        assert_eq!(store.own_name(Platform::Github).await.unwrap(), None);
    })
    .await;
}
