//! A machine that isn't as the deploy needs it: a full disk, a port that is taken, an image that nobody has. The old version
//! serves on or is restored, the answer says what is in the way, and nothing is left over.

mod disk;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use insta::assert_snapshot;

use crate::world::{Before, Said, WEB, World};
use disk::on_a_small_disk;

/// Deploys what the workspace holds. Production is afterwards what it was before, and nothing is left over.
async fn deploy_in_vain(world: &World) -> Said {
    let before = Before::of(world);
    let mut said = world.says("/docker-deploy").await;
    if said.code == 4 {
        said = world.says("yes").await;
    }
    before.assert_is_now(world);
    said
}

/// Answers as a registry that has nothing, until the test ends.
fn empty_registry() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            let read = stream.read(&mut asked).unwrap();
            let known = asked[..read].starts_with(b"GET /v2/ ");
            let (status, body) = if known {
                ("200 OK", "{}")
            } else {
                let unknown =
                    r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#;
                ("404 Not Found", unknown)
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

#[tokio::test]
async fn an_image_that_nobody_has_is_named_and_nothing_changes() {
    let world = World::running(WEB).await;
    let image = format!("{}/shop:9", empty_registry());
    world.write("workspace/compose.yaml", &WEB.replace("IMAGE", &image));
    assert_snapshot!(deploy_in_vain(&world).await, @"
    Can't look up image 127.0.0.1:PORT/shop:9: 127.0.0.1:PORT has no such image (manifest unknown)

    Nothing was changed. Push it, or correct `image` in the compose file.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_port_that_another_program_has_is_named_and_the_old_version_is_back() {
    let published = WEB.replace("network_mode: none", "ports: ['127.0.0.1::80']");
    let world = World::running(&published).await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    world.edit("workspace/compose.yaml", "127.0.0.1:", &address);
    assert_snapshot!(deploy_in_vain(&world).await, @"
    shop: rolled back: can't start container ID: 127.0.0.1:PORT is in use by another program or container: stop that one, or publish another port

    Production runs what it ran before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
}

#[tokio::test]
async fn a_version_that_dies_at_second_9_is_rolled_back() {
    let world = World::running(WEB).await;
    world.says("/docker-config unset stability_window").await;
    let unchecked = WEB.split("    healthcheck").next().unwrap();
    let dies = unchecked.replace("serve 80", "crash 7 9");
    world.write("workspace/compose.yaml", &dies);
    assert_snapshot!(deploy_in_vain(&world).await, @"
    shop: rolled back: web exited with code 7

    Production runs what it ran before, verified.

    Last lines of web
      crashing with 7 in 9s
      crashed: as it was told to

    Not undone
    - web ran on its new version; what it wrote stays written

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
}

#[tokio::test]
async fn one_that_is_restarted_just_before_it_is_trusted_is_rolled_back_too() {
    let unchecked = WEB.split("    healthcheck").next().unwrap();
    let world = World::running(unchecked).await;
    world.says("/docker-config set stability_window 3s").await;
    world.edit(
        "workspace/compose.yaml",
        "serve 80",
        "crash 7 2.5\n    restart: always",
    );
    let said = deploy_in_vain(&world).await;
    assert_eq!(said.code, 6, "{said}");
    // Whether it has begun to crash again by then is the engine's to say.
    let told = [
        "shop: rolled back: web exited with code 7",
        "crashed: as it was told to",
    ];
    for line in told {
        assert!(said.text.contains(line), "{said}");
    }
}

#[tokio::test]
async fn a_volume_whose_definition_changed_is_never_made_anew() {
    let with =
        |volume: &str| format!("{WEB}    volumes: ['data:/data']\nvolumes: {{data: {volume}}}\n");
    let world = World::running(&with("{}")).await;
    let redefined = with("{driver_opts: {type: tmpfs, device: tmpfs}}");
    world.write("workspace/compose.yaml", &redefined);
    let made = world.networks_and_volumes();
    assert_snapshot!(deploy_in_vain(&world).await, @"
    Volume PROJECT_data is defined otherwise than it was made (driver_opts), and Hailer never makes it anew; put the old definition back, or give the new one another name
    (exit 5)
    ");
    assert_eq!(world.networks_and_volumes(), made);
}

#[tokio::test]
async fn a_network_whose_definition_changed_is_named() {
    let with = |network: &str| {
        let joined = WEB.replace("network_mode: none", "networks: [back]");
        format!("{joined}networks: {{back: {network}}}\n")
    };
    let world = World::running(&with("{}")).await;
    world.write("workspace/compose.yaml", &with("{internal: true}"));
    let made = world.networks_and_volumes();
    assert_snapshot!(deploy_in_vain(&world).await, @"
    Network PROJECT_back is defined otherwise than it was made (internal), and Hailer never makes it anew; put the old definition back, or give the new one another name
    (exit 5)
    ");
    assert_eq!(world.networks_and_volumes(), made);
}

#[tokio::test]
async fn a_production_path_that_cannot_be_written_is_named() {
    let (world, disk) = on_a_small_disk().await;
    world.write("workspace/new.txt", "new");
    disk.make_read_only();
    assert_snapshot!(deploy_in_vain(&world).await, @r#"
    shop: failed before anything changed: can't write in "ROOT/production": Read-only file system (os error 30); look at its permissions and at the disk

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    "#);
}

#[tokio::test]
async fn a_production_path_that_is_gone_or_a_file_is_named() {
    let world = World::running(WEB).await;
    let before = world.containers();
    std::fs::rename(world.path("production"), world.path("moved")).unwrap();
    assert_snapshot!(world.says("/docker-deploy").await, @"
    ROOT/production can't be used: No such file or directory (os error 2)

    Nothing was changed. Name an existing folder by its absolute path.
    (exit 2)
    ");
    world.write("production", "a file");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    ROOT/production can't be used: it is not a folder

    Nothing was changed. Name an existing folder by its absolute path.
    (exit 2)
    ");
    assert_eq!(world.containers(), before);
    std::fs::remove_file(world.path("production")).unwrap();
    std::fs::rename(world.path("moved"), world.path("production")).unwrap();
}
