//! The probe, and a gate over several services.

use std::sync::Mutex;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{CHECK, gate};
use crate::engine::tests::world::{World, rules, watched};
use crate::engine::{Expects, GateFault, GateProgress, GateRules, Probe, WaitsOn};

#[tokio::test]
async fn one_service_that_falls_while_another_is_waited_for_is_noticed() {
    let world = World::new().await;
    let yaml = format!(
        "services:\n  a:\n    image: IMAGE\n    command: crash 5 2\n  b:\n    image: IMAGE\n    command: hang\n{}",
        CHECK.replace("retries: 2", "retries: 2, start_period: 60s")
    );
    let ids = world.up(&world.model(&yaml).await).await;
    let watched: Vec<_> = ids.iter().map(|id| watched(id, Expects::Ready)).collect();
    let heard = Mutex::new(Vec::new());
    let hear = |news: &GateProgress| heard.lock().unwrap().push(news.clone());
    let failure = world
        .engine
        .gate(&watched, &rules(30), &hear)
        .await
        .unwrap_err();
    assert_eq!(failure.container.as_ref(), Some(&ids[0]));
    let waited_for_health = |news: &GateProgress| match news {
        GateProgress::Waiting(all) => all
            .iter()
            .any(|(_, on)| matches!(on, WaitsOn::Health { .. })),
        GateProgress::Probing(_) => false,
    };
    assert!(heard.lock().unwrap().iter().any(waited_for_health));
}

#[tokio::test]
async fn the_probe_is_asked_until_it_answers_or_the_deadline_comes() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/health", listener.local_addr().unwrap());
    let statuses = ["503 Busy", "503 Busy", "200 OK"];
    let serving = tokio::spawn(async move {
        for status in statuses {
            let (mut peer, _) = listener.accept().await.unwrap();
            assert!(peer.read(&mut [0; 1024]).await.unwrap() > 0);
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            peer.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let probing = GateRules {
        probe: Some(Probe::new(&url).unwrap()),
        ..rules(20)
    };
    gate(&world, &id, Expects::Started, &probing).await.unwrap();
    serving.await.unwrap();
    let short = GateRules {
        deadline: Duration::from_secs(1),
        ..probing
    };
    let failure = gate(&world, &id, Expects::Started, &short)
        .await
        .unwrap_err();
    assert!(
        matches!(&failure.why, GateFault::Probe { url: asked, .. } if *asked == url),
        "{failure}"
    );
    assert_eq!(failure.service, None);
}
