//! Where GitHub delivers what happened (`POST /github/webhook`).
//!
//! Nothing of a delivery is looked at before its signature was found to be right, and GitHub hears that it arrived only once
//! it was kept: GitHub doesn't send again by itself what it believes to have arrived. Whose signature isn't right learns
//! nothing. The delivery's number isn't signed, so that nobody may take it for proof that a delivery is a new one.

mod signature;

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use signature::{Signature, Unsigned};

/// Bytes of a delivery.
const MOST: usize = 10 << 20;
/// Deliveries that are read or kept at a time; each may hold [`MOST`] in memory.
const AT_A_TIME: usize = 32;
/// What waiting for a turn and reading may take, and keeping after that. GitHub gives up after ten seconds.
const READ: Duration = Duration::from_secs(5);
const KEEP: Duration = Duration::from_secs(4);
/// Letters of an event's name, and of a delivery's number.
const NAME: usize = 64;
/// After which it is said again that something wasn't signed: anybody may send it.
const SAY_AGAIN: Duration = Duration::from_mins(1);

/// Who is told of deliveries.
#[derive(Clone)]
pub struct Webhook {
    /// What GitHub signs with. With an empty one nothing is taken for signed.
    pub secret: SecretString,
    /// Keeps a delivery. Until it has said that it did, GitHub doesn't hear that the delivery arrived. It can be given one
    /// more than once, and may be dropped when it takes too long.
    pub deliver: Deliver,
}

/// Keeps a delivery where it can't be lost.
pub type Deliver = Arc<dyn Fn(Delivery) -> BoxFuture<'static, Result<(), NotKept>> + Send + Sync>;

/// Something that happened, as GitHub signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number (`X-GitHub-Delivery`); a redelivery has the one of the first. Not signed.
    pub id: String,
    /// What kind of event (`issue_comment`). Not signed.
    pub event: String,
    /// The payload in JSON, unread.
    pub body: Bytes,
}

/// Why a delivery isn't kept; GitHub shows it as failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotKept(pub String);

/// What GitHub hears.
type Answer = (StatusCode, &'static str);

struct Gate {
    webhook: Webhook,
    turns: Semaphore,
    said: Mutex<Option<Instant>>,
}

pub(super) fn routes(webhook: Webhook) -> Router {
    let gate = Gate {
        webhook,
        turns: Semaphore::new(AT_A_TIME),
        said: Mutex::new(None),
    };
    Router::new()
        .route("/github/webhook", post(take))
        .with_state(Arc::new(gate))
}

async fn take(State(gate): State<Arc<Gate>>, request: Request) -> Answer {
    match gate.take(request).await {
        Ok(answer) | Err(answer) => answer,
    }
}

impl Gate {
    async fn take(&self, request: Request) -> Result<Answer, Answer> {
        let (head, body) = request.into_parts();
        let signature = Signature::of(&head.headers).map_err(|why| self.unsigned(why))?;
        let turn_and_body = in_time(READ, async {
            let turn = self.turns.acquire().await;
            let turn = turn.map_err(|_| (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"))?;
            Ok((turn, read(body).await?))
        });
        let (_turn, body) = turn_and_body.await.unwrap_or_else(|| {
            tracing::warn!(
                limit_secs = READ.as_secs(),
                "a delivery takes too long to arrive"
            );
            Err((StatusCode::REQUEST_TIMEOUT, "too slow\n"))
        })?;
        let signed = signature.is_of(&body, &self.webhook.secret);
        signed.map_err(|why| self.unsigned(why))?;
        let delivery = delivery(&head.headers, body)?;
        tracing::debug!(
            delivery = delivery.id,
            event = delivery.event,
            "GitHub delivers"
        );
        match delivery.event.as_str() {
            "ping" => Ok((StatusCode::OK, "pong\n")),
            "issue_comment" => self.keep(delivery).await,
            _ => Ok((StatusCode::ACCEPTED, "not listened to\n")),
        }
    }

    async fn keep(&self, delivery: Delivery) -> Result<Answer, Answer> {
        let id = delivery.id.clone();
        let kept = in_time(KEEP, (self.webhook.deliver)(delivery)).await;
        match kept {
            Some(Ok(())) => return Ok((StatusCode::OK, "kept\n")),
            Some(Err(error)) => tracing::error!(%error, delivery = id, "a delivery isn't kept"),
            None => {
                let limit_secs = KEEP.as_secs();
                tracing::error!(limit_secs, delivery = id, "a delivery isn't kept in time");
            }
        }
        Err((
            StatusCode::SERVICE_UNAVAILABLE,
            "not kept: deliver it again\n",
        ))
    }

    /// It is said why to nobody but the log, and there not more often than is read.
    fn unsigned(&self, why: Unsigned) -> Answer {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_none_or(|said| said.elapsed() >= SAY_AGAIN) {
            *said = Some(Instant::now());
            tracing::warn!(%why, "a delivery is refused: it isn't known to be GitHub's");
        } else {
            tracing::debug!(%why, "a delivery is refused again");
        }
        (StatusCode::UNAUTHORIZED, "")
    }
}

/// What comes of it within `limit`.
async fn in_time<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    timeout(limit, work).await.ok()
}

/// All of `body`, unless it is too long.
async fn read(body: Body) -> Result<Bytes, Answer> {
    const TOO_LONG: Answer = (StatusCode::PAYLOAD_TOO_LARGE, "too long\n");
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |bytes| bytes > MOST) {
        return Err(TOO_LONG);
    }
    match Limited::new(body, MOST).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(TOO_LONG),
        Err(error) => {
            tracing::debug!(%error, "a delivery ends before its end");
            Err((StatusCode::BAD_REQUEST, "cut off\n"))
        }
    }
}

/// What is said beside a body that is GitHub's.
fn delivery(headers: &HeaderMap, body: Bytes) -> Result<Delivery, Answer> {
    let wrong = |why| (StatusCode::BAD_REQUEST, why);
    let id = name(headers, "x-github-delivery", is_part_of_an_id);
    let id = id.ok_or(wrong(
        "X-GitHub-Delivery is missing or not as GitHub writes it\n",
    ))?;
    let event = name(headers, "x-github-event", is_part_of_an_event);
    let event = event.ok_or(wrong(
        "X-GitHub-Event is missing or not as GitHub writes it\n",
    ))?;
    let content = headers.get(header::CONTENT_TYPE);
    let content = content.map_or(&[][..], |content| content.as_bytes());
    if content.starts_with(b"application/x-www-form-urlencoded") {
        let why = "set the webhook's content type to application/json\n";
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    Ok(Delivery { id, event, body })
}

/// The one header called `called`, of nothing but what `is_part` allows.
fn name(headers: &HeaderMap, called: &str, is_part: fn(char) -> bool) -> Option<String> {
    let mut all = headers.get_all(called).iter();
    let (Some(only), None) = (all.next(), all.next()) else {
        return None;
    };
    let only = only.to_str().ok()?;
    let is_one = (1..=NAME).contains(&only.len()) && only.chars().all(is_part);
    is_one.then(|| only.to_owned())
}

fn is_part_of_an_id(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-'
}

fn is_part_of_an_event(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter == '_'
}

#[cfg(test)]
mod tests;
