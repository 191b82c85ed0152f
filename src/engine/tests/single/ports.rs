//! Ports: which, where, and what is said of one that is taken.

use std::net::{IpAddr, Ipv4Addr};

use tokio::net::{TcpListener, UdpSocket};

use crate::domain::container::PublishedPort;
use crate::engine::single::{Port, Single};
use crate::engine::tests::world::World;
use crate::engine::{EngineError, Volumes};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn port(host_ip: Option<IpAddr>, host: u16, protocol: &'static str) -> Port {
    Port {
        host_ip,
        host,
        container: 80,
        protocol,
    }
}

fn serving(world: &World, name: &str, port: Port) -> Single {
    Single {
        name: format!("{}-{name}", world.project),
        ports: vec![port],
        ..world.single(&["serve", "80"])
    }
}

/// A port that was free a moment ago.
async fn free() -> u16 {
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    listener.local_addr().unwrap().port()
}

async fn start(world: &World, single: &Single) -> Result<String, EngineError> {
    let id = world.engine.create_single(&world.intent, single).await?;
    match world.engine.start(&world.intent, &id).await {
        Ok(()) => Ok(id),
        Err(error) => {
            let removed = world.engine.remove(&world.intent, &id, Volumes::Remove);
            removed.await.unwrap();
            Err(error)
        }
    }
}

#[tokio::test]
async fn a_port_is_served_where_it_was_asked_for() {
    let world = World::new().await;
    let (own, open) = (free().await, free().await);
    let mut single = serving(&world, "web", port(Some(HERE), own, "tcp"));
    single.ports.push(Port {
        container: 81,
        ..port(None, open, "udp")
    });
    let id = start(&world, &single).await.unwrap();
    let seen = world.engine.inspect(&id).await.unwrap().ports;
    let published = |host_ip: &str, host_port, container_port, protocol: &str| PublishedPort {
        host_ip: host_ip.to_owned(),
        host_port,
        container_port,
        protocol: protocol.to_owned(),
    };
    assert!(
        seen.contains(&published("127.0.0.1", own, 80, "tcp")),
        "{seen:?}"
    );
    assert!(
        seen.contains(&published("0.0.0.0", open, 81, "udp")),
        "{seen:?}"
    );
    assert!(
        !seen.contains(&published("0.0.0.0", own, 80, "tcp")),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_port_of_another_program_is_taken_whatever_is_spoken_on_it() {
    let world = World::new().await;
    let listener = TcpListener::bind((HERE, 0)).await.unwrap();
    let socket = UdpSocket::bind((HERE, 0)).await.unwrap();
    for (taken, protocol) in [
        (listener.local_addr().unwrap().port(), "tcp"),
        (socket.local_addr().unwrap().port(), "udp"),
    ] {
        let single = serving(&world, "web", port(Some(HERE), taken, protocol));
        let error = start(&world, &single).await.unwrap_err();
        let EngineError::PortTaken { address, .. } = error else {
            panic!("{protocol}: {error:?}");
        };
        assert_eq!(address, format!("127.0.0.1:{taken}"));
    }
    let everywhere = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let taken = everywhere.local_addr().unwrap().port();
    for host_ip in [Some(HERE), None] {
        let single = serving(&world, "web", port(host_ip, taken, "tcp"));
        let error = start(&world, &single).await.unwrap_err();
        assert!(
            matches!(error, EngineError::PortTaken { .. }),
            "{host_ip:?}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_port_of_another_container_is_taken_and_the_next_one_is_not() {
    let world = World::new().await;
    let taken = free().await;
    let first = serving(&world, "first", port(Some(HERE), taken, "tcp"));
    start(&world, &first).await.unwrap();
    for host_ip in [Some(HERE), None] {
        let second = serving(&world, "second", port(host_ip, taken, "tcp"));
        let error = start(&world, &second).await.unwrap_err();
        assert!(
            matches!(error, EngineError::PortTaken { .. }),
            "{host_ip:?}: {error:?}"
        );
    }
    let second = serving(&world, "second", port(Some(HERE), free().await, "tcp"));
    start(&world, &second).await.unwrap();
}
