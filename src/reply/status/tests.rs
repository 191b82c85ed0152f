//! Status as it is read.

use insta::assert_snapshot;

use super::*;
use crate::domain::container::PublishedPort;
use crate::reply::drawn;

fn now() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn container(service: &str, number: u32, state: State, health: HealthState) -> Container {
    let labels = [
        ("com.docker.compose.service", service.to_owned()),
        ("com.docker.compose.container-number", number.to_string()),
    ];
    Container {
        id: format!("{service}{number}"),
        name: format!("shop-{service}-{number}"),
        image: format!("shop-{service}:latest"),
        image_id: "sha256:0".to_owned(),
        state,
        health,
        ports: Vec::new(),
        writable_volumes: vec![],
        writes_to: vec![],
        addresses: vec![],
        labels: labels.map(|(key, value)| (key.to_owned(), value)).into(),
        created: now(),
        started: Some(now() - chrono::TimeDelta::minutes(125)),
        finished: Some(now() - chrono::TimeDelta::minutes(7)),
        exit_code: None,
        oom_killed: false,
        memory_limit: None,
        restarts: 0,
        stop_grace_secs: 10,
    }
}

fn told(containers: &[Container], usage: &BTreeMap<String, Usage>, drift: &[Drift]) -> String {
    let codebase = CodebaseName::new("shop").unwrap();
    drawn(&status(&ProjectStatus {
        codebase: &codebase,
        containers,
        usage,
        release: Some("7kq2md0x4f, 3 h ago"),
        drift,
        hold: None,
        now: now(),
    }))
}

#[test]
fn a_healthy_project_is_one_line_and_its_table() {
    let mut web = container("web", 1, State::Running, HealthState::None);
    let port = |host_ip: &str, host_port| PublishedPort {
        host_ip: host_ip.to_owned(),
        host_port,
        container_port: 80,
        protocol: "tcp".to_owned(),
    };
    web.ports = vec![
        port("0.0.0.0", 8080),
        port("::", 8080),
        port("127.0.0.1", 9090),
    ];
    let mut migrate = container("migrate", 1, State::Exited, HealthState::None);
    migrate.exit_code = Some(0);
    let api = container("api", 1, State::Running, HealthState::Healthy);
    assert_snapshot!(told(&[web, migrate, api], &BTreeMap::new(), &[]), @"
    [Done] shop: 2 of 2 running, healthy, 1 ran to the end
    | service | state | uptime | restarts | ports | image |
    | migrate | ○ exited (0) | 7 min ago | 0 | – | shop-migrate:latest |
    | api | ● healthy <Good> | 2 h 5 min | 0 | – | shop-api:latest |
    | web | ● running <Good> | 2 h 5 min | 0 | 8080→80, 127.0.0.1:9090→80 | shop-web:latest |
    release: 7kq2md0x4f, 3 h ago
    ");
}

#[test]
fn what_is_broken_comes_first_with_its_logs_at_hand() {
    let mut db = container("db", 1, State::Exited, HealthState::None);
    db.exit_code = Some(137);
    db.oom_killed = true;
    db.restarts = 4;
    let containers = [
        container("api", 1, State::Running, HealthState::Healthy),
        container("api", 2, State::Running, HealthState::Starting),
        db,
        container("web", 1, State::Running, HealthState::Unhealthy),
        container("odd", 1, State::Unknown, HealthState::None),
    ];
    let usage = BTreeMap::from([(
        "api1".to_owned(),
        Usage {
            cpu_percent: 12.34,
            memory_bytes: 64 << 20,
            memory_limit: 2 << 30,
        },
    )]);
    let container = "shop-web-1".to_owned();
    let path = |path: &str| crate::domain::files::RelativePath::new(path).unwrap();
    let drift = [
        Drift::Image {
            container: container.clone(),
            released: "sha256:1".to_owned(),
            runs: "sha256:2".to_owned(),
        },
        Drift::Definition { container },
        Drift::Missing {
            service: "jobs".parse().unwrap(),
        },
        Drift::Edited {
            paths: vec![path("compose.yaml"), path("api.conf")],
        },
        Drift::Unknown {
            what: "files",
            why: "permission denied".to_owned(),
        },
    ];
    assert_snapshot!(told(&containers, &usage, &drift), @"
    [Done] shop: 1 unhealthy, 3 of 5 running, 1 starting
    | service | state | uptime | restarts | ports | image | cpu | memory |
    | db | ✗ exited (137) <Bad> | 7 min ago | 4, out of memory <Warn> | – | shop-db:latest | – | – |
    | web | ▲ unhealthy <Bad> | 2 h 5 min | 0 | – | shop-web:latest | – | – |
    | odd | ? unknown <Warn> | – | 0 | – | shop-odd:latest | – | – |
    | api 2 | ◐ starting <Warn> | 2 h 5 min | 0 | – | shop-api:latest | – | – |
    | api 1 | ● healthy <Good> | 2 h 5 min | 0 | – | shop-api:latest | 12.3 % | 64.0 MiB of 2.0 GiB |
    release: 7kq2md0x4f, 3 h ago
    # Changed since the last deploy
    - shop-web-1 runs another image than the live release
    - shop-web-1 was made by hand, from another definition than the live release's
    - jobs has no container
    - edited in production: compose.yaml, api.conf
    - whether files changed isn't known: permission denied
    > Logs: /docker-logs db
    ");
}

#[test]
fn a_project_without_containers_says_so() {
    assert_snapshot!(told(&[], &BTreeMap::new(), &[]), @"
    [Done] shop: no containers
    release: 7kq2md0x4f, 3 h ago
    ");
}

#[test]
fn several_codebases_are_a_line_each_and_what_could_not_be_read_is_unknown() {
    let name = |name| CodebaseName::new(name).unwrap();
    let fine = vec![container("web", 1, State::Running, HealthState::Healthy)];
    let bad = vec![container("web", 1, State::Running, HealthState::Unhealthy)];
    let reply = overview(&[
        (name("alpha"), Ok(fine)),
        (name("beta"), Err("the engine did not answer".to_owned())),
        (name("gamma"), Ok(bad)),
    ]);
    assert_snapshot!(drawn(&reply), @"
    [Done] -: 3 codebases
    | codebase | status |
    | gamma | 1 unhealthy, 1 of 1 running <Bad> |
    | beta | unknown: the engine did not answer <Warn> |
    | alpha | 1 of 1 running, healthy <Good> |
    ");
}
