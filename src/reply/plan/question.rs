//! What is asked below a preview, and who may say yes to it.

use chrono::{DateTime, Utc};

use super::HELD_BY;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::hold::Hold;
use crate::reply::block::{Block, Reply};
use crate::reply::hold::hold_line;
use crate::reply::words::ago;

/// How the question to whoever asked begins.
const SAY_YES: &str = "Say yes";

/// How the plan can be confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Confirmable<'a> {
    /// The code of `/confirm`.
    pub code: &'a str,
    /// From when a yes no longer counts.
    pub expires_at: DateTime<Utc>,
    /// Who may say yes.
    pub confirm_by: ConfirmBy,
    /// Whether a yes counts only with the code, as where everybody says yes to everything.
    pub by_code: bool,
    /// The hold on the codebase, if somebody keeps it as it is.
    pub hold: Option<&'a Hold>,
    /// Now, by the store's clock.
    pub now: DateTime<Utc>,
}

pub(super) fn ask(reply: Reply, confirmable: &Confirmable<'_>) -> Reply {
    let code = confirmable.by_code.then_some(confirmable.code);
    let who = who_says(confirmable.confirm_by, code);
    let until = ago(confirmable.expires_at, confirmable.now);
    let reply = match confirmable.hold {
        Some(hold) => reply.with(Block::Facts(vec![(
            HELD_BY.to_owned(),
            hold_line(hold, confirmable.now),
        )])),
        None => reply,
    };
    reply
        .text(format!(
            "{who} to carry out exactly this; it expires {until}."
        ))
        .then("Yes", format!("/confirm {}", confirmable.code))
        .then("No", "/cancel")
}

/// Who has to say what.
pub(in crate::reply) fn who_says(confirm_by: ConfirmBy, code: Option<&str>) -> String {
    match (confirm_by, code) {
        (ConfirmBy::Requester, None) => SAY_YES.to_owned(),
        (ConfirmBy::Requester, Some(code)) => format!("Say /confirm {code}"),
        (ConfirmBy::Another, None) => "Another person must say yes".to_owned(),
        (ConfirmBy::Another, Some(code)) => format!("Another person must say /confirm {code}"),
    }
}

/// The same for somebody who has said yes already (`--yes`): nothing is asked. What another person must confirm still is.
#[must_use]
pub fn without_question(mut preview: Reply) -> Reply {
    let asks = |block: &Block| matches!(block, Block::Text(text) if text.starts_with(SAY_YES));
    if preview.blocks.pop_if(|last| asks(last)).is_some() {
        preview.next.clear();
    }
    preview
}
