//! What is said of a commit: statuses and check runs.

use serde_json::json;

use crate::stand_in::{SHOP, each, scene};

#[tokio::test]
async fn a_status_is_set_listed_and_taken_together() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let together = format!("{SHOP}/commits/main/status");
    assert_eq!(scene.client.reads(&together).await["state"], "pending");
    let path = format!("{SHOP}/statuses/{sha}");
    for (context, state, all) in [
        ("ci/build", "pending", "pending"),
        ("ci/build", "success", "success"),
        ("ci/test", "error", "failure"),
        ("ci/test", "success", "success"),
    ] {
        let body = json!({ "state": state, "context": context, "description": "as it is" });
        let made = scene.client.posts(&path, body).await;
        assert_eq!((made.status, &made.body["state"]), (201, &state.into()));
        assert_eq!(made.body["creator"]["login"], "hailer-bot");
        assert_eq!(scene.client.reads(&together).await["state"], all);
    }
    let combined = scene.client.reads(&together).await;
    assert_eq!(
        each(&combined["statuses"], "context"),
        ["ci/test", "ci/build"]
    );
    assert_eq!(combined["sha"], sha);
    let listed = scene
        .client
        .reads(&format!("{SHOP}/commits/{sha}/statuses"))
        .await;
    assert_eq!(
        each(&listed, "state"),
        ["success", "error", "success", "pending"]
    );
    let said = |context: &str| (context.to_owned(), "success".to_owned());
    assert_eq!(
        scene.shop.statuses(&sha),
        [said("ci/test"), said("ci/build")]
    );
}

#[tokio::test]
async fn a_status_without_a_context_is_the_default_one() {
    let scene = scene();
    let path = format!("{SHOP}/statuses/{}", scene.shop.branch("main"));
    let made = scene
        .client
        .posts(&path, json!({ "state": "success" }))
        .await;
    assert_eq!(made.body["context"], "default");
}

#[tokio::test]
async fn a_status_that_wont_do_is_refused() {
    let scene = scene();
    let path = format!("{SHOP}/statuses/{}", scene.shop.branch("main"));
    for (body, words) in [
        (
            json!({ "state": "success", "description": "x".repeat(141) }),
            "description is too long (maximum is 140 characters)",
        ),
        (
            json!({ "state": "success", "target_url": "javascript:alert(1)" }),
            "target_url must use http(s) scheme",
        ),
    ] {
        let answer = scene.client.posts(&path, body).await;
        assert_eq!(answer.refusal(), (422, "Validation Failed"));
        assert_eq!(answer.body["errors"][0]["message"], words);
        assert_eq!(answer.body["errors"][0]["resource"], "Status");
    }
    let nowhere = format!("{SHOP}/statuses/0123456789012345678901234567890123456789");
    let answer = scene
        .client
        .posts(&nowhere, json!({ "state": "success" }))
        .await;
    let words = "No commit found for SHA: 0123456789012345678901234567890123456789";
    assert_eq!(answer.refusal(), (422, words));
}

#[tokio::test]
async fn a_context_takes_a_thousand_statuses() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    for _ in 0..1000 {
        scene.shop.says_status(&scene.ada, &sha, "ci", "success");
    }
    let path = format!("{SHOP}/statuses/{sha}");
    let body = json!({ "state": "success", "context": "ci" });
    let answer = scene.client.posts(&path, body).await;
    assert_eq!(
        answer.body["errors"][0]["message"],
        "This SHA and context has reached the maximum number of statuses."
    );
}

#[tokio::test]
async fn the_newest_check_of_each_name_is_told() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene.shop.checks(&sha, "build", Some("failure"));
    scene.shop.checks(&sha, "build", Some("success"));
    scene.shop.checks(&sha, "test", None);
    let path = format!("{SHOP}/commits/main/check-runs");
    let told = scene.client.reads(&path).await;
    assert_eq!(told["total_count"], 2);
    assert_eq!(each(&told["check_runs"], "name"), ["test", "build"]);
    assert_eq!(
        each(&told["check_runs"], "status"),
        ["in_progress", "completed"]
    );
    assert_eq!(
        each(&told["check_runs"], "conclusion"),
        [json!(null), json!("success")]
    );
    let one = scene
        .client
        .reads(&format!("{path}?check_name=build"))
        .await;
    assert_eq!(one["total_count"], 1);
}
