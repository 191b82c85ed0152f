//! What is said to whom, before anything is looked at: commands that come too late, or once more, groups that nobody allowed,
//! and strangers, who are told so once an hour in a group and once a minute in private, and otherwise hear nothing.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Request, Router};
use crate::command::{Command, ParseError, Problem};
use crate::domain::actor::{Actor, Conversation, Place, Platform};
use crate::domain::audit::Verdict;
use crate::domain::policy::Denied;
use crate::operation::OperationError;
use crate::reply::{self, Reply};

/// How old a command may be, by the platform's time and the store's.
const COUNTS_FOR: Duration = Duration::from_mins(10);

/// How often a stranger is told in a group that they aren't known, and how often what would make them known in private.
const TOLD_EVERY: Duration = Duration::from_hours(1);
const TOLD_IN_PRIVATE_EVERY: Duration = Duration::from_mins(1);

/// Who somebody in a group is to Hailer.
pub(super) enum Stranger {
    /// Somebody known, or no group.
    No,
    /// A stranger who is told so now.
    ToBeTold,
    /// A stranger to whom nothing is said.
    Hushed,
}

impl Router {
    /// Answers a request from a place where others talk too. `None`: nothing is to be said. What is denied is on record
    /// all the same.
    pub async fn hear(&self, request: Request) -> Option<Reply> {
        let at = (&request.conversation, request.place);
        let told = match self.stranger(&request.actor, at).await {
            Ok(Stranger::No) => match self.is_hushed(&request).await {
                Ok(false) => return Some(self.handle(request).await),
                Ok(true) => None,
                Err(error) => return Some(error.into_reply()),
            },
            Ok(Stranger::ToBeTold) => Some(reply::stranger_in_a_group()),
            Ok(Stranger::Hushed) => None,
            Err(error) => return Some(error.into_reply()),
        };
        match self.turn_away(&request).await {
            Ok(()) => told,
            Err(error) => Some(error.into_reply()),
        }
    }

