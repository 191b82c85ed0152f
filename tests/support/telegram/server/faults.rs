//! Faults on demand.

use std::collections::VecDeque;
use std::io;
use std::panic::resume_unwind;

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::telegram::refusal::{bad, too_many};

/// What happens to a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Refused with a 429: seconds to wait.
    TooMany(u64),
    /// Refused with this status and a page of HTML, as the proxy in front of Telegram does it.
    Broken(u16),
    /// Refused with a 400 and these words.
    Refused(&'static str),
    /// The connection ends on the way there: neither carried out nor answered.
    Lost,
    /// Never answered, nor carried out.
    Hang,
    /// Carried out, but the answer ends in its middle.
    Cut,
    /// Carried out, but the connection ends without an answer.
    AnswerLost,
    /// Carried out, and never answered.
    Unanswered,
}

#[derive(Default)]
pub(crate) struct Faults {
    planned: VecDeque<Planned>,
}

struct Planned {
    /// None: of any.
    method: Option<String>,
    left: usize,
    fault: Fault,
}

impl Faults {
    pub(crate) fn plan(&mut self, method: Option<&str>, times: usize, fault: Fault) {
        self.planned.push_back(Planned {
            method: method.map(str::to_owned),
            left: times,
            fault,
        });
    }

    /// What happens to this call. The fault that was planned first strikes first.
    pub(crate) fn strike(&mut self, method: &str) -> Option<Fault> {
        let meant = |planned: &&mut Planned| {
            planned.left > 0 && planned.method.as_deref().is_none_or(|only| only == method)
        };
        let planned = self.planned.iter_mut().find(meant)?;
        planned.left -= 1;
        Some(planned.fault)
    }
}

/// The answer instead of carrying it out.
pub(super) async fn before(fault: Option<Fault>) -> Option<Response> {
    match fault? {
        Fault::TooMany(seconds) => Some(super::refused(&too_many(seconds))),
        Fault::Broken(status) => {
            let status = StatusCode::from_u16(status).unwrap();
            let page = format!("<html>\r\n<head><title>{status}</title></head>\r\n</html>\r\n");
            Some((status, [("content-type", "text/html")], page).into_response())
        }
        Fault::Refused(words) => Some(super::refused(&bad(words))),
        Fault::Lost => resume_unwind(Box::new("the call is lost")),
        Fault::Hang => std::future::pending().await,
        Fault::Cut | Fault::AnswerLost | Fault::Unanswered => None,
    }
}

/// What becomes of the answer after it was carried out.
pub(super) async fn after(fault: Option<Fault>, answer: Response) -> Response {
    match fault {
        Some(Fault::Cut) => cut(answer).await,
        // Ends the connection's task, and nothing else: there is no gentler way to say nothing at all.
        Some(Fault::Unanswered) => std::future::pending().await,
        Some(Fault::AnswerLost) => resume_unwind(Box::new("the answer is lost")),
        _ => answer,
    }
}

async fn cut(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap();
    parts.headers.insert("content-length", whole.len().into());
    let half = Ok(whole.slice(..whole.len() / 2));
    let end = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    Response::from_parts(parts, Body::from_stream(stream::iter([half, end])))
}
