//! How deployments go on.

use serde_json::json;

use super::{deploys, exactly, says, states};
use crate::stand_in::{SHOP, scene};

#[tokio::test]
async fn a_status_that_wont_do_is_refused() {
    let scene = scene();
    let made = deploys(&scene, exactly("main", "production")).await;
    let path = format!("{SHOP}/deployments/{}/statuses", made["id"]);
    for (status, field) in [
        (
            json!({ "state": "success", "description": "x".repeat(141) }),
            "description",
        ),
        (
            json!({ "state": "success", "log_url": "file:///etc" }),
            "log_url",
        ),
        (
            json!({ "state": "success", "environment_url": "shop" }),
            "environment_url",
        ),
    ] {
        let answer = scene.client.posts(&path, status).await;
        assert_eq!(answer.refusal(), (422, "Validation Failed"));
        assert_eq!(answer.body["errors"][0]["field"], field);
    }
    let answer = scene.client.posts(&path, json!({ "state": "done" })).await;
    assert_eq!(answer.status, 422);
    assert_eq!(scene.github.violations().len(), 1);
    assert_eq!(states(&scene), [Vec::<String>::new()]);
}

#[tokio::test]
async fn a_success_retires_those_before_it_but_in_production() {
    let scene = scene();
    let success = json!({ "state": "success" });
    for (environment, before) in [("staging", "inactive"), ("production", "success")] {
        let first = deploys(&scene, exactly("main", environment)).await;
        says(&scene, &first, success.clone()).await;
        let failed = deploys(&scene, exactly("main", environment)).await;
        says(&scene, &failed, json!({ "state": "failure" })).await;
        let second = deploys(&scene, exactly("main", environment)).await;
        says(&scene, &second, success.clone()).await;
        let all = states(&scene);
        let last: Vec<_> = all[all.len() - 3..]
            .iter()
            .map(|one| one.last().unwrap())
            .collect();
        assert_eq!(last, [before, "failure", "success"]);
    }
    // GitHub retires nothing in production by itself: whoever deploys says so.
    let first = &scene.shop.deployments()[3];
    assert_eq!(
        (&*first.environment, &*first.states),
        ("production", &["success".to_owned()][..])
    );
}

#[tokio::test]
async fn unless_it_is_asked_not_to() {
    let scene = scene();
    let first = deploys(&scene, exactly("main", "staging")).await;
    says(&scene, &first, json!({ "state": "success" })).await;
    let second = deploys(&scene, exactly("main", "staging")).await;
    let status = json!({ "state": "success", "auto_inactive": false });
    says(&scene, &second, status).await;
    assert_eq!(states(&scene), [["success"], ["success"]]);
    let inactive = json!({ "state": "inactive" });
    says(&scene, &first, inactive).await;
    assert_eq!(states(&scene)[0], ["success", "inactive"]);
}
