//! `hailer pair`, `/pair`: how somebody on a chat platform becomes known without anybody looking up an id.

use crate::domain::actor::Platform;
use crate::domain::audit::Verdict;
use crate::domain::policy::Approved;
use crate::domain::role::Role;
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply};
use crate::store::PairingError;

/// What a code came to: what goes on record, and what is said.
#[derive(Debug)]
pub struct Pairing {
    /// Whether it counted.
    pub verdict: Verdict,
    /// Whom it made what, or why it did not count.
    pub why: String,
    /// The answer.
    pub reply: Reply,
}

/// Makes a code whose sender becomes known, with `role` on everything if one is given.
pub async fn make_pairing(
    context: &Context,
    approved: &Approved,
    role: Option<Role>,
) -> Result<Reply, OperationError> {
    let store = &context.store;
    let made = store.make_pairing(role, approved.actor()).await?;
    let bot = store.own_name(Platform::Telegram).await?;
    let times = (made.expires_at, store.now());
    Ok(reply::pairing((&made.code, role), bot.as_deref(), times))
}

/// The sender gives a code.
pub async fn pair(
    context: &Context,
    approved: &Approved,
    code: &str,
) -> Result<Pairing, OperationError> {
    let actor = approved.actor();
    match context.store.pair(actor, code).await {
        Ok(paired) if paired.before => Ok(Pairing {
            verdict: Verdict::Allowed,
            why: "known before by the same code".to_owned(),
            reply: reply::paired_before(),
        }),
        Ok(paired) => {
            let role = paired.role.map(|role| format!(" and {role} on *"));
            let (role, by) = (role.unwrap_or_default(), paired.made_by);
            Ok(Pairing {
                verdict: Verdict::Allowed,
                why: format!("known{role} by a code of {by}"),
                reply: reply::paired(actor, paired.role),
            })
        }
        Err(error @ PairingError::Wrong { left }) => {
            Ok(refused(&error.to_string(), reply::not_paired(left)))
        }
        Err(error @ PairingError::TooMany { until }) => {
            let reply = reply::too_many_codes(until, context.store.now());
            Ok(refused(&error.to_string(), reply))
        }
        Err(PairingError::Store(error)) => Err(error.into()),
    }
}

/// A code that changes nothing.
pub(super) fn refused(why: &str, reply: Reply) -> Pairing {
    Pairing {
        verdict: Verdict::Denied,
        why: why.to_owned(),
        reply,
    }
}

/// The code was sent where others read it: it counts for nobody.
pub async fn give_away(context: &Context, code: &str) -> Result<Pairing, OperationError> {
    let counted = context.store.void_pairing(code).await?;
    let why = if counted {
        "a code in a group, made void"
    } else {
        "a code in a group"
    };
    Ok(Pairing {
        verdict: Verdict::Denied,
        why: why.to_owned(),
        reply: reply::code_given_away(),
    })
}
