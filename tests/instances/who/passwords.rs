//! Who is shown a password.

use hailer::domain::actor::{Place, Platform};

use super::{house, refused};
use crate::house::{Made, docker};
use crate::presets::small;
use crate::said::Said;

#[tokio::test]
async fn passwords_are_shown_once_to_their_owner_alone() {
    let house = house(25_200).await;
    let owner = house.grants(2, "operator", "*").await;
    let other = house.grants(3, "operator", "*").await;
    let mut group = house.speaker((Platform::Telegram, "2"), Place::Group);
    group.conversation = hailer::domain::actor::Conversation::new(Platform::Telegram, "-100");
    let mut here = house.console();
    (here.place, here.conversation) = (group.place, group.conversation.clone());
    assert_eq!(here.says("/allow-chat").await.code, 0);
    let name = house.named("db");
    let made = group
        .says(&format!("/docker-create small --name {name}"))
        .await;
    assert_eq!(made.code, 0, "{}", made.text);
    let password = docker(&["exec", &name, "sh", "-c", "echo $PASSWORD"]);
    assert!(password.len() > 8, "{password}");
    let shows = |said: &Said| {
        assert_eq!(said.code, 0, "{}", said.text);
        format!("{} {}", said.text, said.data).contains(&password)
    };
    let is_still = async || {
        house
            .router
            .store()
            .is_still_to_show(&name.parse().unwrap())
            .await
            .unwrap()
    };
    assert!(!shows(&made));
    let inspect = format!("/docker-inspect {name}");
    assert!(!shows(&group.says(&inspect).await));
    assert!(!shows(&other.says(&inspect).await));
    assert!(
        !shows(&house.says(&inspect).await),
        "an administrator isn't the owner"
    );
    assert!(is_still().await);
    owner.says(&inspect).await;
    assert!(!is_still().await, "it was shown");
    assert!(!shows(&owner.says(&inspect).await), "once");
    let own = house.named("own");
    let made = owner
        .says(&format!("/docker-create small --name {own}"))
        .await;
    let url = Made::of(&made.data["instances"][0]).url().to_owned();
    let password = docker(&["exec", &own, "sh", "-c", "echo $PASSWORD"]);
    assert!(url.contains(&password), "{url}");
    assert!(
        !house
            .router
            .store()
            .is_still_to_show(&own.parse().unwrap())
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn what_was_let_happen_for_one_is_not_done_to_another_of_its_name() {
    let house = house(25_400).await;
    let owner = house.grants(2, "operator", "*").await;
    let other = house.grants(3, "operator", "*").await;
    house.has("small", &small(25_400)).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name} --persistent");
    assert_eq!(owner.says(&create).await.code, 0);
    // Kept data is for who had it.
    assert_eq!(owner.says(&format!("/docker-destroy {name}")).await.code, 0);
    refused(&other.says(&create).await);
    refused(
        &other
            .says(&format!("/docker-destroy {name} --remove-volume"))
            .await,
    );
    let again = owner.says(&create).await;
    assert_eq!(again.code, 0, "{}", again.text);
}
