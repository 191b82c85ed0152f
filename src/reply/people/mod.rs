//! Who somebody is, how they become known, and where commands may be given.

pub(super) mod welcome;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::block::{Block, Reply};
use super::words::{ago, moment};
use crate::domain::actor::{Actor, Principal};
use crate::domain::role::Role;

/// What a code on the way to its sender is about.
fn makes(role: Option<Role>) -> String {
    role.map_or_else(
        || "makes its sender known, without a role".to_owned(),
        |role| format!("makes its first sender {role} of every codebase"),
    )
}

/// A code that was just made, with the link that carries it where the bot's name is known.
#[must_use]
pub fn pairing(
    (code, role): (&str, Option<Role>),
    bot: Option<&str>,
    (expires_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Reply {
    let until = ago(expires_at, now);
    let command = format!("/pair {code}");
    let link = bot.map(|bot| format!("https://t.me/{bot}?start={code}"));
    let reply = Reply::done(format!("A code that {}", makes(role)));
    let reply = match &link {
        Some(link) => reply
            .text(
                "Open this link in Telegram, or send the bot the line below it in a private chat:",
            )
            .with(Block::Code(format!("{link}\n{command}"))),
        None => reply
            .text("Send the bot this line in a private chat:")
            .with(Block::Code(command)),
    };
    reply
        .text(format!(
            "It counts once and expires {until}. Whoever has it can use it."
        ))
        .data(json!({ "code": code, "link": link, "expires_at": expires_at }))
}

/// A code counted: who the sender is now.
#[must_use]
pub fn paired(actor: &Actor, role: Option<Role>) -> Reply {
    let who = &actor.principal;
    let reply = match role {
        Some(role) => Reply::done(format!("You are {role} of every codebase now"))
            .then("Codebases", "/codebase list"),
        None => Reply::done("You are known now, without a role yet").text(format!(
            "An administrator gives you one: /grant {who} viewer CODEBASE"
        )),
    };
    reply
        .then("Commands", "/help")
        .data(json!({ "principal": who, "role": role }))
}

/// The sender has used this code before, so it has changed nothing now.
#[must_use]
pub fn paired_before() -> Reply {
    Reply::done("You have used this code already").then("Who am I", "/whoami")
}

/// A code that was just made, for the sender's identity on another platform.
#[must_use]
pub fn linking(code: &str, (expires_at, now): (DateTime<Utc>, DateTime<Utc>)) -> Reply {
    let until = ago(expires_at, now);
    let command = format!("/link {code}");
    Reply::done("A code that ties another identity to yours")
        .text("Send this line as your other identity: in a comment on GitHub, in a private chat on Telegram, or at the terminal.")
        .with(Block::Code(command))
        .text(format!(
            "It counts once and expires {until}. Whoever sends it is taken for you from then on: give it to nobody. It adds no role \
             to either."
        ))
        .data(json!({ "code": code, "expires_at": expires_at }))
}

/// Two identities are one person's now.
#[must_use]
pub fn linked(actor: &Actor, with: &Principal) -> Reply {
    let who = &actor.principal;
    Reply::done(format!("{who} and {with} are one person now"))
        .text("What one of them asks for, the other can confirm. Each keeps its own roles.")
        .then("Who am I", "/whoami")
        .data(json!({ "linked": [who, with] }))
}

/// A code tied nothing together; the sender may try `left` more within the hour.
#[must_use]
pub fn not_linked(left: i64) -> Reply {
    let tries = if left == 1 { "try" } else { "tries" };
    Reply::refused("This code is not valid, or no longer").text(format!(
        "A code counts once, for ten minutes. Get a new one from your other identity: /link. You have {left} more {tries} within the \
         hour."
    ))
}

/// The same, for a reason that another code doesn't mend.
#[must_use]
pub fn not_linked_because(why: &str) -> Reply {
    Reply::refused(format!("Nothing was tied together: {why}")).then("Who am I", "/whoami")
}

/// Whoever is to be tied to somebody has to be somebody.
#[must_use]
pub fn pair_first() -> Reply {
    Reply::refused("I don't know who you are yet")
        .text("Whoever has the machine makes a code for that (hailer pair), which you send here: /pair CODE. Then /link again.")
}

/// A code can't be shown where others read it.
#[must_use]
pub fn link_in_private() -> Reply {
    Reply::refused("A code is shown to you alone")
        .text("Send /link to the bot in a private chat on Telegram, or at the terminal, and then here what it says.")
}

/// A code did not count; the sender may try `left` more within the hour.
#[must_use]
pub fn not_paired(left: i64) -> Reply {
    let tries = if left == 1 { "try" } else { "tries" };
    Reply::refused("This code is not valid, or no longer").text(format!(
        "A code counts once, for ten minutes. Ask whoever has the machine for a new one (hailer pair). You have {left} more \
         {tries} within the hour."
    ))
}

/// The sender has tried too many wrong codes.
#[must_use]
pub fn too_many_codes(until: DateTime<Utc>, now: DateTime<Utc>) -> Reply {
    Reply::refused("Too many wrong codes").text(format!(
        "Those that you send are looked at again {}.",
        moment(until, now)
    ))
}

/// A code was sent where others read it.
#[must_use]
pub fn code_given_away() -> Reply {
    Reply::refused("A code counts in a private chat only").text(
        "Others could read it here, so it no longer counts. Make a new one (hailer pair), and send it to me alone.",
    )
}

/// A code was typed at the terminal, where nobody needs one.
#[must_use]
pub fn pair_elsewhere() -> Reply {
    Reply::usage("A code is for the bot").text(
        "Whoever is at the terminal is administrator already. Send /pair CODE to the bot in a private chat; hailer pair \
         makes a code.",
    )
}

/// From now on commands may be given in this group; or they might before.
#[must_use]
pub fn group_allowed(before: bool) -> Reply {
    if before {
        return Reply::done("This group may give commands already");
    }
    Reply::done("This group may give commands now").text(
        "Each member can do what their own role allows; whoever has none can do nothing here either.",
    )
}

/// Only groups need to be allowed.
#[must_use]
pub fn no_group() -> Reply {
    Reply::usage("This is no group")
        .text("Only groups need to be allowed: add the bot to one, and give this command there.")
}

/// All that somebody who isn't known is told in a group.
#[must_use]
pub fn stranger_in_a_group() -> Reply {
    Reply::refused("You are not known here")
        .text("Write to me in a private chat: there I say what an administrator needs.")
}

/// A command that was on its way for too long.
#[must_use]
pub fn expired(asked_at: DateTime<Utc>, now: DateTime<Utc>) -> Reply {
    Reply::refused("Expired, send it again").text(format!(
        "It was sent {}, and a command counts for ten minutes. Nothing was done.",
        moment(asked_at, now)
    ))
}

/// Who the sender is, and what they may do. `person` is the name of the person behind the identity and what other
/// identities are theirs, where that is known.
#[must_use]
pub fn whoami(
    actor: &Actor,
    person: Option<&(String, Vec<Principal>)>,
    roles: &[(String, Role)],
) -> Reply {
    let mut facts = vec![("identity".to_owned(), actor.principal.to_string())];
    if let Some((name, others)) = person {
        let others: Vec<_> = others.iter().map(ToString::to_string).collect();
        let also = if others.is_empty() {
            String::new()
        } else {
            format!(", also {}", others.join(", "))
        };
        facts.push(("person".to_owned(), format!("{name}{also}")));
    }
    facts.extend(
        roles
            .iter()
            .map(|(scope, role)| (format!("on {scope}"), role.to_string())),
    );
    let name = &actor.display_name;
    let reply = if roles.is_empty() {
        let who = &actor.principal;
        Reply::done(format!("You are {name}, and have no role here")).text(format!(
            "An administrator gives you one: /grant {who} viewer CODEBASE"
        ))
    } else {
        Reply::done(format!("You are {name}"))
    };
    reply.with(Block::Facts(facts)).data_of(actor)
}

#[cfg(test)]
mod tests;
