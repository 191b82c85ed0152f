//! What does not come up.

use hailer::domain::instance::Life;

use super::refuses;
use crate::house::House;
use crate::presets::breaking;

#[tokio::test]
async fn what_dies_while_starting_says_why_and_is_removed_unless_it_is_kept() {
    let house = House::new().await;
    house.has("dies", &breaking("dies", r#""die""#, "")).await;
    let line = "/docker-create dies";
    refuses(&house, line, &["exited with code 3"]).await;
    let name = house.named("kept");
    let said = house
        .says(&format!("/docker-create dies --name {name} --keep"))
        .await;
    assert_ne!(said.code, 0);
    assert_eq!(house.on_the_engine(), [name.as_str()]);
    assert_eq!(house.on_record().await[0].life, Life::There);
    let listed = house.does("/docker-instances").await;
    assert_eq!(listed.data["instances"][0]["condition"], "failed");
    house.does(&format!("/docker-inspect {name}")).await;
    let logs = house.does(&format!("/docker-logs {name}")).await;
    assert!(
        logs.text.contains("cannot open the database"),
        "{}",
        logs.text
    );
    house.does(&format!("/docker-destroy {name}")).await;
    house.has_nothing().await;
}

#[tokio::test]
async fn what_eats_too_much_and_what_is_never_ready_are_told_apart() {
    let house = House::new().await;
    let limits =
        "[limits]\nmemory = \"16MiB\"\nmemory_swap = \"16MiB\"\n[health]\ntest = [\"is-ready\"]";
    house
        .has("eats", &breaking("eats", r#""eat""#, limits))
        .await;
    refuses(
        &house,
        "/docker-create eats",
        &["killed at its 16 MB limit"],
    )
    .await;
    let within = "[health]\ntest = [\"is-ready\"]\nwithin = \"2s\"";
    house
        .has("never", &breaking("never", r#""never""#, within))
        .await;
    refuses(
        &house,
        "/docker-create never",
        &["not ready within 2s", "not ready yet"],
    )
    .await;
}
