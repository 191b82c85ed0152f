//! What a rollback would not undo is said before anybody says yes: what happens to data.

use crate::world::{Said, WEB, World};

/// A service with data of its own, and a migration that it waits for.
fn shop() -> String {
    format!(
        "{WEB}    volumes: ['data:/data']
    depends_on: {{migrate: {{condition: service_completed_successfully}}}}
  migrate:
    image: IMAGE
    command: exit 0
    network_mode: none
volumes: {{data: {{}}}}
"
    )
}

/// The sentence about it, where there is one.
fn not_undone(said: &Said) -> Option<&str> {
    let found = said
        .text
        .lines()
        .find(|line| line.contains("does not undo"));
    found.map(str::trim)
}

#[tokio::test]
async fn a_migration_that_runs_again_and_data_on_another_image_are_named_before_the_yes() {
    let world = World::running(&shop()).await;
    let unchanged = world.says("/docker-deploy --dry-run").await;
    assert_eq!(not_undone(&unchanged), None, "{unchanged}");

    world.edit("workspace/compose.yaml", "serve 80", "serve 8080");
    let command = world.says("/docker-deploy --dry-run").await;
    assert_eq!(not_undone(&command), None, "{command}");

    world.import_image();
    let image = world.says("/docker-deploy --dry-run").await;
    assert_eq!(
        not_undone(&image),
        Some(
            "- A rollback does not undo what these do to data: migrate (runs to its end), web (starts on another image)."
        ),
        "{image}"
    );
}

#[tokio::test]
async fn where_nothing_stands_yet_there_is_nothing_to_go_back_to() {
    let world = World::empty().await;
    world.import_image();
    world.configure().await;
    world.write("workspace/compose.yaml", &shop());
    let first = world.says("/docker-deploy --dry-run").await;
    assert!(first.text.contains("run 1 one-shot"), "{first}");
    assert_eq!(not_undone(&first), None, "{first}");
}
