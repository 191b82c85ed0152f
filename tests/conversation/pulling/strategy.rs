//! Strategy registry.

use insta::assert_snapshot;

use crate::world::{Registry, World};

#[tokio::test]
async fn strategy_registry_copies_the_compose_file_and_what_it_names_and_nothing_else() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world.write("workspace/notes.txt", "notes");
    world.write("workspace/src/main.rs", "fn main() {}");
    world.write("workspace/web.env", "GREETING=hello\n");
    world.write("workspace/config/web.conf", "on\n");
    let compose = world.read("workspace/compose.yaml");
    let grown = format!(
        "{compose}    env_file: [web.env]\n    configs: [web]\nconfigs: {{web: {{file: config/web.conf}}}}\n"
    );
    world.write("workspace/compose.yaml", &grown);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would recreate 1 service, change 3 files

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  environment: GREETING; configs changed; config file changed: config/web.conf  brief errors possible: it can be reached before it is healthy

    files  2 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (328 B)
      + config/web.conf (3 B)
      + web.env (15 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let files = world.files();
    let production = world.path("production");
    let mut names: Vec<_> = files
        .iter()
        .map(|(path, _)| {
            path.strip_prefix(&production)
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["compose.yaml", "config/web.conf", "web.env"]);
    let compose = world.read("workspace/compose.yaml");
    world.write(
        "workspace/more.yaml",
        "services: {more: {image: IMAGE, network_mode: none}}\n",
    );
    world.write(
        "workspace/compose.yaml",
        &format!("include: [more.yaml]\n{compose}"),
    );
    assert_snapshot!(world.says("/docker-deploy").await, @"
    The compose files of shop include or extend files that strategy registry doesn't copy

    Nothing was changed. It copies the compose files, and the env files, configs and secrets that they name. Name the others in compose_files too, put them into production by hand, or deploy with strategy copy.
    (exit 2)
    ");
}

#[tokio::test]
async fn a_service_that_is_only_built_has_no_place_in_a_registry() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let compose = world.read("workspace/compose.yaml");
    let grown = format!("{compose}  worker:\n    build: .\n    network_mode: none\n");
    world.write("workspace/compose.yaml", &grown);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Worker has a `build` and no `image`, so no registry has its image

    Nothing was changed. Give it an `image` with a registry's name, or deploy with strategy copy and without --build-push, which builds it here: /docker-config set deployment_strategy copy
    (exit 2)
    ");
}
