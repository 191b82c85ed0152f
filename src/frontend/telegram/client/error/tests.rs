use super::*;

#[test]
fn each_refusal_says_what_to_do() {
    for (words, expected) in [
        ("Unauthorized", TelegramError::Token),
        (
            "Forbidden: bot was blocked by the user",
            TelegramError::Blocked,
        ),
        (
            "Forbidden: bot was kicked from the supergroup chat",
            TelegramError::Kicked,
        ),
        ("Bad Request: chat not found", TelegramError::NoChat),
        (
            "Bad Request: message thread not found",
            TelegramError::NoTopic,
        ),
        ("Bad Request: TOPIC_CLOSED", TelegramError::NoTopic),
        (
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            TelegramError::AnotherPoller,
        ),
        (
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            TelegramError::Webhook,
        ),
        (
            "Bad Request: message to edit not found",
            TelegramError::NoMessage,
        ),
        (
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            TelegramError::TooLate,
        ),
        (
            "Bad Request: not enough rights to send text messages to the chat",
            TelegramError::Muted,
        ),
    ] {
        assert_eq!(refused(words, "1:A"), expected, "{words}");
    }
    assert!(refused("Bad Gateway", "1:A").may_pass());
    assert!(!refused("Bad Request: BUTTON_DATA_INVALID", "1:A").may_pass());
}

#[test]
fn the_token_is_never_in_a_text() {
    let told = refused("Bad Request: /bot1:AAE/sendMessage\nis odd", "1:AAE").to_string();
    assert_eq!(
        told,
        "Telegram refused: Bad Request: /bot<token>/sendMessage is odd"
    );
}
