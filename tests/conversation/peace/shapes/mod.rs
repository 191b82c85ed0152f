//! After a deploy by Hailer, `docker compose up` recreates nothing and makes nothing, whatever shape the project has.

mod several;

use super::{assert_nothing_to_change, holding};
use crate::world::World;

/// Deploys these files from the workspace, and insists that the official tool finds nothing to do. Files in `own` are
/// production's own.
async fn stays(files: &[(&str, &str)], own: &[(&str, &str)]) {
    let world = holding("workspace", files).await;
    for (path, text) in own {
        world.write(&format!("production/{path}"), text);
    }
    settles(&world).await;
}

/// Deploys, and insists that nobody finds anything left to do.
async fn settles(world: &World) {
    world.deploys().await;
    let (containers, made) = (world.containers(), world.networks_and_volumes());
    assert_ne!(containers, [] as [String; 0]);
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), containers);
    assert_eq!(world.networks_and_volumes(), made);
    assert_nothing_to_change(world).await;
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn services_that_are_built() {
    let world = World::empty().await;
    let compose = "
services:
  named: {build: ., image: PROJECT-named:7, command: hang, network_mode: none}
  unnamed: {build: {context: ., labels: {made: here}, args: {A: 1}}, command: hang, network_mode: none}
";
    let compose = compose.replace("PROJECT", world.project());
    world.lay_out_build("workspace", &compose, "");
    world.configure().await;
    settles(&world).await;
}

#[tokio::test]
async fn variables_from_env_files() {
    let compose = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
    env_file: [common.env, {path: absent.env, required: false}]
    environment: {DIRECT: 'a$$b', FROM_DOTENV: '${TOKEN}', EMPTY: ''}
";
    let files = [
        ("compose.yaml", compose),
        ("common.env", "A=1\nQUOTED=\"two words\"\n"),
    ];
    stays(&files, &[(".env", "TOKEN=t0ken-of-production\n")]).await;
}

#[tokio::test]
async fn configs_and_secrets_of_every_source() {
    let compose = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
    secrets: [file, {source: variable, target: other}]
    configs: [{source: file, target: /etc/site}, {source: text, target: /etc/motd, mode: 0440}]
secrets: {file: {file: ./token}, variable: {environment: TOKEN}}
configs: {file: {file: ./site.conf}, text: {content: 'hello ${TOKEN}'}}
";
    let files = [
        ("compose.yaml", compose),
        ("token", "1"),
        ("site.conf", "2"),
    ];
    stays(&files, &[(".env", "TOKEN=t0ken-of-production\n")]).await;
}

#[tokio::test]
async fn mounts_of_every_kind() {
    let compose = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
    read_only: true
    volumes:
      - named:/named
      - labelled:/labelled:ro
      - /anonymous
      - ./made:/made
      - ./conf/site.conf:/etc/site.conf:ro
      - {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}
      - {type: volume, source: named, target: /bare, volume: {nocopy: true}}
    tmpfs: [/run]
volumes: {named: {}, labelled: {labels: {kind: cache}, name: '${COMPOSE_PROJECT_NAME}-cache'}}
";
    let files = [("compose.yaml", compose), ("conf/site.conf", "2")];
    stays(&files, &[]).await;
}

#[tokio::test]
async fn networks_with_aliases_and_an_external_one() {
    let world = holding("workspace", &[]).await;
    let compose = "
services:
  web:
    image: IMAGE
    command: hang
    networks: {front: {aliases: [shop, www]}, back: {priority: 10}, outside: {}}
  api: {image: IMAGE, command: hang, networks: [back], links: ['web:page']}
networks:
  front: {labels: {kind: front}, driver_opts: {com.docker.network.driver.mtu: '1400'}}
  back: {internal: true}
  outside: {external: true, name: bridge-of-PROJECT}
";
    world.write(
        "workspace/compose.yaml",
        &compose.replace("PROJECT", world.project()),
    );
    let outside = format!("bridge-of-{}", world.project());
    let labelled = format!("com.docker.compose.project={}", world.project());
    crate::world::docker(&["network", "create", "--label", &labelled, &outside]);
    settles(&world).await;
}

#[tokio::test]
async fn health_logging_labels_and_limits() {
    let compose = "
services:
  web:
    image: IMAGE
    command: [serve, '80']
    network_mode: none
    init: true
    user: '0:0'
    labels: ['traefik.enable=true', 'traefik.rule=Host(`a`) && Path(`/<b>`)']
    logging: {driver: json-file, options: {max-size: 1m}}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, timeout: 1m30s, start_period: 500ms}
    restart: unless-stopped
    stop_signal: SIGTERM
    stop_grace_period: 1m5s
    mem_limit: 64m
    cpus: 0.5
    pids_limit: 100
    ulimits: {nofile: {soft: 1000, hard: 2000}}
    cap_add: [NET_ADMIN]
    security_opt: ['no-new-privileges:true']
    sysctls: {net.ipv4.ip_unprivileged_port_start: 0}
    x-team: shop
  off: {image: IMAGE, command: hang, network_mode: none, healthcheck: {disable: true}}
x-defaults: {a: 1}
";
    stays(&[("compose.yaml", compose)], &[]).await;
}

#[tokio::test]
async fn pull_policies_that_need_no_registry() {
    let compose = "
services:
  never: {image: IMAGE, command: hang, network_mode: none, pull_policy: never}
  missing: {image: IMAGE, command: hang, network_mode: none, pull_policy: missing}
  if_not_present: {image: IMAGE, command: hang, network_mode: none, pull_policy: if_not_present}
";
    stays(&[("compose.yaml", compose)], &[]).await;
}

#[tokio::test]
async fn files_that_extend_include_and_override() {
    let compose = "
include: [parts/db.yaml]
services:
  web:
    extends: {file: common.yaml, service: base}
    command: hang
    depends_on: [db]
";
    let files = [
        ("compose.yaml", compose),
        (
            "compose.override.yaml",
            "services: {web: {environment: {OVERRIDDEN: 'yes'}}}",
        ),
        (
            "common.yaml",
            "services: {base: {image: IMAGE, network_mode: none, env_file: base.env}}",
        ),
        ("base.env", "BASE=1\n"),
        (
            "parts/db.yaml",
            "services: {db: {image: IMAGE, command: hang, network_mode: none, volumes: ['./conf:/conf:ro']}}",
        ),
        ("parts/conf/db.conf", "port = 1"),
    ];
    stays(&files, &[]).await;
}
