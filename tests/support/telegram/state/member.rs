//! Who is in a chat, and as what; what the bot is told when that changes for itself.

use serde_json::{Value, json};

use super::chat::{Chat, Standing};
use super::{BOT, State};

impl Chat {
    /// Whether somebody is in it, as `getChatMember` says it; none who was never seen here.
    pub(crate) fn member(&self, user: i64) -> Option<&'static str> {
        if user == BOT {
            return Some(match self.bot {
                Standing::Member => "member",
                Standing::Administrator => "administrator",
                Standing::Kicked | Standing::Blocked => "kicked",
                Standing::Unknown => "left",
            });
        }
        let is_administrator = self.administrators.contains(&user);
        let name = if is_administrator {
            "administrator"
        } else {
            "member"
        };
        (is_administrator || self.members.contains(&user)).then_some(name)
    }
}

impl State {
    /// A `ChatMember`.
    pub(crate) fn member_json(&self, chat: &Chat, user: i64) -> Value {
        let status = chat.member(user).unwrap_or("left");
        let mut member = json!({ "status": status, "user": self.users[&user].to_json() });
        if status == "kicked" {
            member["until_date"] = json!(0);
        }
        if status == "administrator" {
            let no = [
                "can_be_edited",
                "is_anonymous",
                "can_promote_members",
                "can_change_info",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
            ];
            let yes = [
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_invite_users",
            ];
            let rights = no.map(|right| (right, false)).into_iter();
            for (right, holds) in rights.chain(yes.map(|right| (right, true))) {
                member[right] = holds.into();
            }
        }
        member
    }

    /// Makes the bot something else in a chat, and tells it.
    pub(crate) fn set_standing(&mut self, chat: i64, by: i64, standing: Standing) {
        let before = self.member_json(&self.chats[&chat], BOT);
        self.chats.get_mut(&chat).unwrap().bot = standing;
        let chat = &self.chats[&chat];
        let told = json!({
            "chat": chat.to_json(),
            "from": self.users[&by].to_json(),
            "date": self.clock.unix(),
            "old_chat_member": before,
            "new_chat_member": self.member_json(chat, BOT),
        });
        self.push_update("my_chat_member", told);
    }
}
