//! Faults on demand.

use std::collections::VecDeque;
use std::io;
use std::panic::resume_unwind;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::github::refusal::Refusal;
use crate::github::rules::rate;

/// What happens to a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// Refused with this status, in JSON.
    Status(u16),
    /// Refused with this status and a page of HTML, as what stands in front of GitHub does it.
    Page(u16),
    /// Refused by the secondary rate limit: seconds to wait.
    Secondary(u64),
    /// The connection ends before anything is done.
    Cut,
    /// Never answered, nor carried out.
    Hang,
    /// Answered after this time.
    Slow(Duration),
    /// Carried out, but the connection ends without an answer.
    AnswerLost,
    /// Carried out, but the answer ends in its middle.
    AnswerCut,
    /// Carried out, and never answered.
    Unanswered,
    /// Carried out, but the answer is no JSON.
    Malformed,
}

#[derive(Default)]
pub(crate) struct Faults {
    planned: VecDeque<Planned>,
}

struct Planned {
    /// None: of any.
    operation: Option<&'static str>,
    left: usize,
    fault: Fault,
}

impl Faults {
    pub(crate) fn plan(&mut self, operation: Option<&'static str>, times: usize, fault: Fault) {
        self.planned.push_back(Planned {
            operation,
            left: times,
            fault,
        });
    }

    /// What happens to this call. The fault that was planned first strikes first.
    pub(crate) fn strike(&mut self, operation: &str) -> Option<Fault> {
        let meant = |planned: &&mut Planned| {
            planned.left > 0 && planned.operation.is_none_or(|only| only == operation)
        };
        let planned = self.planned.iter_mut().find(meant)?;
        planned.left -= 1;
        Some(planned.fault)
    }
}

/// What is answered instead of carrying it out.
pub(super) async fn before(fault: Option<Fault>) -> Result<(), Instead> {
    match fault {
        Some(Fault::Status(status)) => {
            let status_name = StatusCode::from_u16(status).unwrap();
            let words = status_name.canonical_reason().unwrap_or("Server Error");
            Err(Instead::Refusal(Refusal::new(status, words)))
        }
        Some(Fault::Page(status)) => {
            let status = StatusCode::from_u16(status).unwrap();
            let page = format!("<html>\r\n<head><title>{status}</title></head>\r\n</html>\r\n");
            let headers = [("content-type", "text/html; charset=utf-8")];
            Err(Instead::Page((status, headers, page).into_response()))
        }
        Some(Fault::Secondary(seconds)) => Err(Instead::Refusal(rate::secondary(403, seconds))),
        // Ends the connection's task, and nothing else: there is no gentler way to say nothing at all.
        Some(Fault::Cut) => resume_unwind(Box::new("the connection is cut")),
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            Ok(())
        }
        _ => Ok(()),
    }
}

pub(super) enum Instead {
    Refusal(Refusal),
    Page(Response),
}

/// What becomes of the answer after it was carried out.
pub(super) async fn after(fault: Option<Fault>, answer: Response) -> Response {
    match fault {
        Some(Fault::AnswerCut) => cut(answer).await,
        Some(Fault::Unanswered) => std::future::pending().await,
        Some(Fault::AnswerLost) => resume_unwind(Box::new("the answer is lost")),
        Some(Fault::Malformed) => {
            let (parts, _) = answer.into_parts();
            Response::from_parts(parts, Body::from("{\"id\": 1, \"node_id"))
        }
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
