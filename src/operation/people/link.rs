//! `/link`: two identities become known as one person's.

use super::pairing::{Pairing, refused};
use crate::domain::audit::Verdict;
use crate::domain::policy::Approved;
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply};
use crate::store::{LinkingError, PairingError};

/// Makes a code that the sender's other identity gives.
pub async fn make_link(context: &Context, approved: &Approved) -> Result<Reply, OperationError> {
    let store = &context.store;
    let Some(made) = store.make_link(approved.actor()).await? else {
        return Ok(reply::pair_first());
    };
    Ok(reply::linking(&made.code, (made.expires_at, store.now())))
}

/// The sender gives such a code.
pub async fn link(
    context: &Context,
    approved: &Approved,
    code: &str,
) -> Result<Pairing, OperationError> {
    let actor = approved.actor();
    let linked = match context.store.link_by(actor, code).await {
        Ok(linked) => linked,
        Err(LinkingError::Code(error)) => {
            let said = match &error {
                PairingError::Wrong { left } => reply::not_linked(*left),
                PairingError::TooMany { until } => {
                    reply::too_many_codes(*until, context.store.now())
                }
                PairingError::Store(error) => return Err(error.clone().into()),
            };
            return Ok(refused(&error.to_string(), said));
        }
        Err(error @ (LinkingError::SamePlatform | LinkingError::Taken { .. })) => {
            let why = error.to_string();
            return Ok(refused(&why, reply::not_linked_because(&why)));
        }
    };
    Ok(Pairing {
        verdict: Verdict::Allowed,
        why: format!("linked with {}", linked.with),
        reply: reply::linked(actor, &linked.with),
    })
}
