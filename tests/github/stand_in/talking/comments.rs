//! Comments are written, read, edited and deleted.

use serde_json::json;

use crate::github::Role;
use crate::stand_in::{Client, ISSUE, SHOP, each, scene};

#[tokio::test]
async fn a_comment_is_written_and_read_and_its_readers_see_it() {
    let scene = scene();
    let answer = scene.client.comments("**deployed**").await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("location"), answer.body["url"]);
    let read = scene
        .client
        .reads(&format!("{SHOP}/issues/comments/{}", answer.body["id"]))
        .await;
    assert_eq!(read, answer.body);
    assert_eq!(read["user"]["login"], "hailer-bot");
    let said = scene.issue.next_comment().await;
    assert_eq!(
        (said.text(), said.author()),
        ("**deployed**".to_owned(), "hailer-bot".to_owned())
    );
    assert_eq!(scene.issue.unread(), 0);
    let issue = scene.client.reads(ISSUE).await;
    assert_eq!(
        (&issue["comments"], &issue["number"]),
        (&1.into(), &1.into())
    );
}

#[tokio::test]
async fn what_people_write_is_not_taken_for_an_answer() {
    let scene = scene();
    let asked = scene.ada.comments(&scene.issue, "/docker-status");
    assert_eq!(scene.issue.unread(), 0);
    assert_eq!(scene.issue.all_comments().len(), 1);
    let read = scene
        .client
        .reads(&format!("{SHOP}/issues/comments/{}", asked.id))
        .await;
    assert_eq!(read["body"], "/docker-status");
    assert_eq!(read["author_association"], "MEMBER");
    assert_eq!(read["performed_via_github_app"], json!(null));
}

#[tokio::test]
async fn lines_end_as_they_were_sent_and_pages_send_them_in_two_ways() {
    let scene = scene();
    scene.ada.pushes(&scene.shop, "faster", &[]);
    let pull = scene.ada.opens_pull(&scene.shop, "faster", &scene.shop);
    for (place, text) in [(&scene.issue, "one\ntwo"), (&pull, "one\r\ntwo")] {
        let typed = scene.ada.comments(place, "one\ntwo");
        assert_eq!(typed.text(), text);
        scene.ada.edits(&typed, "one\r\ntwo");
        assert_eq!(typed.text(), text);
    }
    let answer = scene.client.comments("one\ntwo").await;
    assert_eq!(answer.body["body"], "one\ntwo");
    assert!(answer.body["id"].as_i64().unwrap() > i64::from(u32::MAX));
}

#[tokio::test]
async fn a_comment_may_have_65536_characters_and_has_at_least_one() {
    let scene = scene();
    let most = "é".repeat(65_536);
    let comment = scene.client.commented(&most).await;
    for (body, words) in [
        (
            format!("{most}é"),
            "Body is too long (maximum is 65536 characters)",
        ),
        (" \n".to_owned(), "Body cannot be blank"),
    ] {
        let answer = scene.client.comments(&body).await;
        assert_eq!(answer.refusal(), (422, "Validation Failed"));
        let error = json!({
            "resource": "IssueComment", "code": "unprocessable", "field": "data", "message": words,
        });
        assert_eq!(answer.body["errors"], json!([error]));
    }
    // An edit is refused in other words.
    let answer = scene
        .client
        .patches(&comment, json!({ "body": format!("{most}é") }))
        .await;
    assert_eq!(answer.refusal(), (422, "Validation Failed"));
    let words = "body is too long (maximum is 65536 characters)";
    assert_eq!(answer.body["errors"][0]["message"], words);
    assert_eq!(answer.body["errors"][0]["field"], "body");
    let answer = scene.client.patches(&comment, json!({ "body": " " })).await;
    assert_eq!(answer.body["errors"][0]["message"], "body cannot be blank");
}

#[tokio::test]
async fn a_comment_is_edited_and_its_readers_can_wait_for_that() {
    let scene = scene();
    let comment = scene.client.commented("deploying").await;
    let said = scene.issue.next_comment().await;
    let becomes = tokio::spawn({
        let said = said.clone();
        async move { said.becomes("deployed").await }
    });
    let edited = scene
        .client
        .patches(&comment, json!({ "body": "deployed" }))
        .await;
    assert_eq!(
        (edited.status, &edited.body["body"]),
        (200, &"deployed".into())
    );
    becomes.await.unwrap();
    assert_eq!(said.earlier(), ["deploying"]);
}

