//! What is asked for is heard once more because Hailer was killed before it had answered.

use super::house;
use crate::house::House;
use crate::presets::small;

const LINE: &str = "/docker-create small small";
const INTERRUPTED: &str = "I was interrupted while I was at this";

async fn is_there(house: &House) -> usize {
    assert_eq!(house.on_the_engine().len(), house.on_record().await.len());
    house.on_record().await.len()
}

#[tokio::test]
async fn instances_that_were_made_are_not_made_once_more() {
    let house = house().await;
    house.has("small", &small(27_800)).await;
    let ada = house.grants(7, "operator", "hailer-instances").await;
    let arrived = house.router.store().now();
    let said = ada.says_again(LINE, arrived).await;
    assert_eq!(said.code, 0, "nothing had begun: {}", said.text);
    assert_eq!(is_there(&house).await, 2);
    let said = ada.says_again(LINE, arrived).await;
    assert!(said.text.contains(INTERRUPTED), "{}", said.text);
    assert!(said.text.contains("/docker-instances"), "{}", said.text);
    assert_eq!(is_there(&house).await, 2);
    let now = house.router.store().now();
    let said = ada.says_again(LINE, now).await;
    assert_eq!(said.code, 0, "what had begun is another: {}", said.text);
    assert_eq!(is_there(&house).await, 4);
}

#[tokio::test]
async fn what_others_or_the_same_one_elsewhere_had_begun_to_make_is_another() {
    let house = house().await;
    house.has("small", &small(28_000)).await;
    let ada = house.grants(7, "operator", "hailer-instances").await;
    let bob = house.grants(8, "operator", "hailer-instances").await;
    let arrived = house.router.store().now();
    assert_eq!(ada.says(LINE).await.code, 0);
    let mut elsewhere = house.telegram(7);
    elsewhere.conversation = bob.conversation.clone();
    for (speaker, there) in [(&bob, 4), (&elsewhere, 6)] {
        let said = speaker.says_again(LINE, arrived).await;
        assert_eq!(said.code, 0, "{}", said.text);
        assert_eq!(is_there(&house).await, there);
    }
}

#[tokio::test]
async fn with_a_folder_of_the_machine_it_is_the_same() {
    let house = house().await;
    house.has("small", &small(28_200)).await;
    let ada = house.grants(7, "admin", "*").await;
    let line = format!(
        "/docker-create small --volume {}:/mnt",
        house.path("presets").display()
    );
    let arrived = house.router.store().now();
    let said = ada.says(&line).await;
    assert_eq!(said.code, 0, "{}", said.text);
    let said = ada.says_again(&line, arrived).await;
    assert!(said.text.contains(INTERRUPTED), "{}", said.text);
    assert_eq!(is_there(&house).await, 1);
}

#[tokio::test]
async fn one_that_took_the_place_of_none_asks_for_no_yes_to_be_replaced() {
    let house = house().await;
    house.has("small", &small(28_400)).await;
    let ada = house.grants(7, "operator", "hailer-instances").await;
    let line = format!(
        "/docker-create small --name {} --replace",
        house.named("db")
    );
    let arrived = house.router.store().now();
    let said = ada.says(&line).await;
    assert_eq!(said.code, 0, "{}", said.text);
    let said = ada.says_again(&line, arrived).await;
    assert!(said.text.contains(INTERRUPTED), "{}", said.text);
    let said = ada.says(&line).await;
    said.confirmation();
}
