//! What every request has to bring along, and what of its form GitHub refuses or ignores.

use reqwest::Method;
use serde_json::json;

use crate::stand_in::{Client, ISSUE, SHOP, scene};

#[tokio::test]
async fn without_a_user_agent_nothing_is_answered_but_a_page() {
    let scene = scene();
    let bare = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{SHOP}", scene.github.url());
    let response = bare.get(url).send().await.unwrap();
    assert_eq!(response.status(), 403);
    let page = response.text().await.unwrap();
    assert!(page.starts_with("Request forbidden by administrative rules."));
    assert_eq!(
        scene.github.violations(),
        ["GET /repos/acme/shop: no User-Agent"]
    );
}

#[tokio::test]
async fn known_versions_are_taken_and_others_are_not() {
    let scene = scene();
    for (version, status) in [
        ("2022-11-28", 200),
        ("2026-03-10", 200),
        ("2021-01-01", 400),
    ] {
        let request = scene.client.request(Method::GET, SHOP);
        let request = request.header("X-GitHub-Api-Version", version);
        assert_eq!(scene.client.send(request).await.status, status, "{version}");
    }
    assert_eq!(
        scene.github.violations(),
        ["GET /repos/acme/shop: Unsupported 'X-GitHub-Api-Version' header: '2021-01-01'."]
    );
}

#[tokio::test]
async fn json_is_all_that_is_given() {
    let scene = scene();
    for (accept, status) in [
        ("application/vnd.github+json", 200),
        ("application/vnd.github.v3+json", 200),
        ("application/vnd.github.machine-man-preview+json", 200),
        ("text/html, application/json;q=0.9", 200),
        ("text/html", 415),
    ] {
        let request = scene.client.request(Method::GET, SHOP);
        let answer = scene.client.send(request.header("Accept", accept)).await;
        assert_eq!(answer.status, status, "{accept}");
    }
    assert_eq!(scene.github.violations().len(), 1);
}

#[tokio::test]
async fn a_wrong_or_missing_token_is_told_from_none() {
    let scene = scene();
    for header in ["Bearer ghp_wrong", "token ghp_wrong", "Basic YWRhOmFkYQ=="] {
        let request = Client::new(&scene.github, None).request(Method::GET, SHOP);
        let answer = scene
            .client
            .send(request.header("Authorization", header))
            .await;
        assert_eq!(answer.refusal(), (401, "Bad credentials"));
        assert_eq!(answer.body["status"], "401");
        assert_eq!(
            answer.body["documentation_url"],
            "https://docs.github.com/rest"
        );
    }
    let nobody = Client::new(&scene.github, None);
    assert_eq!(nobody.gets(SHOP).await.status, 200);
    let refused = nobody.comments("hello").await;
    assert_eq!(refused.refusal(), (401, "Requires authentication"));
    let old_way = Client::new(&scene.github, None).request(Method::GET, "/user");
    let token = format!("token {}", scene.hailer.token());
    let answer = scene
        .client
        .send(old_way.header("Authorization", token))
        .await;
    assert_eq!(answer.body["login"], "hailer-bot");
}

#[tokio::test]
async fn a_token_that_was_revoked_is_worth_nothing() {
    let scene = scene();
    scene.github.revokes(scene.client.token.as_ref().unwrap());
    let answer = scene.client.gets(SHOP).await;
    assert_eq!(answer.refusal(), (401, "Bad credentials"));
}

#[tokio::test]
async fn what_there_is_no_operation_for_is_not_found_and_fails_the_test() {
    let scene = scene();
    let comment = scene.client.commented("hello").await;
    let wrong_method = scene.client.posts(&comment, json!({ "body": "x" })).await;
    assert_eq!(wrong_method.refusal(), (404, "Not Found"));
    let wrong_path = scene.client.gets("/repos/acme/shop/isues/1").await;
    assert_eq!(wrong_path.refusal(), (404, "Not Found"));
    assert_eq!(
        scene.github.violations(),
        [
            format!("POST {comment}: there is no such operation here"),
            "GET /repos/acme/shop/isues/1: there is no such operation here".to_owned(),
        ]
    );
}

