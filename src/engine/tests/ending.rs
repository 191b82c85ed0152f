//! An end that is told by several answers of an engine.

use super::connecting::{HELLO, answering};
use crate::engine::Engine;

/// What an engine says of a container, and of its end.
macro_rules! said {
    ($body:literal) => {
        concat!(
            "HTTP/1.1 200 OK\r\ncontent-length: LENGTH\r\nconnection: close\r\n\r\n",
            $body
        )
    };
}

#[tokio::test]
async fn an_exit_code_isnt_told_with_the_memory_of_another_run() {
    let (running, ended) = (
        said!(r#"{"State":{"Status":"running","StartedAt":"2026-11-21T09:00:00.1Z"}}"#),
        said!("{\"StatusCode\":3}\n"),
    );
    for (after, oom_killed) in [
        (
            said!(
                r#"{"State":{"Status":"restarting","OOMKilled":true,"StartedAt":"2026-11-21T09:00:00.1Z"}}"#
            ),
            Some(true),
        ),
        (
            said!(
                r#"{"State":{"Status":"running","OOMKilled":false,"StartedAt":"2026-11-21T09:00:00.2Z"}}"#
            ),
            None,
        ),
        (
            said!(
                r#"{"State":{"Status":"exited","OOMKilled":true,"StartedAt":"2026-11-21T09:00:00.2Z"}}"#
            ),
            None,
        ),
    ] {
        let answers = vec![HELLO, running, ended, after];
        let engine = Engine::connect(Some(&answering(answers).await)).await;
        let ending = engine.unwrap().ended("0123456789ab").await.unwrap();
        assert_eq!((ending.exit_code, ending.oom_killed), (Some(3), oom_killed));
    }
}
