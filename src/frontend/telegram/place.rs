//! Where in Telegram something is said: a chat, or a topic of it.

use serde::{Deserialize, Serialize};

use crate::domain::actor::{Conversation, Platform};

/// A chat, or a topic of a forum. In conversations it is written `telegram:<chat>` or `telegram:<chat>/<topic>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The chat's id: positive for the chat with a person (whose id it is), negative for a group.
    pub chat: i64,
    /// The forum topic; `None` in its general one, and where there are no topics.
    pub topic: Option<i32>,
}

impl Place {
    /// The chat itself.
    #[must_use]
    pub const fn chat(chat: i64) -> Self {
        Self { chat, topic: None }
    }

    /// Whether many read it.
    #[must_use]
    pub const fn is_group(self) -> bool {
        self.chat < 0
    }

    /// The conversation that is held here.
    #[must_use]
    pub fn conversation(self) -> Conversation {
        let Self { chat, topic } = self;
        let place = match topic {
            Some(topic) => format!("{chat}/{topic}"),
            None => chat.to_string(),
        };
        Conversation::new(Platform::Telegram, &place)
    }

    /// Where a conversation is held; `None` for one of another platform.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Option<Self> {
        let place = conversation.as_str().strip_prefix("telegram:")?;
        let (chat, topic) = match place.split_once('/') {
            Some((chat, topic)) => (chat, Some(topic.parse().ok()?)),
            None => (place, None),
        };
        let chat = chat.parse().ok()?;
        Some(Self { chat, topic })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_leads_back_to_its_place() {
        for place in [
            Place::chat(7),
            Place::chat(-1_001_234),
            Place {
                chat: -1_001_234,
                topic: Some(45),
            },
        ] {
            assert_eq!(Place::of(&place.conversation()), Some(place));
        }
        assert!(Place::chat(-7).is_group() && !Place::chat(7).is_group());
    }

    #[test]
    fn a_conversation_elsewhere_is_no_place() {
        for other in ["console:ada", "telegram:ada", "telegram:7/x"] {
            assert_eq!(Place::of(&other.parse().unwrap()), None, "{other}");
        }
    }
}
