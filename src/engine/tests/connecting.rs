//! Engines that aren't there, don't answer, or answer oddly.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};

use super::world::{engine, rules, watched};
use crate::compose::newer::ApiVersion;
use crate::domain::journal::{Intent, Term};
use crate::domain::name::OperationId;
use crate::engine::connection::CALL_LIMIT;
use crate::engine::{Engine, EngineError, Expects, GateFault};

#[tokio::test]
async fn the_engine_introduces_itself() {
    let engine = engine().await;
    engine.ping().await.unwrap();
    let info = engine.info();
    assert!(
        info.api
            >= ApiVersion {
                major: 1,
                minor: 41
            },
        "{info:?}"
    );
    assert!(info.buildkit && info.os == "linux", "{info:?}");
    let release = engine.release().await.unwrap();
    assert!(
        !release.version.is_empty() && !release.arch.is_empty(),
        "{release:?}"
    );
}

#[tokio::test]
async fn a_missing_socket_is_told_with_how_to_start_docker() {
    let begun = Instant::now();
    let error = Engine::connect(Some("unix:///nowhere/docker.sock"))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, EngineError::Unreachable { .. }), "{said}");
    for part in [
        "/nowhere/docker.sock",
        "DOCKER_HOST",
        "systemctl start docker",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert!(
        begun.elapsed() < Duration::from_millis(500),
        "nothing was gained by waiting"
    );
}

#[tokio::test]
async fn a_socket_that_nobody_serves_is_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    drop(UnixListener::bind(&path).unwrap());
    let error = Engine::connect(Some(&format!("unix://{}", path.display())))
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn an_engine_that_answers_nothing_times_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let listener = UnixListener::bind(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
        }
    });
    let begun = Instant::now();
    let error = Engine::connect(Some(&format!("unix://{}", path.display())))
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::TimedOut { .. }), "{error}");
    assert!(
        (9..13).contains(&begun.elapsed().as_secs()),
        "{:?}",
        begun.elapsed()
    );
    silent.abort();
}

/// Answers each connection with the next of these, and returns the address.
pub(super) async fn answering(answers: Vec<impl Into<String>>) -> String {
    let answers: Vec<String> = answers.into_iter().map(Into::into).collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("tcp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            respond(&listener, &answer).await;
        }
    });
    host
}

/// Takes the next request, answers it, and returns its first line. A connection that nothing comes on only asks who listens.
async fn respond(listener: &TcpListener, answer: &str) -> String {
    let mut request = [0; 4096];
    let (mut peer, read) = loop {
        let (mut peer, _) = listener.accept().await.unwrap();
        match peer.read(&mut request).await.unwrap() {
            0 => {}
            read => break (peer, read),
        }
    };
    let length = answer
        .split_once("\r\n\r\n")
        .map_or(0, |(_, body)| body.len());
    let answer = answer.replace("LENGTH", &length.to_string());
    peer.write_all(answer.as_bytes()).await.unwrap();
    let text = String::from_utf8_lossy(&request[..read]);
    text.lines().next().unwrap().to_owned()
}

/// How an engine answers a ping, which it is asked for before anything else.
pub(super) const HELLO: &str = "HTTP/1.1 200 OK\r\napi-version: 1.41\r\nostype: linux\r\nbuilder-version: 2\r\ncontent-length: LENGTH\r\nconnection: close\r\n\r\nOK";

#[tokio::test]
async fn an_engine_that_prefers_the_classic_builder_is_believed() {
    let classic = HELLO.replace("builder-version: 2", "builder-version: 1");
    let host = answering(vec![classic]).await;
    let engine = Engine::connect(Some(&host)).await.unwrap();
    assert!(!engine.info().buildkit, "{:?}", engine.info());
}

#[tokio::test]
async fn an_engine_that_stumbles_is_asked_again() {
    let stumble = "HTTP/1.1 503 Busy\r\ncontent-length: LENGTH\r\nconnection: close\r\n\r\n{\"message\":\"busy\"}";
    let host = answering(vec![stumble, "", HELLO]).await;
    let engine = Engine::connect(Some(&host)).await.unwrap();
    assert!(engine.info().buildkit, "{:?}", engine.info());
}

#[tokio::test]
async fn a_change_has_more_time_than_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("tcp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        respond(&listener, HELLO).await;
        let (mut peer, _) = listener.accept().await.unwrap();
        tokio::time::sleep(CALL_LIMIT + Duration::from_secs(1)).await;
        let done = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        peer.write_all(done.as_bytes()).await.unwrap();
    });
    let engine = Engine::connect(Some(&host)).await.unwrap();
    engine.kill(&intent(), "0123456789ab").await.unwrap();
}

#[tokio::test]
async fn what_fails_in_an_engine_that_ends_says_nothing_of_what_was_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("tcp://{}", listener.local_addr().unwrap());
    let ends = tokio::spawn(async move {
        respond(&listener, HELLO).await;
        let (mut peer, _) = listener.accept().await.unwrap();
        drop(listener);
        let failed = "HTTP/1.1 500 Gone\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        peer.write_all(failed.as_bytes()).await.unwrap();
    });
    let engine = Engine::connect(Some(&host)).await.unwrap();
    let error = engine.kill(&intent(), "0123456789ab").await.unwrap_err();
    assert!(error.is_unreachable(), "{error:?}");
    ends.await.unwrap();
}

fn intent() -> Intent {
    let term = Term::of(Duration::from_hours(1), Instant::now());
    Intent::committed(OperationId::new("slowengine").unwrap(), 1, term)
}

#[tokio::test]
async fn each_call_is_made_in_the_version_that_both_sides_know() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("tcp://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        respond(&listener, HELLO).await;
        respond(&listener, HELLO).await
    });
    let engine = Engine::connect(Some(&host)).await.unwrap();
    engine.ping().await.unwrap();
    assert_eq!(asked.await.unwrap(), "GET /v1.41/_ping HTTP/1.1");
}

#[tokio::test]
async fn an_engine_that_wants_tls_is_refused() {
    let tls = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
    let error = Engine::connect(Some(&answering(vec![tls]).await))
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Refused(_)), "{error:?}");
    assert!(error.to_string().contains("TLS"), "{error}");
}

#[tokio::test]
async fn an_engine_that_is_too_old_is_refused() {
    let old = HELLO.replace("1.41", "1.40");
    let error = Engine::connect(Some(&answering(vec![old]).await))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(said.contains("1.40") && said.contains("20.10"), "{said}");
}

#[tokio::test]
async fn an_engine_that_names_no_version_of_its_api_is_not_guessed_at() {
    let answer = HELLO.replace("1.41", "next");
    let error = Engine::connect(Some(&answering(vec![answer]).await))
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Unreadable { .. }), "{error:?}");
    assert!(error.to_string().contains("\"next\""), "{error}");
}

#[tokio::test]
async fn what_is_no_docker_is_told_apart() {
    let other =
        "HTTP/1.1 200 OK\r\ncontent-length: LENGTH\r\nconnection: close\r\n\r\n<html>hello</html>";
    let error = Engine::connect(Some(&answering(vec![other]).await))
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn an_engine_that_goes_away_leaves_the_gate_with_nothing_verified() {
    let host = answering(vec![HELLO]).await;
    let engine = Engine::connect(Some(&host)).await.unwrap();
    let watched = [watched("0123456789ab", Expects::Ready)];
    let begun = Instant::now();
    let failure = engine.gate(&watched, &rules(1), &|_| {}).await.unwrap_err();
    assert!(matches!(failure.why, GateFault::Unknown(_)), "{failure}");
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
}