#[tokio::test]
#[should_panic(expected = "this is not as GitHub takes or gives it")]
async fn a_violation_that_nobody_asked_for_fails_the_test() {
    let scene = scene();
    scene.client.gets("/repos/acme/shop/isues/1").await;
}

#[tokio::test]
async fn a_body_of_another_form_is_refused() {
    let scene = scene();
    let comments = format!("{ISSUE}/comments");
    let statuses = format!("{SHOP}/statuses/{}", scene.shop.branch("main"));
    for (path, body, words) in [
        (
            &comments,
            json!({}),
            "Invalid request.\n\n\"body\" wasn't supplied.",
        ),
        (
            &comments,
            json!({ "body": 1 }),
            "Invalid request.\n\nFor 'properties/body', 1 is not a string.",
        ),
        (
            &statuses,
            json!({ "state": "fine" }),
            "Invalid request.\n\nFor 'properties/state', \"fine\" is not a member of \
            [\"error\",\"failure\",\"pending\",\"success\"].",
        ),
    ] {
        let answer = scene.client.posts(path, body).await;
        assert_eq!(answer.refusal(), (422, words));
    }
    assert_eq!(scene.github.violations().len(), 3);
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let scene = scene();
    let comments = format!("{ISSUE}/comments");
    for (body, words) in [
        ("{\"body\": ", "Problems parsing JSON"),
        ("[]", "Body should be a JSON object"),
    ] {
        let request = scene.client.request(Method::POST, &comments).body(body);
        assert_eq!(scene.client.send(request).await.refusal(), (400, words));
    }
    assert_eq!(scene.github.violations().len(), 2);
}

#[tokio::test]
async fn what_github_would_ignore_fails_the_test() {
    let scene = scene();
    let comments = format!("{ISSUE}/comments");
    let path = format!("{comments}?per_page=500&sorted=yes");
    scene.client.reads(&path).await;
    let body = json!({ "body": "hello", "markdown": true });
    scene.client.posts(&comments, body).await;
    let with_body = scene.client.request(Method::GET, SHOP);
    scene.client.send(with_body.json(&json!({ "a": 1 }))).await;
    assert_eq!(
        scene.github.violations(),
        [
            "issues/list-comments: sorted is unknown, and would be ignored",
            "issues/list-comments: per_page is over 100, and would be taken for 100",
            "issues/create-comment: properties/markdown is unknown, and would be ignored",
            "repos/get: it takes no body",
        ]
    );
}

#[tokio::test]
async fn a_query_of_another_type_is_refused() {
    let scene = scene();
    for query in ["per_page=many", "sort=loudness"] {
        let path = format!("{SHOP}/issues/comments?{query}");
        assert_eq!(scene.client.gets(&path).await.status, 422, "{query}");
    }
    let path = format!("{SHOP}/issues/comments?since=yesterday");
    let answer = scene.client.gets(&path).await;
    assert_eq!(answer.refusal(), (422, "Invalid timestamp: yesterday"));
    assert_eq!(scene.github.violations().len(), 2);
}

#[tokio::test]
async fn a_test_can_see_what_was_asked_but_no_token() {
    let scene = scene();
    scene.client.comments("hello").await;
    let calls = scene.github.calls();
    let call = calls.last().unwrap();
    assert_eq!(
        (&*call.method, &*call.path, call.operation, call.status),
        (
            "POST",
            "/repos/acme/shop/issues/1/comments",
            "issues/create-comment",
            Some(201)
        )
    );
    assert_eq!(call.body, json!({ "body": "hello" }));
    assert_eq!(call.caller, scene.hailer.caller());
    assert_eq!(call.headers["user-agent"], "hailer-test");
    assert!(!call.headers.contains_key("authorization"));
    assert_eq!(call.query, "");
    assert_eq!(scene.github.count("issues/create-comment"), 1);
}
