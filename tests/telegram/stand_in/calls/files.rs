//! Files that come along with a call.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stand_in::ada;
use crate::telegram::TOKEN;

#[tokio::test]
async fn a_file_comes_along_under_its_own_name_or_pointed_to_and_can_be_fetched_again() {
    let (_telegram, client, ada) = ada();
    let file = || Part::bytes(b"line 1\nline 2".to_vec()).file_name("shop.log");
    let own = Form::new().part("document", file());
    let pointed = Form::new()
        .text("document", "attach://it")
        .part("it", file());
    for form in [own, pointed] {
        let form = form
            .text("chat_id", ada.id.to_string())
            .text("caption", "the end of it");
        let sent = client.request("sendDocument").multipart(form);
        let answer: Value = sent.send().await.unwrap().json().await.unwrap();
        let received = ada.private().next_message().await;
        assert_eq!(
            received.drawn(),
            "[file shop.log, 13 bytes]\n| line 1\n| line 2\nthe end of it"
        );
        assert_eq!(received.file().unwrap().1, b"line 1\nline 2");

        let id = &answer["result"]["document"]["file_id"];
        let file = client.does("getFile", json!({ "file_id": id })).await;
        let path = file["file_path"].as_str().unwrap();
        let url = format!("{}/file/bot{TOKEN}/{path}", client.url);
        let bytes = client.http.get(url).send().await.unwrap().bytes().await;
        assert_eq!(bytes.unwrap(), "line 1\nline 2");
    }
}

#[tokio::test]
async fn an_empty_file_a_photo_that_is_none_and_an_unknown_file_are_refused() {
    let (_telegram, client, ada) = ada();
    let photo = b"\x89PNG\r\n\x1a\n";
    for (bytes, words) in [
        (Vec::new(), Some("file must be non-empty")),
        (b"a chart".to_vec(), Some("IMAGE_PROCESS_FAILED")),
        (
            vec![1; (10 << 20) + 1],
            Some(
                "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
            ),
        ),
        (photo.to_vec(), None),
    ] {
        let form = Form::new()
            .text("chat_id", ada.id.to_string())
            .part("photo", Part::bytes(bytes).file_name("chart.png"));
        let sent = client.request("sendPhoto").multipart(form);
        let answer: Value = sent.send().await.unwrap().json().await.unwrap();
        let refused = words.map(|words| json!(format!("Bad Request: {words}")));
        assert_eq!(answer.get("description"), refused.as_ref());
    }
    let received = ada.private().next_message().await;
    assert_eq!(received.drawn(), "[file chart.png, 8 bytes]");
    let wrong = "Bad Request: wrong file_id or the file is temporarily unavailable";
    let file = json!({ "file_id": "file-99" });
    assert_eq!(client.refused("getFile", file).await, wrong);
}
