//! The desk: what was written down is acted upon. Each command becomes a request to the router, repositories side by side and
//! each in its order, and its answer is put out in the same transaction that ends it.
//!
//! It decides nothing about who may do what, and sends no answer itself: the post does. The signs that it was seen, and the
//! comment that shows how an operation advances, may be lost.

mod answer;
mod attended;
mod place;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::kept::Kept;
use crate::command::{self, Command, ParseError};
use crate::domain::actor::{Actor, Conversation, Place};
use crate::frontend::mail::{self, Arrived};
use crate::github::{Client, Reaction, Who};
use crate::reply::{self, Reply};
use crate::router::{Request, Router};
use crate::store::StoreError;
use crate::store::inbox::{Inbox, Update};
use crate::store::outbox::Outbox;
use answer::Answer;
use place::Thread;

/// Who handles what arrives.
pub(super) struct Desk {
    client: Client,
    router: Arc<Router>,
    mail: mail::Desk,
    outbox: Outbox,
}

impl Desk {
    pub(super) fn new(
        client: &Client,
        router: &Arc<Router>,
        (inbox, outbox): (Inbox, Outbox),
    ) -> Result<Self, StoreError> {
        Ok(Self {
            client: client.clone(),
            router: Arc::clone(router),
            mail: mail::Desk::new(router, inbox)?,
            outbox,
        })
    }

    /// Handles what arrives until `stop`.
    pub(super) async fn run(self: Arc<Self>, me: &Who, stop: &CancellationToken) {
        let me: Arc<str> = me.login.as_str().into();
        let handle = |update, arrived| Arc::clone(&self).handle(update, arrived, Arc::clone(&me));
        self.mail.run(handle, stop).await;
    }

    /// Handles a command. Why it must be handled again, where its end isn't on record.
    async fn handle(
        self: Arc<Self>,
        update: Update,
        arrived: Arrived,
        me: Arc<str>,
    ) -> Result<(), StoreError> {
        let kept = Kept::read(&update.body);
        let Some((kept, actor)) = kept.and_then(|kept| Some((kept.clone(), kept.actor()?))) else {
            tracing::warn!(
                update = update.number,
                "a comment that can't be read is let be"
            );
            return self.mail.end(update.number, &[]).await;
        };
        let invocation = match &kept.line {
            Some(line) => command::parse_for(line, Some(&me)).map(Some),
            None => Ok(None),
        };
        if invocation.as_ref().is_err_and(is_no_command) {
            return self.mail.end(update.number, &[]).await;
        }
        match self.router.has_repository(&kept.repository).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::debug!(repository = %kept.repository, "a repository of no codebase");
                return self.mail.end(update.number, &[]).await;
            }
            Err(error) => {
                let failed = Answer::about(&kept, error.into_reply());
                return self.answer(arrived, failed).await;
            }
        }
        if arrived.is_given_up {
            tracing::error!(
                update = arrived.update,
                "a command that can't be handled is given up"
            );
            let answer = Answer::about(&kept, reply::interrupted_request());
            return self.answer(arrived, answer.shown_whole()).await;
        }
        let answer = match self.look(&kept).await {
            Ok(thread) => {
                let answer = self.command(arrived, (&kept, &actor), &thread, invocation);
                Box::pin(answer).await
            }
            Err(error) => {
                tracing::warn!(%error, "not known how a thread stands, so nothing was done");
                let reply = reply::not_looked(&error.to_string());
                let said = self.known(&actor, &kept.conversation(), reply).await;
                said.map(|reply| Answer::about(&kept, reply).shown_whole())
            }
        };
        if let Some(answer) = answer {
            return self.answer(arrived, answer).await;
        }
        if self.router.gives_sign(&actor, &kept.conversation()).await {
            self.sign(&kept, Reaction::Confused).await;
        }
        self.mail.end(arrived.update, &[]).await
    }

    /// Carries out what was asked for. `None`: whoever asks is a stranger there, to whom nothing is said.
    async fn command(
        &self,
        arrived: Arrived,
        (kept, actor): (&Kept, &Actor),
        thread: &Thread,
        invocation: Result<Option<command::Invocation>, ParseError>,
    ) -> Option<Answer> {
        let conversation = kept.conversation();
        let place = Place::Thread {
            is_open: thread.is_open,
        };
        let at = (&conversation, place);
        let reply = match invocation {
            Err(error) => {
                let asked = (&error, Some(kept.at));
                self.router.misheard(actor, at, asked).await?
            }
            Ok(None) => {
                self.known(actor, &conversation, reply::one_command_at_a_time())
                    .await?
            }
            Ok(Some(invocation)) if follows(&invocation.command) => {
                self.known(actor, &conversation, reply::nothing_to_follow_in())
                    .await?
            }
            Ok(Some(invocation)) => {
                let is_help = matches!(invocation.command, Command::Help { .. });
                let asked = async |responder| {
                    let request = Request {
                        actor: actor.clone(),
                        conversation: conversation.clone(),
                        place,
                        asked_at: Some(kept.at),
                        received_at: arrived.at,
                        again: arrived.again,
                        invocation,
                        deploys: thread.deploys.clone(),
                        responder,
                    };
                    self.router.hear(request).await
                };
                let answer = self.attend(arrived, (kept, actor), thread, asked).await?;
                return Some(if is_help {
                    answer.shown_whole()
                } else {
                    answer
                });
            }
        };
        Some(Answer::in_thread(kept, thread, reply).shown_whole())
    }

    /// The same answer for whoever is known there. Strangers hear nothing; where GitHub doesn't say who they are, that.
    async fn known(
        &self,
        actor: &Actor,
        conversation: &Conversation,
        reply: Reply,
    ) -> Option<Reply> {
        match self.router.is_known_in(actor, conversation).await {
            Ok(is_known) => is_known.then_some(reply),
            Err(error) => {
                tracing::warn!(%error, "not known what somebody may do in a thread, so nothing was done");
                Some(error.into_reply())
            }
        }
    }

    /// Puts a sign to the comment that asks. It says nothing that isn't said otherwise, so it is tried once.
    async fn sign(&self, kept: &Kept, sign: Reaction) {
        let at = self.client.at(&kept.repository);
        if let Err(error) = at.react(kept.comment, sign).await {
            tracing::debug!(%error, ?sign, "a comment without a sign");
        }
    }
}

/// What begins with a slash and is another program's, or no command at all, is let be without a sign.
fn is_no_command(error: &ParseError) -> bool {
    use command::Problem;
    matches!(
        error.problem(),
        Problem::NotACommand | Problem::OtherBot | Problem::UnknownVerb { .. }
    )
}

/// A log is followed where lines can come as they are written.
const fn follows(command: &Command) -> bool {
    matches!(command, Command::Logs(query) if query.follow)
}
