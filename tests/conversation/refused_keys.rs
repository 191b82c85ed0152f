//! Every key of the Compose file format that is refused, from the compose file to the answer: it is named with where it
//! stands and what to do, and nothing is changed.

use crate::world::{Before, Said, WEB, World};

/// The row's compose file in the workspace, and what comes of deploying it.
async fn deploying(world: &World, compose: &str) -> Said {
    world.write("workspace/compose.yaml", compose);
    world.says("/docker-deploy").await
}

/// Whether the key at `path` is named with what to do: by Hailer, by a Compose binary that doesn't know it yet, or as one that
/// such a binary leaves out.
fn is_named(path: &str, said: &Said) -> bool {
    let (around, key) = path.rsplit_once('.').unwrap_or(("(root)", path));
    let by_hailer = said.text.starts_with(&format!("{path} is not supported."))
        && said
            .text
            .contains("Remove the key, or run this service outside of Hailer.");
    let its_place = around.replace('[', ".").replace(']', "");
    // Of Compose 2.26, of 2.40, and of what it looks at before its schema.
    let its_words = [
        format!("{its_place} Additional property {key} is not allowed. Correct them"),
        format!("{its_place} additional properties '{key}' not allowed. Correct them"),
        format!("can't set {key} and web"),
        "\"web\" refers to undefined model".to_owned(),
    ];
    let by_compose = said.text.starts_with("Docker Compose refuses")
        && its_words.iter().any(|words| said.text.contains(words));
    let left_out = format!("{path} has no effect: Docker Compose");
    match said.code {
        5 => by_hailer || by_compose,
        4 => said.text.contains(&left_out),
        _ => false,
    }
}

#[tokio::test]
async fn each_is_named_with_what_to_do_and_nothing_is_changed() {
    let world = World::running(WEB).await;
    let (before, made) = (Before::of(&world), world.networks_and_volumes());
    let rows = include_str!("../data/refused_keys.txt");
    let rows = rows.lines().filter_map(|row| row.split_once(" | "));
    let mut others = Vec::new();
    for (path, compose) in rows {
        let said = deploying(&world, compose).await;
        if !is_named(path, &said) {
            others.push(format!("{path}: {said}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    before.assert_is_now(&world);
    assert_eq!(world.networks_and_volumes(), made);
}
