//! A bot that is killed while it makes instances.

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::World;

/// How many instances were begun to be made.
async fn begun(world: &World) -> i64 {
    let store = SqliteConnectOptions::new().filename(world.bot.path("data/hailer.sqlite"));
    let mut store = store.connect().await.unwrap();
    let count = "SELECT COUNT(*) FROM operations WHERE action = 'create'";
    let count = sqlx::query_scalar::<_, i64>(count);
    count.fetch_one(&mut store).await.unwrap()
}

#[tokio::test]
async fn a_create_that_a_killed_bot_had_begun_is_not_begun_by_the_next() {
    let mut world = World::new();
    world.has_what_hangs();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/docker-create hangs");
    let live = chat.next_message().await;
    live.becomes("waiting until it is ready").await;
    world.bot.is_killed();
    world.bot.serves();
    let told = [chat.next_message().await, chat.next_message().await];
    let told = told.map(|one| one.drawn()).join("\n");
    for words in [
        "this isn't begun once more",
        "create of Ada was interrupted",
    ] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(begun(&world).await, 1);
    world.bot.ada.says(&chat, "/docker-instances");
    let listed = chat.next_message().await;
    assert!(
        !listed.text().contains("hailer-hangs"),
        "{}",
        listed.drawn()
    );
}
