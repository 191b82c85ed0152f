//! A log that is followed ends by itself, and says why.

use std::sync::Arc;
use std::time::Duration;

use hailer::reply::{Progress, Responder};
use insta::assert_snapshot;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::world::{WEB, World, docker};

/// Tells of each line.
struct Lines(UnboundedSender<String>);

impl Responder for Lines {
    fn progress(&self, _progress: Progress) {}
    fn line(&self, line: &str) {
        self.0.send(line.to_owned()).unwrap();
    }
}

#[tokio::test]
async fn it_ends_with_the_containers() {
    let world = World::running(WEB).await;
    let (lines, mut heard) = unbounded_channel();
    let ada = world.at_the_terminal();
    let followed = ada.says_heard_by("/docker-logs web --follow", Arc::new(Lines(lines)));
    let ends = async {
        heard.recv().await.unwrap();
        docker(&["kill", &world.container("web")]);
    };
    let (said, ()) = tokio::join!(followed, ends);
    assert_snapshot!(said, @"
    shop: No longer following web: its container has ended

    Go on  /docker-logs web --follow
    (exit 0)
    ");
}

#[tokio::test]
async fn it_ends_after_five_minutes() {
    let world = World::running(WEB).await;
    let (lines, mut heard) = unbounded_channel();
    let ada = world.at_the_terminal();
    let followed = ada.says_heard_by("/docker-logs web --follow", Arc::new(Lines(lines)));
    let passes = async {
        heard.recv().await.unwrap();
        tokio::time::pause();
        tokio::time::advance(Duration::from_mins(5)).await;
        tokio::time::resume();
    };
    let (said, ()) = tokio::join!(followed, passes);
    assert_snapshot!(said, @"
    shop: No longer following web: that was five minutes

    Go on  /docker-logs web --follow
    (exit 0)
    ");
}
