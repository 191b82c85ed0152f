//! Every answer and every webhook of the stand-in is checked against GitHub's own description as it is made, in every test; what
//! isn't of that shape fails the test. Here is seen that the check itself would see it, and that it misses no operation.

use std::collections::BTreeSet;

use serde_json::json;

use super::{SHOP, scene};
use crate::github::{check_answer, check_payload, operations};

#[tokio::test]
async fn an_answer_that_isnt_as_github_describes_it_is_found() {
    let scene = scene();
    let comment = scene.client.commented("hello").await;
    let shown = scene.client.reads(&comment).await;
    let found = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut other = shown.clone();
        change(&mut other);
        let found = check_answer("issues/get-comment", 200, &other);
        (found.wrong, found.strange)
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(found(&|_| {}), (none.clone(), none.clone()));
    let missing = found(&|one| _ = one.as_object_mut().unwrap().remove("id"));
    assert_eq!(
        missing,
        (
            vec!["For '', \"id\" wasn't supplied.".to_owned()],
            none.clone()
        )
    );
    let text = found(&|one| one["id"] = "7".into());
    assert_eq!(text.0, ["For '/id', \"7\" is not an integer."]);
    let null = found(&|one| one["user"]["login"] = json!(null));
    assert_eq!(null.0, ["For '/user/login', null is not a string."]);
    // The whole account may be null, since it may have been deleted.
    assert_eq!(
        found(&|one| one["user"] = json!(null)),
        (none.clone(), none.clone())
    );
    let member = found(&|one| one["author_association"] = "FRIEND".into());
    assert!(member.0[0].starts_with("For '/author_association', \"FRIEND\" is not a member of"));
    let strange = found(&|one| one["reactions"]["party"] = 1.into());
    assert_eq!(strange, (none, vec!["/reactions/party".to_owned()]));
    let status = check_answer("issues/get-comment", 201, &shown);
    assert_eq!(status.wrong, ["201 is no answer to it"]);
}

#[tokio::test]
async fn a_webhook_that_isnt_as_github_describes_it_is_found() {
    let scene = scene();
    let hook = scene.shop.hook("http://127.0.0.1:9/", "secret");
    scene.ada.comments(&scene.issue, "hello");
    let mut payload = hook.last().payload();
    let found = check_payload("issue-comment-created", &payload).unwrap();
    assert_eq!((found.wrong.len(), found.strange.len()), (0, 0));
    payload["comment"]["id"] = json!("7");
    payload["issue"]["loudness"] = json!(7);
    payload.as_object_mut().unwrap().remove("sender");
    let found = check_payload("issue-comment-created", &payload).unwrap();
    assert_eq!(
        found.wrong,
        [
            "For '', \"sender\" wasn't supplied.",
            "For '/comment/id', \"7\" is not an integer."
        ]
    );
    assert_eq!(found.strange, ["/issue/loudness"]);
    assert!(check_payload("issues-opened", &payload).is_none());
}

/// Whoever adds an operation to the description has to carry it out.
#[tokio::test]
async fn every_operation_that_is_described_is_carried_out() {
    let scene = scene();
    let mut answered = BTreeSet::new();
    for (name, method, path) in operations() {
        let path = path.replace("{owner}", "acme").replace("{repo}", "shop");
        let path = path
            .replace("{username}", "ada")
            .replace("{ref}", "heads/main");
        let path = path
            .replace("{basehead}", "main...main")
            .replace("{branch}", "main");
        let path = path.replace("{issue_number}", "1").replace("{sha}", "main");
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let request = scene.client.request(method.parse().unwrap(), &path);
        let body = json!({ "body": "x", "content": "eyes", "ref": "main", "state": "success" });
        let request = if method == "POST" || method == "PATCH" {
            request.json(&body)
        } else {
            request
        };
        let answer = scene.client.send(request).await;
        assert_ne!(answer.status, 0);
        let calls = scene.github.calls();
        assert_eq!(calls.last().unwrap().operation, name, "{method} {path}");
        answered.insert(name);
    }
    assert_eq!(answered.len(), operations().len());
    assert!(answered.len() > 40, "{SHOP}: {}", answered.len());
    let strange = scene.github.violations();
    // The bodies hold more than each operation takes, and nothing else is wrong.
    assert!(
        strange
            .iter()
            .all(|words| words.ends_with("would be ignored") || words.ends_with("takes no body")),
        "{strange:#?}"
    );
}
