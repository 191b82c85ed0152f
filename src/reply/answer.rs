//! Short answers: how the most usual ones begin, and the sentences that belong to no other file here.

use serde::Serialize;

use super::block::{Block, Reply, Status};
use crate::domain::confirmation::Pending;
use crate::domain::name::CodebaseName;

impl Reply {
    /// It was done, or answered.
    #[must_use]
    pub fn done(headline: impl Into<String>) -> Self {
        Self::new(Status::Done, headline)
    }

    /// The command can't be carried out as it was given.
    #[must_use]
    pub fn usage(headline: impl Into<String>) -> Self {
        Self::new(Status::Usage, headline)
    }

    /// Something that isn't the sender's role forbids it.
    #[must_use]
    pub fn refused(headline: impl Into<String>) -> Self {
        Self::new(Status::Denied, headline)
    }

    /// It failed.
    #[must_use]
    pub fn failed(headline: impl Into<String>) -> Self {
        Self::new(Status::Failed, headline)
    }

    /// The same with the facts of `from` for scripts. What JSON can't hold is said to be missing.
    #[must_use]
    pub fn data_of(self, from: &(impl Serialize + ?Sized)) -> Self {
        let missing =
            |error: serde_json::Error| serde_json::json!({ "missing": error.to_string() });
        self.data(serde_json::to_value(from).unwrap_or_else(missing))
    }
}

/// A codebase that the sender named and that isn't there.
#[must_use]
pub fn unknown_codebase(name: &CodebaseName, known: &[&str]) -> Reply {
    let reply = Reply::usage(format!("There is no codebase {name}"));
    if known.is_empty() {
        return reply.then("Add it", format!("/codebase add {name} --workspace PATH"));
    }
    reply
        .text(format!("There are: {}.", known.join(", ")))
        .then("List them", "/codebase list")
}

/// Nothing is deployable yet.
#[must_use]
pub fn no_codebase_yet() -> Reply {
    Reply::usage("There is no codebase yet").then("Add one", "/codebase add NAME --workspace PATH")
}

/// Several codebases could be meant.
#[must_use]
pub fn which_codebase(command: &str, known: &[&str]) -> Reply {
    let reply = Reply::usage("Which codebase is meant?").with(Block::List(
        known.iter().map(|name| (*name).to_owned()).collect(),
    ));
    let reply = known.iter().fold(reply, |reply, name| {
        reply.then(name, format!("{command} --in {name}"))
    });
    match known.first() {
        Some(first) => {
            let label = format!("Speak of {first} from now on");
            reply.then(&label, format!("/codebase use {first}"))
        }
        None => reply,
    }
}

/// Somebody said no to a preview.
#[must_use]
pub fn declined(pending: &Pending) -> Reply {
    Reply::done("Cancelled; nothing was changed").about(&pending.codebase)
}

/// What was confirmed is no longer what would happen: so it was not done. What differs comes first, then the new preview;
/// `None` where it isn't known what was shown.
#[must_use]
pub fn shown_again(why: &str, changes: Option<&[String]>, mut fresh: Reply) -> Reply {
    fresh.headline = format!("{why}. Now: {}", fresh.headline);
    fresh.says_more = true;
    let list = match changes {
        None => return fresh,
        Some([]) => vec!["nothing any more: it is as it was shown again".to_owned()],
        Some(changes) => changes.to_vec(),
    };
    if let serde_json::Value::Object(data) = &mut fresh.data {
        data.insert("changed".to_owned(), serde_json::json!(list));
    }
    let told = [
        Block::Heading("Changed since the preview".to_owned()),
        Block::List(list),
        Block::Heading("What would happen now".to_owned()),
    ];
    fresh.blocks.splice(0..0, told);
    fresh
}

/// What is said above a plan that a yes was for which came before anybody could read it.
pub(super) const TOO_EARLY: &str = "That yes came before this was shown, so nothing was done. Read it, and say yes again if that is what you want.";

/// The same plan with that above it.
#[must_use]
pub fn said_too_early(mut preview: Reply) -> Reply {
    if preview.status == Status::NeedsConfirmation {
        preview.blocks.insert(0, Block::Text(TOO_EARLY.to_owned()));
    }
    preview
}

/// What was interrupted, and then the answer that had to wait for it.
#[must_use]
pub fn after_recovery(told: &Reply, mut answer: Reply) -> Reply {
    let line = match &told.codebase {
        Some(codebase) => format!("{codebase}: {}", told.headline),
        None => told.headline.clone(),
    };
    answer.blocks.insert(0, Block::List(vec![line]));
    // An answer that ends no operation of its own is told by nobody else.
    answer.says_more |= answer.tells.is_empty();
    told.tells.iter().fold(answer, Reply::telling)
}
