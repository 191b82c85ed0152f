//! The desk: what was written down is acted upon. Each update becomes a request to the router, chats side by side and each in
//! its order, and its answer is put out in the same transaction that ends the update.
//!
//! It decides nothing about who may do what, and sends no answer itself: the post does.

mod answer;
mod attended;
mod begun;
mod menus;
mod pressed;
mod said;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::client::{Address, Client};
use super::heard::{Heard, Me, hear};
use super::live::Stops;
use crate::frontend::mail::{self, Arrived};
use crate::reply;
use crate::router::Router;
use crate::store::StoreError;
use crate::store::inbox::{Inbox, Update};
use crate::store::outbox::Outbox;
use attended::Turn;
use menus::Menus;

/// Who handles what arrives.
pub(super) struct Desk {
    client: Arc<Client>,
    router: Arc<Router>,
    mail: mail::Desk,
    outbox: Outbox,
    stops: Arc<Stops>,
    menus: Menus,
}

impl Desk {
    pub(super) fn new(
        client: &Arc<Client>,
        router: &Arc<Router>,
        inbox: Inbox,
        outbox: Outbox,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            client: Arc::clone(client),
            router: Arc::clone(router),
            mail: mail::Desk::new(router, inbox)?,
            outbox,
            stops: Arc::default(),
            menus: Menus::default(),
        })
    }

    /// Shows the menus of those who have none of their own.
    pub(super) async fn show_menus(&self) {
        self.menus.show_to_all(&self.client).await;
    }

    /// Handles what arrives until `stop`.
    pub(super) async fn run(self: Arc<Self>, me: &Arc<Me>, stop: &CancellationToken) {
        let handle = |update, arrived| Arc::clone(&self).handle(update, arrived, Arc::clone(me));
        self.mail.run(handle, stop).await;
    }

    /// Handles an update. Why it must be handled again, where its end isn't on record.
    async fn handle(
        self: Arc<Self>,
        update: Update,
        arrived: Arrived,
        me: Arc<Me>,
    ) -> Result<(), StoreError> {
        match hear(&update.body, &me) {
            heard if arrived.is_given_up => self.give_up(arrived, heard).await,
            Heard::Said(said) => self.said(arrived, said, &me).await,
            Heard::Pressed(press) => self.pressed(arrived, press, &me).await,
            Heard::Moved(moved) => self.moved(arrived, moved).await,
            Heard::Nothing(why) => {
                tracing::debug!(?why, "an update that asks for nothing");
                self.mail.end(update.number, &[]).await
            }
        }
    }

    async fn give_up(&self, arrived: Arrived, heard: Heard) -> Result<(), StoreError> {
        let place = match heard {
            Heard::Said(said) => said.place,
            Heard::Pressed(press) => press.place,
            Heard::Moved(_) | Heard::Nothing(_) => return self.mail.end(arrived.update, &[]).await,
        };
        tracing::error!(
            update = arrived.update,
            "an update that can't be handled is given up"
        );
        let turn = Turn::new(arrived, Address::to(place), "");
        self.answer(turn, Some(reply::interrupted_request())).await
    }
}
