//! What runs: command, environment, user, terminal, stop, restart, log, health, labels.

use super::{World, config, created, host};

#[tokio::test]
async fn command_environment_and_user() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    command: [env, --all]\n    entrypoint: [/shop]\n    environment: {A: '1', B: 'x=y $$z'}\n    user: '7:8'\n    group_add: ['9']\n    working_dir: /tmp\n    hostname: name\n    domainname: example.org\n    tty: true\n    stdin_open: true\n    init: true\n",
    )
    .await;
    let (config, host) = (config(&seen), host(&seen));
    assert_eq!(config.cmd.as_ref().unwrap(), &["env", "--all"]);
    assert_eq!(config.entrypoint.as_ref().unwrap(), &["/shop"]);
    let environment = config.env.as_ref().unwrap();
    assert!(environment.contains(&"A=1".to_owned()), "{environment:?}");
    assert!(
        environment
            .iter()
            .any(|variable| variable.starts_with("B=x=y ")),
        "{environment:?}"
    );
    assert_eq!(config.user.as_deref(), Some("7:8"));
    assert_eq!(host.group_add.as_ref().unwrap(), &["9"]);
    assert_eq!(config.working_dir.as_deref(), Some("/tmp"));
    assert_eq!(config.hostname.as_deref(), Some("name"));
    assert_eq!(config.domainname.as_deref(), Some("example.org"));
    assert_eq!((config.tty, config.open_stdin), (Some(true), Some(true)));
    assert_eq!(host.init, Some(true));
}

#[tokio::test]
async fn an_empty_command_is_empty_and_an_absent_one_the_images() {
    let world = World::new().await;
    let seen = created(&world, "    entrypoint: []\n    command: [/shop, env]\n").await;
    assert_eq!(
        config(&seen).entrypoint.clone().unwrap_or_default(),
        [""; 0]
    );
    let other = World::new().await;
    let seen = created(&other, "    command: [env]\n").await;
    assert_eq!(config(&seen).entrypoint.as_ref().unwrap(), &["/shop"]);
}

#[tokio::test]
async fn stop_restart_and_log() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    stop_signal: SIGINT\n    stop_grace_period: 1m30s\n    restart: unless-stopped\n    logging: {driver: local, options: {max-size: 1m}}\n",
    )
    .await;
    let (config, host) = (config(&seen), host(&seen));
    assert_eq!(config.stop_signal.as_deref(), Some("SIGINT"));
    assert_eq!(config.stop_timeout, Some(90));
    let policy = host.restart_policy.as_ref().unwrap().name.unwrap();
    assert_eq!(policy.to_string(), "unless-stopped");
    let log = host.log_config.as_ref().unwrap();
    assert_eq!(log.typ.as_deref(), Some("local"));
    assert_eq!(log.config.as_ref().unwrap()["max-size"], "1m");
}

#[tokio::test]
async fn the_restart_policy_of_deploy_wins() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    restart: always\n    deploy: {restart_policy: {condition: on-failure, max_attempts: 4}}\n",
    )
    .await;
    let policy = host(&seen).restart_policy.clone().unwrap();
    assert_eq!(policy.name.unwrap().to_string(), "on-failure");
    assert_eq!(policy.maximum_retry_count, Some(4));
}

#[tokio::test]
async fn a_restart_policy_of_deploy_means_what_it_means_to_compose() {
    for (policy, means) in [
        ("{condition: none}", "no"),
        ("{condition: 'no'}", "no"),
        ("{condition: any}", "always"),
        ("{condition: always}", "always"),
        ("{condition: unless-stopped}", "unless-stopped"),
        ("{max_attempts: 3}", ""),
        ("{}", ""),
    ] {
        let keys = format!("    restart: always\n    deploy: {{restart_policy: {policy}}}\n");
        let seen = created(&World::new().await, &keys).await;
        let seen = host(&seen).restart_policy.clone().unwrap();
        assert_eq!(seen.name.unwrap().to_string(), means, "{policy}");
    }
}

#[tokio::test]
async fn health() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    healthcheck: {test: [CMD, /shop, env], interval: 1m30s, timeout: 1.5s, retries: 7, start_period: 250ms}\n",
    )
    .await;
    let check = config(&seen).healthcheck.clone().unwrap();
    assert_eq!(check.test.unwrap(), ["CMD", "/shop", "env"]);
    assert_eq!(check.interval, Some(90_000_000_000));
    assert_eq!(check.timeout, Some(1_500_000_000));
    assert_eq!(check.retries, Some(7));
    assert_eq!(check.start_period, Some(250_000_000));
    let other = World::new().await;
    let seen = created(&other, "    healthcheck: {disable: true}\n").await;
    assert_eq!(
        config(&seen).healthcheck.clone().unwrap().test.unwrap(),
        ["NONE"]
    );
}

#[tokio::test]
async fn labels_are_those_of_compose_ours_and_the_services_own() {
    let world = World::new().await;
    let seen = created(&world, "    labels: {team: shop}\n").await;
    let labels = config(&seen).labels.clone().unwrap();
    let compose = |name: &str| labels[&format!("com.docker.compose.{name}")].as_str();
    assert_eq!(compose("project"), world.project.as_str());
    assert_eq!(
        (compose("service"), compose("container-number")),
        ("web", "1")
    );
    assert_eq!((compose("oneoff"), compose("depends_on")), ("False", ""));
    let official = world.compose(&["config", "--hash", "web"]).await;
    assert_eq!(
        official.split_whitespace().last(),
        Some(compose("config-hash"))
    );
    assert_eq!(compose("image"), seen.image.as_deref().unwrap());
    assert_eq!(
        compose("project.working_dir"),
        world.folder.path().to_str().unwrap()
    );
    assert_eq!(
        compose("project.config_files"),
        world.compose_file().to_str().unwrap()
    );
    assert_eq!(
        labels["hailer.operation"],
        world.intent.operation().as_str()
    );
    assert_eq!(
        (labels["hailer.codebase"].as_str(), labels["team"].as_str()),
        ("shop", "shop")
    );
}
