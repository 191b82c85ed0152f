//! teloxide and the stand-in understand each other.

use teloxide::payloads::{
    AnswerCallbackQuerySetters, EditMessageTextSetters, GetUpdatesSetters, SendDocumentSetters,
    SendMessageSetters, SetMyCommandsSetters,
};
use teloxide::requests::Requester;
use teloxide::types::{
    AllowedUpdate, BotCommand, BotCommandScope, ChatId, InlineKeyboardButton, InlineKeyboardMarkup,
    InputFile, MessageId, ParseMode, ReplyParameters, UpdateKind,
};
use teloxide::{ApiError, Bot, RequestError};

use super::ada;
use crate::telegram::{Person, TOKEN, Telegram};

fn bot(telegram: &Telegram) -> Bot {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    Bot::with_client(TOKEN, client).set_api_url(telegram.url().parse().unwrap())
}

fn speaking() -> (Telegram, Bot, Person) {
    let (telegram, _, ada) = ada();
    let bot = bot(&telegram);
    (telegram, bot, ada)
}

#[tokio::test]
async fn it_knows_itself_and_gets_updates() {
    let (_telegram, bot, ada) = speaking();
    assert_eq!(bot.get_me().await.unwrap().username(), "hailer_test_bot");
    ada.says(&ada.private(), "/docker-status");
    let updates = bot
        .get_updates()
        .timeout(5)
        .allowed_updates([AllowedUpdate::Message, AllowedUpdate::CallbackQuery]);
    let updates = updates.await.unwrap();
    let UpdateKind::Message(message) = &updates[1].kind else {
        panic!("{updates:?}");
    };
    assert_eq!(message.text(), Some("/docker-status"));
    let chat = ChatId(ada.id);
    assert_eq!(
        (message.chat.id, message.entities().unwrap().len()),
        (chat, 1)
    );
}

#[tokio::test]
async fn it_understands_every_kind_of_update() {
    let (telegram, bot, ada) = speaking();
    let forum = telegram.forum("ops");
    let topic = forum.topic("deploys");
    let channel = telegram.channel("news");
    let said = ada.says(&topic, "/status");
    ada.to(&topic).replying_to(&said).anonymously().says("yes");
    ada.to(&topic).in_the_name_of(&channel).says("yes");
    ada.edits(&said, "/logs");
    channel.posts("news");
    ada.forges(&said, "data");
    forum.kicks_the_bot(&ada);
    let updates = bot.get_updates().await.unwrap();
    let kinds: Vec<_> = updates
        .iter()
        .map(|update| match &update.kind {
            UpdateKind::Message(_) => "message",
            UpdateKind::EditedMessage(_) => "edited",
            UpdateKind::ChannelPost(_) => "post",
            UpdateKind::CallbackQuery(_) => "press",
            UpdateKind::MyChatMember(_) => "standing",
            _ => "not understood",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "message", "message", "message", "message", "edited", "post", "press", "standing"
        ]
    );
}

#[tokio::test]
async fn it_sends_and_edits_a_message_with_buttons() {
    let (_telegram, bot, ada) = speaking();
    let button = InlineKeyboardButton::callback("Stop", "nonce");
    let reply = ReplyParameters::new(MessageId(1)).allow_sending_without_reply();
    let sent = bot
        .send_message(ChatId(ada.id), "<b>shop</b> deploying")
        .parse_mode(ParseMode::Html)
        .reply_parameters(reply)
        .reply_markup(InlineKeyboardMarkup::new([[button]]));
    let sent = sent.await.unwrap();
    let received = ada.private().next_message().await;
    assert_eq!(received.drawn(), "**shop** deploying\n[Stop]");
    assert_eq!(received.replies_to(), Some(1));

    let edit = |text| {
        bot.edit_message_text(sent.chat.id, sent.id, text)
            .parse_mode(ParseMode::Html)
    };
    edit("<b>shop</b> deployed").await.unwrap();
    assert_eq!(received.edited().await.drawn(), "**shop** deployed");
    let same = edit("<b>shop</b> deployed").await.unwrap_err();
    assert!(
        matches!(same, RequestError::Api(ApiError::MessageNotModified)),
        "{same:?}"
    );
}

#[tokio::test]
async fn it_sends_a_document() {
    let (_telegram, bot, ada) = speaking();
    let log = InputFile::memory("line 1\nline 2\n").file_name("shop.log");
    let sent = bot
        .send_document(ChatId(ada.id), log)
        .caption("<code>shop</code>")
        .parse_mode(ParseMode::Html);
    sent.await.unwrap();
    assert_eq!(
        ada.private().next_message().await.drawn(),
        "[file shop.log, 14 bytes]\n| line 1\n| line 2\n`shop`"
    );
}

#[tokio::test]
async fn it_answers_a_press() {
    let (_telegram, bot, ada) = speaking();
    let button = InlineKeyboardButton::callback("Confirm", "nonce");
    let sent = bot.send_message(ChatId(ada.id), "Deploy?");
    sent.reply_markup(InlineKeyboardMarkup::new([[button]]))
        .await
        .unwrap();
    let preview = ada.private().next_message().await;
    let answers = async {
        let updates = bot.get_updates().offset(-1).timeout(5).await.unwrap();
        let UpdateKind::CallbackQuery(query) = &updates[0].kind else {
            panic!("{updates:?}");
        };
        assert_eq!(query.data.as_deref(), Some("nonce"));
        let answer = bot.answer_callback_query(query.id.clone());
        answer.text("Not yours to confirm").await.unwrap();
    };
    let press = ada.taps(&preview, "Confirm");
    let (answer, ()) = tokio::join!(press.answer(), answers);
    assert_eq!(answer.text.as_deref(), Some("Not yours to confirm"));
    assert!(!answer.is_alert);
}

#[tokio::test]
async fn it_understands_refusals_and_sets_the_menu() {
    let (telegram, bot, ada) = speaking();
    ada.blocks_the_bot();
    let blocked = bot.send_message(ChatId(ada.id), "x").await.unwrap_err();
    assert!(matches!(blocked, RequestError::Api(ApiError::BotBlocked)));
    telegram.fail_next(1, "getMe", crate::telegram::Fault::TooMany(3));
    let wait = bot.get_me().await.unwrap_err();
    assert!(matches!(wait, RequestError::RetryAfter(_)), "{wait:?}");
    let commands = [BotCommand::new("status", "how it is")];
    let set = bot.set_my_commands(commands);
    set.scope(BotCommandScope::AllPrivateChats).await.unwrap();
    assert_eq!(ada.menu(&ada.private()), "/status – how it is");
}

#[tokio::test]
async fn it_asks_about_chats_and_members() {
    let (telegram, bot, ada) = speaking();
    let group = telegram.supergroup("ops");
    ada.administers(&group);
    let chat = bot.get_chat(ChatId(group.id)).await.unwrap();
    assert_eq!(chat.title(), Some("ops"));
    let administrators = bot.get_chat_administrators(ChatId(group.id)).await.unwrap();
    assert_eq!(administrators[0].user.id.0.cast_signed(), ada.id);
    assert!(bot.get_webhook_info().await.unwrap().url.is_none());
}
