//! Faults, from the client's side.

use std::time::Duration;

use serde_json::json;

use super::ada;
use crate::telegram::Fault;

#[tokio::test]
async fn the_next_calls_of_a_method_are_told_to_wait_and_others_are_not() {
    let (telegram, client, ada) = ada();
    telegram.fail_next(2, "sendMessage", Fault::TooMany(7));
    client.does("getMe", json!({})).await;
    let message = json!({ "chat_id": ada.id, "text": "x" });
    for _ in 0..2 {
        let answer = client.call("sendMessage", message.clone()).await;
        assert_eq!(
            (&answer["error_code"], &answer["parameters"]),
            (&json!(429), &json!({ "retry_after": 7 }))
        );
    }
    client.does("sendMessage", message).await;
    assert_eq!(ada.private().unread(), 1);
}

#[tokio::test]
async fn a_broken_server_answers_with_a_page() {
    let (telegram, client, _) = ada();
    for status in [500, 502] {
        telegram.fail_next_of_any(1, Fault::Broken(status));
        let response = client.request("getMe").send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], "text/html");
        assert!(response.text().await.unwrap().starts_with("<html>"));
    }
    client.does("getMe", json!({})).await;
}

#[tokio::test]
async fn a_call_may_hang_and_is_not_carried_out() {
    let (telegram, client, ada) = ada();
    telegram.fail_next(1, "sendMessage", Fault::Hang);
    let message = json!({ "chat_id": ada.id, "text": "x" });
    let request = client.request("sendMessage").json(&message);
    let error = request.timeout(Duration::from_millis(200)).send().await;
    assert!(error.unwrap_err().is_timeout());
    assert_eq!(
        (telegram.calls("sendMessage"), ada.private().unread()),
        (1, 0)
    );
}

#[tokio::test]
async fn an_answer_may_end_in_its_middle_or_be_lost_after_the_call_was_carried_out() {
    let (telegram, client, ada) = ada();
    for (fault, text) in [(Fault::Cut, "first"), (Fault::AnswerLost, "second")] {
        telegram.fail_next(1, "sendMessage", fault);
        let message = json!({ "chat_id": ada.id, "text": text });
        let sent = client.request("sendMessage").json(&message).send().await;
        let whole = match sent {
            Ok(response) => response.bytes().await,
            Err(error) => Err(error),
        };
        assert!(whole.is_err(), "{fault:?}: {whole:?}");
        assert_eq!(ada.private().next_message().await.text(), text);
    }
    client.does("getMe", json!({})).await;
}

#[tokio::test]
async fn telegram_goes_down_cuts_what_is_open_and_comes_up_with_all_it_knows() {
    let (mut telegram, client, ada) = ada();
    client.takes_updates().await;
    let calls = telegram.calls("getUpdates");
    let poll = client.request("getUpdates").json(&json!({ "timeout": 30 }));
    let poll = tokio::spawn(poll.send());
    telegram.is_called("getUpdates", calls + 1).await;
    telegram.goes_down();
    assert!(poll.await.unwrap().is_err());
    let refused = client.request("getMe").send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    ada.says(&ada.private(), "/status");
    telegram.comes_up();
    let updates = client.takes_updates().await;
    assert_eq!(updates[0]["message"]["text"], "/status");
}

#[tokio::test]
async fn a_call_may_be_refused_or_lost_on_its_way_and_is_not_carried_out() {
    let (telegram, client, ada) = ada();
    let message = json!({ "chat_id": ada.id, "text": "x" });
    telegram.fail_next(1, "sendMessage", Fault::Refused("can't parse entities"));
    let words = client.refused("sendMessage", message.clone()).await;
    assert_eq!(words, "Bad Request: can't parse entities");
    telegram.fail_next(1, "sendMessage", Fault::Lost);
    let sent = client.request("sendMessage").json(&message).send().await;
    assert!(sent.is_err());
    assert_eq!(
        (telegram.calls("sendMessage"), ada.private().unread()),
        (2, 0)
    );
}
