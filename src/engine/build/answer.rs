//! The engine's answer to a build while it comes: one JSON object a line.

use bollard::errors::Error as ApiError;
use futures_util::{Stream, StreamExt};
use serde::Deserialize;
use serde_json::Value;
use tokio_util::bytes::Bytes;

/// How the engine marks what `BuildKit` says.
const TRACE: &str = "moby.buildkit.trace";

/// One line of it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct News {
    /// What the classic builder says.
    pub(super) stream: Option<String>,
    /// That the build failed.
    #[serde(rename = "errorDetail")]
    failure: Option<Failure>,
    id: Option<String>,
    aux: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    message: String,
}

impl News {
    /// Why the build failed, if it did.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure
            .as_ref()
            .map(|failure| failure.message.as_str())
    }

    /// What `BuildKit` says, in base64.
    pub(super) fn trace(&self) -> Option<&str> {
        let is_trace = self.id.as_deref() == Some(TRACE);
        self.aux.as_ref().filter(|_| is_trace)?.as_str()
    }
}

/// The answer, under way.
pub(super) struct Answer<S> {
    pieces: S,
    unfinished: Vec<u8>,
}

impl<S: Stream<Item = Result<Bytes, ApiError>> + Unpin> Answer<S> {
    pub(super) fn new(pieces: S) -> Self {
        let unfinished = Vec::new();
        Self { pieces, unfinished }
    }

    /// What comes next; `None` at the end. Nothing is lost where the future is dropped.
    pub(super) async fn next(&mut self) -> Option<Result<News, ApiError>> {
        loop {
            let end = self.unfinished.iter().position(|byte| *byte == b'\n');
            if let Some(end) = end {
                let line: Vec<u8> = self.unfinished.drain(..=end).collect();
                if line.trim_ascii().is_empty() {
                    continue;
                }
                return Some(read(&line));
            }
            match self.pieces.next().await {
                Some(Ok(piece)) => self.unfinished.extend(piece),
                Some(Err(error)) => return Some(Err(error)),
                None if self.unfinished.trim_ascii().is_empty() => return None,
                None => return Some(read(&std::mem::take(&mut self.unfinished))),
            }
        }
    }
}

fn read(line: &[u8]) -> Result<News, ApiError> {
    serde_json::from_slice(line).map_err(ApiError::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    #[tokio::test]
    async fn lines_are_put_together_whatever_pieces_they_come_in() {
        let pieces = [
            "{\"stream\":\"Step 1\"}\r\n\r\n{\"aux\":",
            "{\"ID\":\"sha256:1\"}}\n{\"id\":\"moby.buildkit.trace\",\"aux\":\"Cg\"}\n",
            "{\"errorDetail\":{\"code\":9,\"message\":\"it broke\"},\"error\":\"it broke\"}",
        ];
        let pieces = pieces.map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
        let mut answer = Answer::new(stream::iter(pieces));
        let mut heard = Vec::new();
        while let Some(news) = answer.next().await {
            let news = news.unwrap();
            let (trace, failure) = (news.trace(), news.failure());
            heard
                .push([news.stream.as_deref(), trace, failure].map(|said| said.map(str::to_owned)));
        }
        let expected = [
            [Some("Step 1"), None, None],
            [None; 3],
            [None, Some("Cg"), None],
            [None, None, Some("it broke")],
        ];
        assert_eq!(
            heard,
            expected.map(|line| line.map(|said| said.map(str::to_owned)))
        );
    }
}
