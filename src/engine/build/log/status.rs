//! `BuildKit`'s news of a build, as they come in the engine's answer: protocol buffers in base64. Only the fields that
//! are shown are named; the others are skipped (moby/buildkit, `api/services/control/control.proto`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost::Message;

/// What became of the steps, and what they said.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Status {
    #[prost(message, repeated, tag = "1")]
    pub(super) vertexes: Vec<Vertex>,
    #[prost(message, repeated, tag = "3")]
    pub(super) logs: Vec<VertexLog>,
    #[prost(message, repeated, tag = "4")]
    pub(super) warnings: Vec<VertexWarning>,
}

/// A step.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Vertex {
    #[prost(string, tag = "1")]
    pub(super) digest: String,
    #[prost(string, tag = "3")]
    pub(super) name: String,
    #[prost(bool, tag = "4")]
    pub(super) cached: bool,
    #[prost(message, optional, tag = "5")]
    pub(super) started: Option<Moment>,
    #[prost(message, optional, tag = "6")]
    pub(super) completed: Option<Moment>,
    /// Why it failed; empty where it didn't.
    #[prost(string, tag = "7")]
    pub(super) error: String,
}

/// That there is a time; which one is not read.
#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Moment {}

/// What a step wrote.
#[derive(Clone, PartialEq, Message)]
pub(super) struct VertexLog {
    /// The step's digest.
    #[prost(string, tag = "1")]
    pub(super) vertex: String,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) msg: Vec<u8>,
}

/// What the builder holds to be wrong with a step.
#[derive(Clone, PartialEq, Message)]
pub(super) struct VertexWarning {
    /// The step's digest.
    #[prost(string, tag = "1")]
    pub(super) vertex: String,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) short: Vec<u8>,
}

impl Status {
    /// `None` for what is no such news.
    pub(super) fn read(base64: &str) -> Option<Self> {
        Self::decode(STANDARD.decode(base64).ok()?.as_slice()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_not_named_are_skipped() {
        // digest "a", inputs ["b"], name "c", started { seconds: 1 }, progress_group { id: "d" }
        let vertex = b"\x0a\x01a\x12\x01b\x1a\x01c\x2a\x02\x08\x01\x42\x03\x0a\x01d";
        let mut status = vec![0x0a, u8::try_from(vertex.len()).unwrap()];
        status.extend(vertex);
        let read = Status::read(&STANDARD.encode(status)).unwrap();
        let expected = Vertex {
            digest: "a".to_owned(),
            name: "c".to_owned(),
            started: Some(Moment {}),
            ..Vertex::default()
        };
        assert_eq!(read.vertexes, [expected]);
        assert_eq!(Status::read("no base64!"), None);
    }
}
