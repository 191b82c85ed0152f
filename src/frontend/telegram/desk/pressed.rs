//! A button that was pressed becomes a request, and comes to rest.

use std::sync::Arc;

use super::attended::{Pressing, Turn, accept, actor, kind, rest};
use super::{Arrived, Desk};
use crate::domain::actor::Actor;
use crate::frontend::telegram::buttons::Pressed;
use crate::frontend::telegram::client::Address;
use crate::frontend::telegram::heard::{Me, Press};
use crate::frontend::telegram::live::Followed;
use crate::reply::{Reply, Status};
use crate::router;
use crate::store::StoreError;

impl Desk {
    /// Answers a press; what is only for whoever pressed, they alone read.
    pub(super) async fn pressed(
        &self,
        arrived: Arrived,
        press: Press,
        me: &Me,
    ) -> Result<(), StoreError> {
        let Some(actor) = actor(&press.sender) else {
            return self.mail.end(arrived.update, &[]).await;
        };
        let Some(pressed) = press.pressed else {
            tracing::info!(actor = %actor.principal, "a button that is none of ours");
            self.mail.end(arrived.update, &[]).await?;
            rest(
                &self.client,
                &press.id,
                Some("This button means nothing here."),
            )
            .await;
            return Ok(());
        };
        let asks = matches!(pressed, Pressed::Confirm(_) | Pressed::Decline(_));
        let to = Address {
            reply_to: Some(press.message),
            ..Address::to(press.place)
        };
        let mut turn = Turn::new(arrived, to, "");
        // Platforms don't say when a button was pressed.
        turn.asked_at = Some(arrived.at);
        turn.press = Some(Pressing {
            id: press.id,
            uses_up: asks.then_some(press.message),
        });
        let reply = match pressed {
            Pressed::Stop => {
                self.stop(&mut turn, &actor).await;
                None
            }
            Pressed::Command(line) => {
                turn.title.clone_from(&line);
                self.command(&mut turn, &actor, &line, me).await
            }
            Pressed::Confirm(nonce) => self.decide(&mut turn, actor, (nonce, true)).await,
            Pressed::Decline(nonce) => self.decide(&mut turn, actor, (nonce, false)).await,
        };
        let reply = Self::once(arrived, reply);
        let (place, press) = (turn.to.place, turn.press.take());
        match (reply, press) {
            // Whoever may not press is told so, and nobody else is: the buttons are still another's.
            (Some(denied), Some(press)) if asks && denied.status == Status::Denied => {
                self.answer(turn, None).await?;
                rest(&self.client, &press.id, Some(&denied.headline)).await;
            }
            (reply, press) => {
                self.answer(turn, reply).await?;
                accept(Arc::clone(&self.client), place, press).await;
            }
        }
        Ok(())
    }

    /// Ends that a log is followed, for whoever asked for it and for administrators.
    async fn stop(&self, turn: &mut Turn, actor: &Actor) {
        let (Some(press), Some(message)) = (turn.press.take(), turn.to.reply_to) else {
            return;
        };
        let place = turn.to.place;
        let words = match self.stops.followed(place, message) {
            None => Some("It is not followed any more.".to_owned()),
            Some(Followed { follower, stopped }) => {
                let conversation = place.conversation();
                let may = self.router.may_stop(actor, &conversation, &follower);
                match may.await {
                    Ok(true) => {
                        stopped.cancel();
                        None
                    }
                    Ok(false) => Some("This is not yours to stop.".to_owned()),
                    Err(error) => Some(error.into_reply().headline),
                }
            }
        };
        rest(&self.client, &press.id, words.as_deref()).await;
    }

    /// A yes or a no to a preview.
    pub(super) async fn decide(
        &self,
        turn: &mut Turn,
        actor: Actor,
        (nonce, yes): (String, bool),
    ) -> Option<Reply> {
        let (conversation, place) = (turn.to.place.conversation(), kind(turn.to.place));
        let asked_at = turn.asked_at;
        if yes { "Confirm" } else { "Cancel" }.clone_into(&mut turn.title);
        self.attend(turn, None, async |responder| {
            let press = router::Press {
                actor,
                conversation,
                place,
                asked_at,
                nonce,
                yes,
                responder,
            };
            Some(self.router.press(press).await)
        })
        .await
    }
}
