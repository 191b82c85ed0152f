//! Those who are slow, and those who come meanwhile.

use tokio::io::AsyncWriteExt;

use super::server::first_line;
use super::*;

/// More than have a turn at a time.
const STRANGERS: usize = AT_A_TIME + 8;

/// The head of a delivery that goes on, with a signature of the right form.
fn head(bytes: usize) -> String {
    format!(
        "POST /github/webhook HTTP/1.1\r\nhost: hailer\r\nx-hub-signature-256: {}\r\ncontent-length: {bytes}\r\n",
        signature("{}")
    )
}

#[tokio::test]
async fn strangers_who_send_a_body_slowly_keep_nobody_waiting() {
    let (server, kept) = Server::keeping().await;
    let request = format!("{}expect: 100-continue\r\n\r\n", head(MOST));
    let mut strangers = Vec::new();
    for _ in 0..STRANGERS {
        let mut stranger = server.begin(request.as_bytes()).await;
        // So the body is being read.
        assert_eq!(first_line(&mut stranger).await, "HTTP/1.1 100 Continue");
        stranger.write_all(b"{").await.unwrap();
        strangers.push(stranger);
    }
    let first_to_go = Box::pin(futures_util::future::select_all(
        strangers.iter_mut().map(|one| Box::pin(first_line(one))),
    ));
    let good = Box::pin(told(server.signed("issue_comment", "{}")));
    let futures_util::future::Either::Left((answer, _)) =
        futures_util::future::select(good, first_to_go).await
    else {
        panic!("GitHub's delivery waits for a stranger's");
    };
    assert_eq!(answer, (200, "kept\n".to_owned()));
    assert_eq!(kept.lock().unwrap().len(), 1);
    for stranger in &mut strangers {
        assert_eq!(first_line(stranger).await, "HTTP/1.1 408 Request Timeout");
    }
}

#[tokio::test]
async fn strangers_who_have_not_even_asked_keep_nobody_waiting() {
    let (server, _) = Server::keeping().await;
    let mut strangers = Vec::new();
    for number in 0..STRANGERS {
        let silent = number % 2 == 0;
        let said = if silent { "" } else { "POST /github" };
        strangers.push(server.begin(said.as_bytes()).await);
    }
    let answer = told(server.signed("issue_comment", "{}")).await;
    assert_eq!(answer.0, 200);
    // They are not listened to for ever.
    for stranger in &mut strangers {
        assert_eq!(first_line(stranger).await, "");
    }
}

/// One connection is for one delivery, and whoever sends it hears that.
#[tokio::test]
async fn no_connection_is_kept() {
    let (server, _) = Server::keeping().await;
    let answer = server.signed("ping", "{}").send().await.unwrap();
    assert_eq!(answer.headers()["connection"], "close");
}
