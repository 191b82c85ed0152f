//! A no, and what would make it a yes.

use serde_json::json;

use crate::domain::confirmation::NotRedeemed;
use crate::domain::policy::Denied;

use super::block::{Reply, Status};

/// How scripts tell that a yes was spent before.
const REDEEMED: &str = "already_redeemed";

/// The answer to someone who may not. Its headline is the reason, then it says what would help.
#[must_use]
pub fn denied(why: &Denied) -> Reply {
    let reply = Reply::new(Status::Denied, why.to_string());
    match why {
        Denied::Stranger { actor, scope } => {
            let command = format!("/grant {actor} viewer {}", granted(scope));
            reply.text(format!("An administrator can change that: {command}"))
        }
        Denied::NotEverywhere { actor, needs, .. } => reply.text(format!(
            "An administrator can change that: /grant {actor} {needs} *"
        )),
        Denied::RoleTooLow {
            actor,
            needs,
            scope,
            ..
        } => {
            let command = format!("/grant {actor} {needs} {}", granted(scope));
            reply.text(format!("An administrator can change that: {command}"))
        }
        Denied::Held { unseen: true, .. } => reply
            .text("The hold came after the preview, so nothing was changed. A new preview names it, and a yes to that goes over it."),
        Denied::Held { holder, .. } => reply
            .text(format!(
                "A deployer can go over it. {holder} or an administrator can end it with /docker-unlock; it also ends by \
                 itself."
            ))
            .then("Status", "/docker-status"),
        Denied::GroupNotAllowed => reply
            .text("An administrator can change that, here in the group: /allow-chat"),
        Denied::ThreadOver => reply.text("Nothing was done. Open it again, or ask in another one."),
        Denied::ForkTakesAdmin => reply
            .text("Nothing was changed. An administrator of Hailer has to ask for it and say yes."),
        Denied::ForeignConfirmation => {
            reply.text("Nothing was changed. Ask for it yourself to get a preview of your own.")
        }
        Denied::WrongConfirmer(_) => {
            reply.text("Nothing was changed. The preview can still be confirmed by the right person.")
        }
    }
}

/// The scope as `/grant` takes it.
fn granted(scope: &str) -> &str {
    if scope == "any codebase" { "*" } else { scope }
}

/// The answer to a yes that did not count.
#[must_use]
pub fn not_redeemed(why: &NotRedeemed) -> Reply {
    let status = match why {
        NotRedeemed::NotYours | NotRedeemed::NeedsAnother => Status::Denied,
        NotRedeemed::NonePending
        | NotRedeemed::AlreadyRedeemed { .. }
        | NotRedeemed::Expired { .. }
        | NotRedeemed::Superseded
        | NotRedeemed::Cancelled => Status::Failed,
    };
    let advice = match why {
        NotRedeemed::NonePending => {
            "Give the command without yes: that shows what it would do and asks."
        }
        NotRedeemed::AlreadyRedeemed { .. } => "It is carried out once; this yes changed nothing.",
        NotRedeemed::Expired { .. } | NotRedeemed::Cancelled => {
            "Nothing was changed. Give the command again for a new preview."
        }
        NotRedeemed::Superseded => "Nothing was changed. Answer the newer preview.",
        NotRedeemed::NotYours => "Nothing was changed. The one who asked can confirm it.",
        NotRedeemed::NeedsAnother => {
            "Nothing was changed. This codebase has confirm_by set to another: someone else, whose identity is tied \
             to a person, must say yes."
        }
    };
    let reply = Reply::new(status, why.to_string()).text(advice);
    if let NotRedeemed::AlreadyRedeemed { .. } = why {
        return reply.data(json!({ "not_redeemed": REDEEMED }));
    }
    reply
}

/// Whether it says that the yes was spent before.
#[must_use]
pub fn is_redeemed_already(reply: &Reply) -> bool {
    reply.data["not_redeemed"] == REDEEMED
}

/// A button that was never shown in that conversation, or whose preview is long forgotten.
#[must_use]
pub fn unknown_button() -> Reply {
    Reply::new(Status::Denied, "This button means nothing here")
        .text("Give the command again for a new preview.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role::Role;
    use crate::reply::Block;

    fn text(reply: &Reply) -> &str {
        match reply.blocks.as_slice() {
            [Block::Text(text)] => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_stranger_is_told_who_they_are_and_what_an_administrator_types() {
        let reply = denied(&Denied::Stranger {
            actor: "telegram:7".to_owned(),
            scope: "shop".to_owned(),
        });
        assert_eq!(reply.headline, "telegram:7 has no role on shop");
        assert_eq!(
            text(&reply),
            "An administrator can change that: /grant telegram:7 viewer shop"
        );
    }

    #[test]
    fn a_role_that_is_too_low_names_the_one_that_is_needed() {
        let reply = denied(&Denied::RoleTooLow {
            actor: "github:583231".to_owned(),
            has: Role::Viewer,
            needs: Role::Admin,
            scope: "any codebase".to_owned(),
            what: "change grants",
        });
        assert_eq!(
            reply.headline,
            "github:583231 is viewer on any codebase; to change grants takes admin"
        );
        assert!(text(&reply).ends_with("/grant github:583231 admin *"));
    }

    #[test]
    fn every_yes_that_did_not_count_says_that_nothing_happened_or_what_to_do() {
        let at = "2026-11-21T08:56:00Z".parse().unwrap();
        for (why, status) in [
            (NotRedeemed::NonePending, Status::Failed),
            (
                NotRedeemed::AlreadyRedeemed {
                    by: "alice".to_owned(),
                    at,
                },
                Status::Failed,
            ),
            (NotRedeemed::Expired { at }, Status::Failed),
            (NotRedeemed::Superseded, Status::Failed),
            (NotRedeemed::Cancelled, Status::Failed),
            (NotRedeemed::NotYours, Status::Denied),
            (NotRedeemed::NeedsAnother, Status::Denied),
        ] {
            let reply = not_redeemed(&why);
            assert_eq!(reply.status, status, "{why:?}");
            assert!(
                text(&reply).contains("changed") || text(&reply).contains("asks"),
                "{why:?}"
            );
        }
    }
}
