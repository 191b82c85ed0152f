//! Somebody.

use std::sync::Arc;

use serde_json::Value;

use super::drawn::menu;
use super::press::Press;
use super::saying::Saying;
use super::{Place, Received, wait};
use crate::telegram::rules::{keyboard, recognised};
use crate::telegram::state::chat::{Chat, Kind, Standing};
use crate::telegram::state::{Answer, MenuKey, State};
use crate::telegram::world::World;

#[derive(Clone)]
pub(crate) struct Person {
    pub(super) world: Arc<World>,
    pub(crate) id: i64,
}

impl Person {
    pub(crate) fn new(world: &Arc<World>, name: &str, is_bot: bool, id: Option<i64>) -> Self {
        let id = world.change(|state| {
            let id = state.add_user(name, is_bot, id);
            let mut private = Chat::new(id, Kind::Private, name);
            private.members.insert(id);
            state.chats.insert(id, private);
            id
        });
        let world = Arc::clone(world);
        Self { world, id }
    }

    /// The chat between this person and the bot. The bot can write there once the person has.
    pub(crate) fn private(&self) -> Place {
        Place::of(&self.world, self.id, None)
    }

    /// Writes a message: the bot gets the update.
    pub(crate) fn says(&self, place: &Place, text: &str) -> Received {
        self.to(place).says(text)
    }

    /// Begins a message of which more is to be said: a reply, an old one, one in another's name.
    pub(crate) fn to(&self, place: &Place) -> Saying {
        Saying::new(self, place)
    }

    /// Changes what they have written.
    pub(crate) fn edits(&self, message: &Received, text: &str) {
        self.world.change(|state| {
            let now = state.clock.unix();
            let written = state.messages.get_mut(&message.place()).unwrap();
            assert_eq!(written.from, Some(self.id), "somebody else's message");
            text.clone_into(&mut written.text);
            written.entities = recognised::entities(text);
            written.edit_date = Some(now);
            written.version += 1;
            let told = state.message_json(&state.messages[&message.place()]);
            state.push_update("edited_message", told);
        });
    }

    /// Presses a button by its text, and waits for the bot's answer.
    pub(crate) async fn presses(&self, message: &Received, button: &str) -> Answer {
        self.taps(message, button).answer().await
    }

    /// Presses a button by its text, without waiting.
    pub(crate) fn taps(&self, message: &Received, button: &str) -> Press {
        let now = message.now();
        let rows = keyboard::rows(now.message.keyboard.as_ref());
        let found = rows.iter().flatten().find(|shown| shown["text"] == button);
        let found =
            found.unwrap_or_else(|| panic!("no button {button:?} under this:\n{}", now.drawn()));
        let data = found["callback_data"].as_str();
        let data = data.unwrap_or_else(|| panic!("{button:?} is no button for the bot"));
        self.forges(message, data)
    }

    /// Sends a press that a changed program could send: any data, whether there is such a button or not.
    pub(crate) fn forges(&self, message: &Received, data: &str) -> Press {
        Press::send(&self.world, self.id, message.place(), data)
    }

    /// Is in a group from now on, without having said anything.
    pub(crate) fn joins(&self, place: &Place) {
        let join = |chat: &mut Chat| chat.members.insert(self.id);
        place.change(join);
    }

    /// Is an administrator of a group from now on.
    pub(crate) fn administers(&self, place: &Place) {
        place.change(|chat| chat.administrators.insert(self.id));
    }

    /// Wants to hear no more of the bot; writing to it ends that.
    pub(crate) fn blocks_the_bot(&self) {
        self.world
            .change(|state| state.set_standing(self.id, self.id, Standing::Blocked));
    }

    /// The menu that Telegram shows to this person here: one line for each command, of the narrowest scope that has any.
    pub(crate) fn menu(&self, place: &Place) -> String {
        self.world.look(|state| self.menu_in(state, place))
    }

    /// Waits until that menu holds this.
    pub(crate) async fn gets_into_menu(&self, place: &Place, part: &str) {
        let there = |state: &mut State| self.menu_in(state, place).contains(part).then_some(());
        wait(&self.world, &format!("{part:?} is in the menu"), there).await;
    }

    fn menu_in(&self, state: &State, place: &Place) -> String {
        let mut shown = self.scopes(&state.chats[&place.id]).into_iter();
        let found = shown.find_map(|scope| state.menus.get(&scope));
        found.map_or_else(String::new, menu)
    }

    /// From the narrowest to the widest ("Determining list of commands" of the Bot API).
    fn scopes(&self, chat: &Chat) -> Vec<MenuKey> {
        let scope = |kind: &str, chat: Option<i64>, user: Option<i64>| MenuKey {
            kind: kind.to_owned(),
            chat,
            user,
            language: String::new(),
        };
        let here = Some(chat.id);
        let mut scopes = Vec::new();
        if chat.kind == Kind::Private {
            scopes.push(scope("chat", here, None));
            scopes.push(scope("all_private_chats", None, None));
        } else {
            scopes.push(scope("chat_member", here, Some(self.id)));
            if chat.administrators.contains(&self.id) {
                scopes.push(scope("chat_administrators", here, None));
            }
            scopes.push(scope("chat", here, None));
            if chat.administrators.contains(&self.id) {
                scopes.push(scope("all_chat_administrators", None, None));
            }
            scopes.push(scope("all_group_chats", None, None));
        }
        scopes.push(scope("default", None, None));
        scopes
    }
}

impl State {
    /// Who is meant, as the updates show them.
    pub(super) fn user_json(&self, id: i64) -> Value {
        self.users[&id].to_json()
    }
}
