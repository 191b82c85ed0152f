//! Deployments are made and found.

use serde_json::json;

use super::{deploys, exactly, says};
use crate::github::Entry;
use crate::stand_in::{SHOP, each, scene};

#[tokio::test]
async fn a_deployment_is_made_and_goes_on() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let made = deploys(&scene, exactly(&sha, "production")).await;
    assert_eq!(
        (&made["sha"], &made["ref"]),
        (&sha.as_str().into(), &sha.as_str().into())
    );
    assert_eq!(
        (&made["task"], &made["payload"]),
        (&"deploy".into(), &json!({ "operation": 7 }))
    );
    assert_eq!(made["production_environment"], true);
    let succeeds = tokio::spawn({
        let shop = scene.shop.clone();
        async move { shop.comes_to("success").await }
    });
    for state in ["queued", "in_progress", "success"] {
        let status = json!({
            "state": state, "description": "step", "log_url": "https://example.org/log",
            "environment_url": "https://shop.example.org",
        });
        let said = says(&scene, &made, status).await;
        assert_eq!(said["state"], state);
        assert_eq!(
            (&said["log_url"], &said["target_url"]),
            (
                &"https://example.org/log".into(),
                &"https://example.org/log".into()
            )
        );
        assert_eq!(said["environment"], "production");
    }
    succeeds.await.unwrap();
    let path = format!("{SHOP}/deployments/{}", made["id"]);
    assert_eq!(scene.client.reads(&path).await["id"], made["id"]);
    let listed = scene.client.reads(&format!("{path}/statuses")).await;
    assert_eq!(each(&listed, "state"), ["success", "in_progress", "queued"]);
    let there = scene.shop.deployments();
    assert_eq!(
        (&there[0].environment, &there[0].sha),
        (&"production".to_owned(), &sha)
    );
    assert_eq!(there[0].states, ["queued", "in_progress", "success"]);
}

#[tokio::test]
async fn what_isnt_said_is_the_usual() {
    let scene = scene();
    let made = deploys(&scene, json!({ "ref": "main" })).await;
    assert_eq!(
        (&made["environment"], &made["task"]),
        (&"production".into(), &"deploy".into())
    );
    assert_eq!(
        (&made["payload"], &made["description"]),
        (&json!({}), &json!(null))
    );
    let other = deploys(
        &scene,
        json!({ "ref": "main", "environment": "staging", "payload": "text" }),
    )
    .await;
    assert_eq!(
        (&other["production_environment"], &other["payload"]),
        (&false.into(), &"text".into())
    );
}

#[tokio::test]
async fn deployments_are_listed_by_what_they_are() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let first = deploys(&scene, exactly("main", "production")).await;
    let second = deploys(&scene, exactly(&sha, "staging")).await;
    for (query, ids) in [
        (String::new(), vec![&second["id"], &first["id"]]),
        ("?environment=staging".to_owned(), vec![&second["id"]]),
        ("?ref=main".to_owned(), vec![&first["id"]]),
        (
            format!("?sha={sha}&task=deploy"),
            vec![&second["id"], &first["id"]],
        ),
        ("?task=migrate".to_owned(), vec![]),
    ] {
        let listed = scene
            .client
            .reads(&format!("{SHOP}/deployments{query}"))
            .await;
        assert_eq!(
            each(&listed, "id").iter().collect::<Vec<_>>(),
            ids,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_commit_of_which_no_good_is_said_isnt_deployed_unless_nobody_asks() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene
        .shop
        .says_status(&scene.ada, &sha, "ci/build", "success");
    scene.shop.checks(&sha, "lint", Some("failure"));
    let path = format!("{SHOP}/deployments");
    let refused = scene.client.posts(&path, json!({ "ref": "main" })).await;
    let words = "Conflict: Commit status checks failed for main.";
    assert_eq!(refused.refusal(), (409, words));
    let error = json!([{
        "contexts": [
            { "context": "ci/build", "state": "success" }, { "context": "lint", "state": "failure" },
        ],
        "resource": "Deployment", "field": "required_contexts", "code": "invalid",
    }]);
    assert_eq!(refused.body["errors"], error);
    let missing = json!({ "ref": "main", "required_contexts": ["ci/build", "ci/test"] });
    assert_eq!(scene.client.posts(&path, missing).await.status, 409);
    deploys(
        &scene,
        json!({ "ref": "main", "required_contexts": ["ci/build"] }),
    )
    .await;
    deploys(&scene, json!({ "ref": "main", "required_contexts": [] })).await;
}

#[tokio::test]
async fn a_check_that_runs_still_is_no_good_yet() {
    let scene = scene();
    scene.shop.checks(&scene.shop.branch("main"), "lint", None);
    let path = format!("{SHOP}/deployments");
    let refused = scene.client.posts(&path, json!({ "ref": "main" })).await;
    assert_eq!(refused.status, 409);
    let said = json!([{ "context": "lint", "state": "pending" }]);
    assert_eq!(refused.body["errors"][0]["contexts"], said);
}

#[tokio::test]
async fn what_is_behind_is_merged_or_refused_unless_nobody_asks() {
    let scene = scene();
    let old = scene.shop.branch("main");
    scene
        .ada
        .pushes(&scene.shop, "topic", &[("a", Entry::file(b"1"))]);
    scene
        .ada
        .pushes(&scene.shop, "main", &[("b", Entry::file(b"1"))]);
    let hook = scene.shop.hook("http://127.0.0.1:9/", "secret");
    let path = format!("{SHOP}/deployments");
    let merged = scene.client.posts(&path, json!({ "ref": "topic" })).await;
    let words = "Auto-merged main into topic on deployment.";
    assert_eq!(merged.refusal(), (202, words));
    assert_eq!(scene.shop.deployments(), []);
    assert_eq!(hook.last().payload()["ref"], "refs/heads/topic");
    let compared = scene
        .client
        .reads(&format!("{SHOP}/compare/main...topic"))
        .await;
    assert_eq!(compared["behind_by"], 0);
    let refused = scene.client.posts(&path, json!({ "ref": old })).await;
    let words = format!("Conflict merging main into {old}.");
    assert_eq!(refused.refusal(), (409, &*words));
    let made = deploys(&scene, json!({ "ref": old, "auto_merge": false })).await;
    assert_eq!(made["sha"], old);
}

#[tokio::test]
async fn what_cant_be_deployed_is_refused() {
    let scene = scene();
    let path = format!("{SHOP}/deployments");
    let answer = scene.client.posts(&path, json!({ "ref": "nothing" })).await;
    assert_eq!(answer.refusal(), (422, "No ref found for: nothing"));
    let long = json!({ "ref": "main", "description": "x".repeat(141) });
    let answer = scene.client.posts(&path, long).await;
    assert_eq!(answer.body["errors"][0]["resource"], "Deployment");
    for path in [
        "/deployments/7",
        "/deployments/7/statuses",
        "/deployments/x",
    ] {
        let answer = scene.client.gets(&format!("{SHOP}{path}")).await;
        assert_eq!(answer.refusal(), (404, "Not Found"));
    }
}
