use super::*;

/// A running container of a service of the project `shop`, without anything special.
pub(crate) fn running(service: &str) -> Container {
    let label = "com.docker.compose.service".to_owned();
    Container {
        id: service.to_owned(),
        name: format!("shop-{service}-1"),
        image: "shop".to_owned(),
        image_id: "sha256:1".to_owned(),
        state: State::Running,
        health: HealthState::None,
        ports: vec![],
        writable_volumes: vec![],
        writes_to: vec![],
        addresses: vec![],
        labels: [(label, service.to_owned())].into(),
        created: DateTime::UNIX_EPOCH,
        started: None,
        finished: None,
        exit_code: None,
        oom_killed: false,
        memory_limit: None,
        restarts: 0,
        stop_grace_secs: 10,
    }
}
