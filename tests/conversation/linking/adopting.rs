//! A folder becomes a link.

use insta::assert_snapshot;

use super::{LINKED, api_log, target};
use crate::world::World;

#[tokio::test]
async fn a_folder_is_adopted_by_the_steps_that_are_told_while_it_serves() {
    let world = World::empty().await;
    world.import_image();
    for folder in ["production", "workspace"] {
        world.write(&format!("{folder}/compose.yaml"), LINKED);
        world.write(
            &format!("{folder}/config/shop.conf"),
            "version = 1\nmessage = a\n",
        );
    }
    world.write("production/data/migrations", "001_products\n");
    world.write("production/.env", "COLOUR=green\n");
    world.write("production/notes.txt", "by hand\n");
    world.compose(&["up", "--detach", "--wait"]);
    world.configure().await;
    world
        .says("/docker-config set deployment_strategy symlink")
        .await;
    let refused = world.says("/docker-deploy").await;
    assert_snapshot!(refused, @"
    Shop can't be deployed until production is as its strategy needs it

    - ROOT/production is a folder, and the strategy symlink makes it a link. Hailer doesn't move what it didn't put there: give the folder another name, and let a link lead to it. Running containers go on undisturbed

    At the terminal of the machine:

      mv ROOT/production ROOT/production.before && ln -s ROOT/production.before ROOT/production
    (exit 3)
    ");
    follow(&refused.text);
    let refused = world.says("/docker-deploy").await;
    assert_snapshot!(refused, @"
    Shop can't be deployed until production is as its strategy needs it

    - .env is an env file that only production has

    At the terminal of the machine:

      mkdir -p ROOT/production.shared && mv ROOT/production.before/.env ROOT/production.shared/.env && ln -s ROOT/production.shared/.env ROOT/production.before/.env

    Share it  /docker-config set shared_paths .env
    (exit 3)
    ");
    world
        .says("/docker-config set shared_paths .env,data")
        .await;
    let refused = world.says("/docker-deploy").await;
    follow(&refused.text);
    let containers = world.containers();
    world.write("workspace/config/shop.conf", "no version\n");
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    api  recreate  config file changed: config/shop.conf  down while stopping (SPAN at most) and starting: both would write to ./data

    kept  web
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ config/shop.conf (11 B)

    link  ROOT/production
    leads to  ROOT/production.before → production.releases/ID-32629b

    Before you say yes
    - ROOT/production leads to ROOT/production.before, which Hailer did not make: that stays as it is, and a failure leads back to it.
    - stays behind in ROOT/production.before: notes.txt.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert!(said.text.contains("rolled back"), "{said}");
    assert_eq!(
        world.path("production.before").display().to_string(),
        target(&world)
    );
    assert_eq!(world.containers(), containers);
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    assert!(target(&world).starts_with("production.releases/"));
    assert!(api_log(&world).contains("version 2"));
    assert_eq!(world.read("production/data/migrations"), "001_products\n");
    assert_eq!(world.read("production.before/notes.txt"), "by hand\n");
}

/// Carries out what a refusal says is to be done at the terminal of the machine.
fn follow(text: &str) {
    let steps: Vec<_> = text.lines().filter(|line| line.contains("mv /")).collect();
    assert!(!steps.is_empty(), "{text}");
    for step in steps {
        sh(step);
    }
}

pub(super) fn sh(step: &str) {
    let ran = std::process::Command::new("sh")
        .args(["-ec", step])
        .status();
    assert!(ran.unwrap().success(), "{step}");
}
