//! Hailer is asked to change what it stands on itself: its own container, or the one that has its store.

use std::process::Command;

use insta::assert_snapshot;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpStream, UnixListener};

use crate::world::{Database, WEB, World};

#[tokio::test]
async fn a_service_that_may_write_to_hailers_data_is_left_to_a_person() {
    let world = World::running(&format!("{WEB}    volumes: ['../data:/data']\n")).await;
    let before = world.containers();
    let started = world.started("web");
    let restart = world.says("/docker-restart web").await;
    let stop = world.says("/docker-stop").await;
    world.edit("workspace/compose.yaml", "serve 80", "serve 80 --verbose");
    let deploy = world.says("/docker-deploy").await;
    assert_eq!(world.containers(), before);
    assert_eq!(world.started("web"), started);
    let dry_run = world.says("/docker-deploy --dry-run").await;
    assert_eq!(dry_run.to_string(), deploy.to_string());
    assert_snapshot!(format!("{restart}\n\n{stop}\n\n{deploy}"), @"
    Shop contains Hailer's own store (container PROJECT-web-1 writes to ROOT/data), which can't be changed from within

    Hailer would end in the middle of it, and nobody would put anything back. Nothing was changed. In a shell on the machine, with the new files in place where there are any:

      docker compose -p PROJECT --project-directory ROOT/production restart web
    (exit 3)

    Shop contains Hailer's own store (container PROJECT-web-1 writes to ROOT/data), which can't be changed from within

    Hailer would end in the middle of it, and nobody would put anything back. Nothing was changed. In a shell on the machine, with the new files in place where there are any:

      docker compose -p PROJECT --project-directory ROOT/production stop web
    (exit 3)

    Shop contains Hailer's own store (container PROJECT-web-1 writes to ROOT/data), which can't be changed from within

    Hailer would end in the middle of it, and nobody would put anything back. Nothing was changed. In a shell on the machine, with the new files in place where there are any:

      docker compose -p PROJECT --project-directory ROOT/production up --detach
    (exit 3)
    ");
}

#[tokio::test]
async fn a_service_beside_hailers_store_can_be_restarted() {
    let api = "  api: {image: IMAGE, command: hang, network_mode: none, stop_grace_period: 1s}\n";
    let both = format!("{WEB}    volumes: ['../data:/data']\n{api}");
    let world = World::running(&both).await;
    let preview = world.says("/docker-restart api").await;
    assert_eq!(preview.code, 4, "{preview}");
    let done = world.says("yes").await;
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(world.says("/docker-restart").await.code, 3);
}

#[tokio::test]
async fn the_service_that_has_the_socket_of_hailers_database_is_left_to_a_person() {
    let sockets = tempfile::tempdir().unwrap();
    let database = Database::postgres().await;
    let (server, database) = database.over_socket(sockets.path());
    let listener = UnixListener::bind(sockets.path().join(".s.PGSQL.5432")).unwrap();
    let relay = tokio::spawn(async move {
        loop {
            let (mut inside, _) = listener.accept().await.unwrap();
            let mut outside = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut inside, &mut outside).await });
        }
    });
    let folder = sockets.path().display();
    let compose = format!("{WEB}    volumes: ['{folder}:/var/run/postgresql']\n");
    let world = World::running_on(database, &compose).await;
    let started = world.started("web");
    let refused = world.says("/docker-restart").await;
    assert_eq!(refused.code, 3, "{refused}");
    let why = format!(
        "Hailer's own store (container {}-web-1 writes to {folder})",
        world.project()
    );
    assert!(refused.text.contains(&why), "{refused}");
    assert_eq!(world.started("web"), started);
    drop(world);
    relay.abort();
}

#[tokio::test]
async fn a_hailer_in_a_container_of_the_project_knows_itself() {
    let hailer = env!("CARGO_BIN_EXE_hailer");
    let world = World::empty().await;
    let root = world.path("");
    let root = root.display();
    // The machine's libraries, so that the program runs in an image that has none; its own file system is what it sees.
    let mounts: Vec<_> = ["/usr", "/lib", "/lib64", hailer]
        .iter()
        .map(|path| format!("'{path}:{path}:ro'"))
        .chain([format!("'{root}:{root}'")])
        .chain([String::from("'/var/run/docker.sock:/var/run/docker.sock'")])
        .collect();
    world.start(&format!(
        "services:\n  bot: {{image: IMAGE, command: hang, network_mode: none, stop_grace_period: 1s, volumes: [{}]}}\n",
        mounts.join(", ")
    ));
    world.configure().await;
    let started = world.started("bot");
    let bot = world.container("bot");
    let ran = Command::new("docker")
        .arg("exec")
        .args(
            world
                .variables()
                .iter()
                .filter(|(name, _)| *name != "DOCKER_HOST")
                .flat_map(|(name, value)| ["--env".to_owned(), format!("{name}={value}")]),
        )
        .args([bot.as_str(), hailer, "run", "/docker-restart"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(ran.status.code(), Some(3), "{ran:?}");
    let itself = format!("Hailer itself (container {}-bot-1)", world.project());
    assert!(told.contains(&itself), "{told}");
    let by_hand = format!("docker compose -p {} ", world.project());
    assert!(told.contains(&by_hand), "{told}");
    assert_eq!(world.started("bot"), started);
}
