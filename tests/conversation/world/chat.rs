//! What chats have and terminals haven't: groups, messages that were on their way for long, buttons, and silence.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use hailer::command;
use hailer::domain::actor::{Conversation, Place};
use hailer::router::{Press, Router, Told};
use hailer::store::outbox::Outbox;

use super::speaker::Unheard;
use super::{Said, Speaker, World};

impl Speaker<'_> {
    /// The same one, in a group (or a topic of one, `-100/7`).
    pub(crate) fn in_group(self, chat: &str) -> Self {
        let mut there = self.elsewhere(chat);
        there.place = Place::Group;
        there
    }

    /// The same one, whose words take so long to arrive.
    pub(crate) fn delayed(mut self, by: TimeDelta) -> Self {
        self.delay = Some(by);
        self
    }

    /// Says a line where others talk too. `None`: nothing is said to it.
    pub(crate) async fn is_heard(&self, line: &str) -> Option<Said> {
        let invocation = command::parse_answer(line).map_or_else(|| command::parse(line), Ok);
        let reply = match invocation {
            Ok(invocation) => {
                let request = self.request(invocation, Arc::new(Unheard));
                Box::pin(self.router.hear(request)).await
            }
            Err(error) => {
                let at = (&self.conversation, self.place);
                let misheard = self.router.misheard(&self.actor, at, (&error, None));
                misheard.await
            }
        };
        reply.map(|reply| self.world.said(reply))
    }

    /// What goes out to the chats of the platform that is spoken on.
    pub(crate) fn outbox(&self) -> Outbox {
        let store = Arc::clone(self.router.store());
        Outbox::new(store, self.actor.principal.platform())
    }

    /// The end of an operation that is still to be told in this speaker's conversation, as soon as others may tell it.
    pub(crate) async fn is_still_to_be_told(&self) -> Said {
        let found = async {
            loop {
                let untold = self.router.untold().await.unwrap();
                let here = |told: &Told| told.conversation == self.conversation;
                if let Some(told) = untold.into_iter().find(here) {
                    return self.world.said(told.reply);
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(3), found)
            .await
            .unwrap_or_else(|_| panic!("nothing was to be told within three minutes"))
    }

    /// A button for the preview that was shown, in this speaker's conversation.
    pub(crate) async fn button(&self, preview: &Said) -> String {
        let code = preview.confirmation();
        let button = self.router.button(&code, &self.conversation).await;
        button.unwrap().unwrap()
    }

    /// Presses a button there.
    pub(crate) async fn presses(&self, nonce: &str, yes: bool) -> Said {
        let press = Press {
            actor: self.actor.clone(),
            conversation: self.conversation.clone(),
            place: self.place,
            asked_at: None,
            nonce: nonce.to_owned(),
            yes,
            responder: Arc::new(Unheard),
        };
        self.world.said(Box::pin(self.router.press(press)).await)
    }
}

impl World {
    /// What `hailer pair` prints.
    pub(crate) async fn pairing(&self, admin: bool) -> Said {
        let ada = self.at_the_terminal();
        let router: &Router = &self.router;
        self.said(router.make_pairing(&ada.actor, admin).await)
    }

    /// A group in which commands may be given.
    pub(crate) async fn allow(&self, group: &Conversation) {
        let ada = self.at_the_terminal().actor;
        let store = self.store().await;
        store.allow_conversation(group, &ada).await.unwrap();
    }
}