    /// Whether a stranger in a thread is given a sign: once in a while in each repository, since anybody may comment.
    pub async fn gives_sign(&self, actor: &Actor, thread: &Conversation) -> bool {
        let Some((repository, _)) = thread.thread() else {
            return false;
        };
        let place = Conversation::new(Platform::Github, repository.as_str());
        let store = &self.context.store;
        let is_due = store.tell_stranger(&actor.principal, &place, TOLD_EVERY);
        is_due.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "not known whether a stranger was given a sign");
            false
        })
    }

    /// What is said to a line that begins as a command and can't be read. `None`: nothing is to be said.
    pub async fn misheard(
        &self,
        actor: &Actor,
        (conversation, place): (&Conversation, Place),
        (error, asked_at): (&ParseError, Option<DateTime<Utc>>),
    ) -> Option<Reply> {
        match error.problem() {
            Problem::NotACommand | Problem::OtherBot => return None,
            Problem::UnknownVerb { .. } if place.is_shared() => return None,
            _ => {}
        }
        match self.stranger(actor, (conversation, place)).await {
            Ok(Stranger::No) => Some(
                self.too_late(asked_at)
                    .unwrap_or_else(|| Self::not_understood(error)),
            ),
            Ok(Stranger::ToBeTold) => Some(reply::stranger_in_a_group()),
            Ok(Stranger::Hushed) => None,
            Err(error) => not_known(place, error),
        }
    }

    /// What is said to a group that is known by another id from now on. `None`: nothing, where it was not allowed before, or is
    /// again already. Its permission doesn't go with it: an administrator gives it to a chat.
    pub async fn moved(&self, before: &Conversation, now: &Conversation) -> Option<Reply> {
        let store = &self.context.store;
        let was_allowed = async {
            let is_new = !store.is_allowed(now).await?;
            Ok::<_, OperationError>(is_new && store.is_allowed(before).await?)
        };
        match was_allowed.await {
            Ok(was_allowed) => was_allowed.then(reply::group_moved),
            Err(error) => Some(error.into_reply()),
        }
    }

    /// The answer to what is not even looked at: it comes too late, from a group that nobody allowed, or from a thread that
    /// is over; or it had begun before. A code is looked at also there, so that it can be made void.
    pub(super) async fn turned_away(
        &self,
        request: &Request,
    ) -> Result<Option<Reply>, OperationError> {
        if let Some(late) = self.too_late(request.asked_at) {
            return Ok(Some(late));
        }
        let command = &request.invocation.command;
        let Some(denied) = self.closed_to(request).await? else {
            return self.begun_before(request).await;
        };
        let Some(action) = command.action() else {
            return Ok(Some(reply::denied(&denied)));
        };
        let codebase = request.invocation.codebase.clone();
        let reply = self.deny(request, action, codebase, &denied).await?;
        Ok(Some(reply))
    }

    /// Why nothing can be asked for there. `None`: it can.
    async fn closed_to(&self, request: &Request) -> Result<Option<Denied>, OperationError> {
        let command = &request.invocation.command;
        Ok(match request.place {
            Place::Group if matches!(command, Command::AllowChat) || gives_code(command) => None,
            Place::Group => {
                let group = request.conversation.whole();
                let is_allowed = self.context.store.is_allowed(&group).await?;
                (!is_allowed).then_some(Denied::GroupNotAllowed)
            }
            Place::Thread { is_open: false } if gives_code(command) => None,
            Place::Thread { is_open: false } => Some(Denied::ThreadOver),
            Place::Thread { is_open: true } | Place::Private | Place::Terminal => None,
        })
    }

    /// What is said to what comes too late. `None`: it comes in time.
    pub(super) fn too_late(&self, asked_at: Option<DateTime<Utc>>) -> Option<Reply> {
        let (asked_at, now) = (asked_at?, self.context.store.now());
        let age = (now - asked_at).to_std().ok()?;
        (age > COUNTS_FOR).then(|| reply::expired(asked_at, now))
    }

    pub(super) async fn stranger(
        &self,
        actor: &Actor,
        (conversation, place): (&Conversation, Place),
    ) -> Result<Stranger, OperationError> {
        let store = &self.context.store;
        match place {
            Place::Terminal | Place::Private => return Ok(Stranger::No),
            Place::Group if self.is_known(actor).await? => return Ok(Stranger::No),
            Place::Thread { .. } if self.is_known_in(actor, conversation).await? => {
                return Ok(Stranger::No);
            }
            // There a sign is enough, which is the front end's to give.
            Place::Thread { .. } => return Ok(Stranger::Hushed),
            Place::Group => {}
        }
        let group = conversation.whole();
        let told = store.is_allowed(&group).await?
            && store
                .tell_stranger(&actor.principal, &group, TOLD_EVERY)
                .await?;
        Ok(if told {
            Stranger::ToBeTold
        } else {
            Stranger::Hushed
        })
    }

    async fn is_known(&self, actor: &Actor) -> Result<bool, OperationError> {
        let store = &self.context.store;
        Ok(self.role(actor, None).await?.is_some()
            || store.has_grant(&actor.principal).await?
            || store.person_of(&actor.principal).await?.is_some())
    }

    /// Whether a stranger asks in private for what they may not, and was told so a moment ago.
    async fn is_hushed(&self, request: &Request) -> Result<bool, OperationError> {
        let action = request.invocation.command.action();
        let takes_a_role = action.is_some_and(|action| action.rule().role.is_some());
        if request.place != Place::Private || !takes_a_role || self.is_known(&request.actor).await?
        {
            return Ok(false);
        }
        let (who, here) = (&request.actor.principal, request.conversation.whole());
        let store = &self.context.store;
        let told = store
            .tell_stranger(who, &here, TOLD_IN_PRIVATE_EVERY)
            .await?;
        Ok(!told)
    }

    /// What a stranger asks for who isn't answered goes on record, and a code that they sent to a group counts no more.
    async fn turn_away(&self, request: &Request) -> Result<(), OperationError> {
        let Some(action) = request.invocation.command.action() else {
            return Ok(());
        };
        if let Command::Pair { code } | Command::Link { code: Some(code) } =
            &request.invocation.command
        {
            return self.given_away(request, code).await.map(|_| ());
        }
        let denied = Denied::Stranger {
            actor: request.actor.principal.to_string(),
            scope: "any codebase".to_owned(),
        };
        let codebase = request.invocation.codebase.clone();
        let why = denied.to_string();
        self.record(request, action, codebase, (Verdict::Denied, &why))
            .await
    }
}

/// Whether a command shows a code to whoever reads it, so that it has to be looked at wherever it is given.
const fn gives_code(command: &Command) -> bool {
    matches!(
        command,
        Command::Pair { .. } | Command::Link { code: Some(_) }
    )
}

/// What is said where it isn't known who somebody is. In a thread that is nothing: anybody may write there.
fn not_known(place: Place, error: OperationError) -> Option<Reply> {
    if matches!(place, Place::Thread { .. }) {
        tracing::warn!(%error, "not known what somebody may do in a thread, so nothing was done");
        return None;
    }
    Some(error.into_reply())
}
