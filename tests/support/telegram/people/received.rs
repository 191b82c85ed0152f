//! A message as its reader sees it.

use std::sync::Arc;

use serde_json::Value;

use super::{drawn, wait};
use crate::telegram::rules::keyboard;
use crate::telegram::state::message::Message;
use crate::telegram::world::World;

/// As it was when it was looked at; [`Received::now`] looks again.
#[derive(Clone)]
pub(crate) struct Received {
    world: Arc<World>,
    pub(super) message: Message,
}

impl Received {
    pub(super) fn of(world: &Arc<World>, place: (i64, i64)) -> Self {
        let message = world.look(|state| state.messages[&place].clone());
        let world = Arc::clone(world);
        Self { world, message }
    }

    /// Its chat, and its number there.
    pub(crate) fn place(&self) -> (i64, i64) {
        (self.message.chat, self.message.id)
    }

    /// What can be read, without any markup: the text, or a file's caption.
    pub(crate) fn text(&self) -> &str {
        &self.message.text
    }

    /// `MessageEntity` objects.
    pub(crate) fn entities(&self) -> &[Value] {
        &self.message.entities
    }

    /// What stands on the buttons, row by row.
    pub(crate) fn buttons(&self) -> Vec<Vec<&str>> {
        let rows = keyboard::rows(self.message.keyboard.as_ref()).into_iter();
        rows.map(|row| {
            row.into_iter()
                .filter_map(|button| button["text"].as_str())
                .collect()
        })
        .collect()
    }

    /// The data behind a button, for whoever wants to forge one.
    pub(crate) fn data(&self, button: &str) -> Option<&str> {
        let rows = keyboard::rows(self.message.keyboard.as_ref());
        let found = rows
            .into_iter()
            .flatten()
            .find(|shown| shown["text"] == button)?;
        found["callback_data"].as_str()
    }

    /// The name and contents of what is attached.
    pub(crate) fn file(&self) -> Option<(String, Vec<u8>)> {
        let (_, id) = self.message.attached.as_ref()?;
        self.world.look(|state| {
            let file = &state.files[id];
            Some((file.name.clone(), file.bytes.clone()))
        })
    }

    /// Which message of the same chat it answers.
    pub(crate) fn replies_to(&self) -> Option<i64> {
        self.message.reply_to
    }

    pub(crate) fn reactions(&self) -> &[String] {
        &self.message.reactions
    }

    /// Whether it arrives without a sound.
    pub(crate) fn is_silent(&self) -> bool {
        self.message.is_silent
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.message.is_deleted
    }

    /// All of it as it looks, for snapshots: `**bold**`, `` `code` ``, the buttons in brackets below, a file with its contents.
    pub(crate) fn drawn(&self) -> String {
        self.world
            .look(|state| drawn::message(state, &self.message))
    }

    /// As it is at this moment.
    pub(crate) fn now(&self) -> Self {
        Self::of(&self.world, self.place())
    }

    /// Waits until it is another than this one: edited, reacted to or deleted.
    pub(crate) async fn edited(&self) -> Self {
        let what = format!("this is edited:\n{}\n", self.drawn());
        self.until(&what, |message| message.version > self.message.version)
            .await
    }

    /// Waits until its text holds this.
    pub(crate) async fn becomes(&self, part: &str) -> Self {
        let what = format!("{part:?} stands in this message:\n{}\n", self.drawn());
        self.until(&what, |message| message.text.contains(part))
            .await
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Message) -> bool) -> Self {
        let message = wait(&self.world, what, |state| {
            let message = &state.messages[&self.place()];
            is_so(message).then(|| message.clone())
        });
        let message = message.await;
        let world = Arc::clone(&self.world);
        Self { world, message }
    }
}