#[tokio::test]
async fn a_deleted_comment_is_gone() {
    let scene = scene();
    let comment = scene.client.commented("oops").await;
    let said = scene.issue.next_comment().await;
    assert!(!said.is_deleted());
    let answer = scene.client.deletes(&comment).await;
    assert_eq!((answer.status, answer.body), (204, json!(null)));
    assert!(said.is_deleted());
    for answer in [
        scene.client.gets(&comment).await,
        scene.client.deletes(&comment).await,
        scene.client.patches(&comment, json!({ "body": "x" })).await,
    ] {
        assert_eq!(answer.refusal(), (404, "Not Found"));
    }
    assert_eq!(
        scene.client.reads(&format!("{ISSUE}/comments")).await,
        json!([])
    );
}

#[tokio::test]
async fn anothers_comment_is_for_those_who_may_write() {
    let scene = scene();
    let comment = scene.client.commented("mine").await;
    let mallory = scene.github.person("mallory");
    let client = Client::of(&scene.github, &mallory);
    let words = "Resource not accessible by personal access token";
    let refused = client.patches(&comment, json!({ "body": "yours" })).await;
    assert_eq!(refused.refusal(), (403, words));
    assert_eq!(client.deletes(&comment).await.refusal(), (403, words));
    scene.shop.gives(&mallory, Role::Write);
    assert_eq!(client.deletes(&comment).await.status, 204);
}

#[tokio::test]
async fn a_comment_belongs_to_its_repository() {
    let scene = scene();
    let other = scene.github.repository(&scene.acme, "other");
    let comment = scene.client.commented("here").await;
    let elsewhere = comment.replace("shop", "other");
    assert_eq!(
        scene.client.gets(&elsewhere).await.refusal(),
        (404, "Not Found")
    );
    assert_eq!(other.full_name(), "acme/other");
}

#[tokio::test]
async fn comments_are_listed_by_issue_by_repository_and_since_when() {
    let scene = scene();
    scene.github.stop_the_clock();
    let second = scene.ada.opens_issue(&scene.shop, "Another");
    let first = scene.ada.comments(&scene.issue, "one");
    scene.github.put_forward(std::time::Duration::from_mins(1));
    scene.ada.comments(&second, "two");
    let of_issue = scene.client.reads(&format!("{ISSUE}/comments")).await;
    assert_eq!(each(&of_issue, "body"), ["one"]);
    let path = format!("{SHOP}/issues/comments");
    let all = scene.client.reads(&path).await;
    assert_eq!(each(&all, "body"), ["one", "two"]);
    let newest = scene.client.reads(&format!("{path}?sort=created")).await;
    assert_eq!(each(&newest, "body"), ["two", "one"]);
    let since = all[1]["created_at"].as_str().unwrap();
    let late = scene.client.reads(&format!("{path}?since={since}")).await;
    assert_eq!(each(&late, "body"), ["two"]);
    // An edit brings an old one back.
    scene.github.put_forward(std::time::Duration::from_mins(1));
    scene.ada.edits(&first, "uno");
    let late = scene.client.reads(&format!("{path}?since={since}")).await;
    assert_eq!(each(&late, "body"), ["uno", "two"]);
    let by_change = format!("{path}?sort=updated&direction=asc");
    let by_change = scene.client.reads(&by_change).await;
    assert_eq!(each(&by_change, "body"), ["two", "uno"]);
    let since = format!("{ISSUE}/comments?since=2099-01-01T00:00:00Z");
    assert_eq!(scene.client.reads(&since).await, json!([]));
}

#[tokio::test]
async fn an_issue_that_isnt_there_or_was_deleted_or_switched_off_takes_no_comments() {
    let scene = scene();
    let body = json!({ "body": "hello" });
    let nowhere = scene
        .client
        .posts(&format!("{SHOP}/issues/77/comments"), body.clone())
        .await;
    assert_eq!(nowhere.refusal(), (404, "Not Found"));
    let pull = {
        scene.ada.pushes(&scene.shop, "faster", &[]);
        scene.ada.opens_pull(&scene.shop, "faster", &scene.shop)
    };
    scene.shop.has_no_issues();
    let off = scene.client.comments("hello").await;
    assert_eq!(off.refusal(), (410, "Issues are disabled for this repo"));
    let path = format!("{SHOP}/issues/{}/comments", pull.number);
    assert_eq!(scene.client.posts(&path, body.clone()).await.status, 201);
    pull.is_deleted();
    let gone = scene.client.posts(&path, body).await;
    assert_eq!(gone.refusal(), (410, "This issue was deleted"));
}
