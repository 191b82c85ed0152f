//! Something that was said becomes a request.

use super::attended::{Turn, actor, kind};
use super::{Arrived, Desk};
use crate::command::{self, Command};
use crate::domain::actor::Actor;
use crate::frontend::telegram::client::Address;
use crate::frontend::telegram::heard::{Me, Moved, Said, Words};
use crate::reply::Reply;
use crate::router::Request;
use crate::store::StoreError;

impl Desk {
    /// Answers something that was said.
    pub(super) async fn said(
        &self,
        arrived: Arrived,
        said: Said,
        me: &Me,
    ) -> Result<(), StoreError> {
        let Some(actor) = actor(&said.sender) else {
            return self.mail.end(arrived.update, &[]).await;
        };
        let to = Address {
            reply_to: Some(said.message),
            ..Address::to(said.place)
        };
        let mut turn = Turn::new(arrived, to, &title(&said.words));
        turn.asked_at = Some(said.at);
        let reply = match &said.words {
            Words::Command(line) => self.command(&mut turn, &actor, line, me).await,
            Words::Start(Some(code)) => {
                let line = format!("/pair {code}");
                self.command(&mut turn, &actor, &line, me).await
            }
            Words::Start(None) => {
                let at = (&said.place.conversation(), kind(said.place));
                self.router.welcome(&actor, at, turn.asked_at).await
            }
            Words::Answer { yes, to } => self.yes_or_no(&mut turn, &actor, (*yes, *to)).await,
        };
        self.menus
            .follow(&self.client, &self.router, (said.place, &actor));
        self.answer(turn, Self::once(arrived, reply)).await
    }

    /// A group that was allowed hears what its new id means to it.
    pub(super) async fn moved(
        &self,
        arrived: Arrived,
        Moved { from, to }: Moved,
    ) -> Result<(), StoreError> {
        let (before, now) = (from.conversation(), to.conversation());
        let turn = Turn::new(arrived, Address::to(to), "");
        self.answer(turn, self.router.moved(&before, &now).await)
            .await
    }

    /// Carries out a line that was typed, or that stands behind a button.
    pub(super) async fn command(
        &self,
        turn: &mut Turn,
        actor: &Actor,
        line: &str,
        me: &Me,
    ) -> Option<Reply> {
        let (conversation, place) = (turn.to.place.conversation(), kind(turn.to.place));
        let invocation = match command::parse_for(line, Some(&me.username)) {
            Ok(invocation) => invocation,
            Err(error) => {
                return self
                    .router
                    .misheard(actor, (&conversation, place), (&error, turn.asked_at))
                    .await;
            }
        };
        let (asked_at, received_at, again) = (turn.asked_at, turn.received_at, turn.again);
        let follows = matches!(&invocation.command, Command::Logs(query) if query.follow);
        let follows = follows.then(|| actor.principal.clone());
        self.attend(turn, follows, async |responder| {
            let request = Request {
                actor: actor.clone(),
                conversation,
                place,
                asked_at,
                received_at,
                again,
                invocation,
                deploys: None,
                responder,
            };
            self.router.hear(request).await
        })
        .await
    }

    /// A yes or a no as a reply to a preview is a press of its buttons.
    async fn yes_or_no(
        &self,
        turn: &mut Turn,
        actor: &Actor,
        (yes, to): (bool, i32),
    ) -> Option<Reply> {
        let (conversation, place) = (turn.to.place.conversation(), kind(turn.to.place));
        let message = to.to_string();
        let under = self
            .router
            .preview_under(actor, (&conversation, place), &message);
        match under.await {
            Ok(nonce) => self.decide(turn, actor.clone(), (nonce, yes)).await,
            Err(reply) => reply.map(|reply| *reply),
        }
    }
}

/// What stands above the live message.
fn title(words: &Words) -> String {
    match words {
        Words::Command(line) => line.clone(),
        Words::Start(_) => "/start".to_owned(),
        Words::Answer { yes: true, .. } => "yes".to_owned(),
        Words::Answer { yes: false, .. } => "no".to_owned(),
    }
}
