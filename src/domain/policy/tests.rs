//! What is asked of instances comes to another thing by whose they are and by what they have.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::actor::{PersonId, Platform};
use crate::domain::instance::{Instance, Life, Made, Mode, Runs};

fn actor(principal: &str, person: Option<&str>) -> Actor {
    Actor {
        principal: principal.parse().unwrap(),
        display_name: principal.to_owned(),
        person: person.map(|person| PersonId(person.to_owned())),
    }
}

fn instance(owner: &Actor, mode: Mode, has_data: bool) -> Instance {
    Instance {
        name: "hailer-db".parse().unwrap(),
        life: Life::There,
        owner: owner.clone(),
        conversation: Conversation::new(Platform::Telegram, "1"),
        made: Made {
            preset: "postgres".parse().unwrap(),
            version: "16".parse().unwrap(),
            mode,
            image: "postgres:16-alpine".to_owned(),
            ports: vec![],
            volumes: vec![],
            in_memory: false,
            has_data,
            traced: false,
            runs: Runs::Container,
            with_bot: false,
        },
        container: None,
        created_at: at(0),
        expires_at: None,
        ready_at: None,
        stopped_at: None,
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

#[test]
fn to_destroy_asks_first_where_data_is_lost_and_takes_an_administrator_where_it_is_anothers() {
    let (ada, bob) = (actor("telegram:1", None), actor("telegram:2", None));
    for (owner, mode, has_data, and_volumes, meant) in [
        (&ada, Mode::Fast, true, false, Action::DestroyData),
        (&ada, Mode::Fast, false, false, Action::Destroy),
        (&ada, Mode::Persistent, true, false, Action::Destroy),
        (&ada, Mode::Persistent, true, true, Action::DestroyData),
        (&ada, Mode::Durable, true, false, Action::Destroy),
        (&ada, Mode::Durable, false, true, Action::Destroy),
        (&bob, Mode::Fast, false, false, Action::DestroyOther),
        (&bob, Mode::Durable, true, true, Action::DestroyOther),
    ] {
        let one = [instance(owner, mode, has_data)];
        let found = meant_of_instances(Action::Destroy, &ada, &one, and_volumes);
        assert_eq!(found, meant, "{mode} {has_data} {and_volumes}");
    }
    let mixed = [
        instance(&ada, Mode::Durable, true),
        instance(&bob, Mode::Fast, false),
    ];
    let found = meant_of_instances(Action::Destroy, &ada, &mixed, false);
    assert_eq!(found, Action::DestroyOther);
    let none = meant_of_instances(Action::Destroy, &ada, &[], true);
    assert_eq!(none, Action::Destroy);
}

#[test]
fn to_empty_anothers_takes_an_administrator_and_to_stop_it_does_not() {
    let (ada, bob) = (actor("telegram:1", None), actor("telegram:2", None));
    let one = [instance(&bob, Mode::Fast, true)];
    for (action, meant) in [
        (Action::Reset, Action::ResetOther),
        (Action::Stop, Action::Stop),
        (Action::Create, Action::Create),
    ] {
        assert_eq!(meant_of_instances(action, &ada, &one, true), meant);
        assert_eq!(meant_of_instances(action, &bob, &one, true), action);
    }
}

#[test]
fn another_identity_of_its_owner_is_its_owner() {
    let (person, other) = ("aaaaaaaaaa", "bbbbbbbbbb");
    let owner = actor("telegram:1", Some(person));
    let one = [instance(&owner, Mode::Fast, false)];
    let by = |actor: &Actor| meant_of_instances(Action::Destroy, actor, &one, false);
    assert_eq!(by(&actor("github:1", Some(person))), Action::Destroy);
    assert_eq!(by(&actor("github:1", Some(other))), Action::DestroyOther);
    assert_eq!(by(&actor("github:1", None)), Action::DestroyOther);
}

#[test]
fn an_end_lets_happen_what_its_owner_asked_for_and_not_before() {
    let ada = actor("telegram:1", None);
    let mut one = instance(&ada, Mode::Fast, true);
    assert!(Approved::expiry(&one, at(1_000_000)).is_none());
    one.expires_at = Some(at(10));
    assert!(Approved::expiry(&one, at(9)).is_none());
    let approved = Approved::expiry(&one, at(10)).unwrap();
    assert_eq!(approved.actor(), &ada);
    assert_eq!(approved.action(), Action::DestroyData);
    assert_eq!(approved.conversation(), &one.conversation);
    assert_eq!(approved.codebase(), Some(&CodebaseName::instances()));
    assert!(approved.digest().is_none() && approved.operation().is_none());
}

#[test]
fn the_end_of_the_bot_is_approved_for_what_goes_with_it_alone() {
    let owner = actor("telegram:1", None);
    let mut one = instance(&owner, Mode::Fast, true);
    assert!(Approved::end_with_bot(&one).is_none());
    one.made.with_bot = true;
    let approved = Approved::end_with_bot(&one).unwrap();
    assert_eq!(approved.actor(), &owner);
    assert_eq!(approved.action(), Action::DestroyData);
}

#[test]
fn clearing_away_is_to_destroy_in_the_name_of_whose_it_was() {
    let approved = Approved::clearing_away(actor("telegram:7", None));
    assert_eq!(approved.action(), Action::Destroy);
    assert_eq!(
        approved.conversation(),
        &Conversation::new(Platform::Telegram, "7")
    );
    let part = approved.part();
    assert_eq!(part.action(), Action::Destroy);
    assert_eq!(part.actor(), approved.actor());
}
