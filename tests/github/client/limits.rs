//! Waiting as long as GitHub asks for, and not asking meanwhile.

use std::time::Duration;

use chrono::Utc;
use hailer::github::{Client, GitHubError};

use super::{as_app, name, scene, settings};
use crate::github::{Caller, Fault, Limits};

#[tokio::test]
async fn an_hour_that_is_used_up_is_waited_for_to_the_second() {
    let scene = scene();
    let before = Utc::now().timestamp();
    scene.github.stop_the_clock();
    scene.github.uses_up(scene.hailer.caller());
    let Err(GitHubError::Wait { secs }) = scene.at().about().await else {
        panic!("it goes on");
    };
    // More than one only where a second ended in between.
    let passed = u64::try_from(Utc::now().timestamp() - before).unwrap();
    assert!((3600 - passed..=3600 + passed).contains(&secs), "{secs}");
    assert_eq!(scene.github.told_to_wait(), 1);
    let asked = scene.github.calls().len();
    for _ in 0..3 {
        let again = scene.at().comment(scene.number(), "hello").await;
        let Err(GitHubError::Wait { secs: left }) = again else {
            panic!("{again:?}");
        };
        assert!(left <= secs && left + passed + 2 > secs, "{left} of {secs}");
    }
    assert_eq!(scene.github.calls().len(), asked);
}

#[tokio::test]
async fn the_last_request_of_an_hour_is_known_to_be_that() {
    let scene = scene();
    scene.github.limit(Limits {
        hour: 3,
        ..Limits::default()
    });
    for _ in 0..3 {
        assert!(scene.at().about().await.is_ok());
    }
    let refused = scene.at().about().await;
    assert!(
        matches!(refused, Err(GitHubError::Wait { .. })),
        "{refused:?}"
    );
    assert_eq!(scene.github.told_to_wait(), 0);
    assert_eq!(scene.github.count("repos/get"), 3);
}

#[tokio::test]
async fn a_secondary_limit_is_waited_for_to_the_second() {
    for status in [403, 429] {
        let scene = scene();
        scene.github.stop_the_clock();
        scene.github.limit(Limits {
            content_minute: 2,
            status,
            ..Limits::default()
        });
        let number = scene.number();
        assert!(scene.at().comment(number, "one").await.is_ok());
        scene.github.put_forward(Duration::from_millis(9_500));
        assert!(scene.at().comment(number, "two").await.is_ok());
        let third = scene.at().comment(number, "three").await;
        assert_eq!(third, Err(GitHubError::Wait { secs: 51 }));
        let asked = scene.github.calls().len();
        let meanwhile = scene.at().about().await;
        assert_eq!(meanwhile, Err(GitHubError::Wait { secs: 51 }));
        assert_eq!(scene.github.calls().len(), asked);
    }
}

#[tokio::test]
async fn whoever_waits_as_long_is_let_in() {
    let scene = scene();
    let create = "issues/create-comment";
    scene.github.fail_next(1, create, Fault::Secondary(1));
    let told = scene.at().comment(scene.number(), "hello").await;
    assert_eq!(told, Err(GitHubError::Wait { secs: 1 }));
    assert_eq!(scene.github.count(create), 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(scene.at().comment(scene.number(), "hello").await.is_ok());
    assert_eq!(scene.issue.all_comments().len(), 1);
}

#[tokio::test]
async fn a_limit_without_a_time_is_a_minute() {
    let scene = scene();
    scene.github.fail_next(1, "repos/get", Fault::Status(429));
    let told = scene.at().about().await;
    assert_eq!(told, Err(GitHubError::Wait { secs: 60 }));
}

#[tokio::test]
async fn each_installation_waits_for_itself() {
    let scene = scene();
    let blog = scene.github.repository(&scene.ada, "blog");
    let app = scene.github.app(&scene.acme, "hailer");
    let installation = app.is_installed(&[&scene.shop]);
    app.is_installed(&[&blog]);
    let client = Client::new(&settings(&scene.github, as_app(&app, app.key()))).unwrap();
    let (shop, blog) = (client.at(&name("acme/shop")), client.at(&name("ada/blog")));
    assert!(shop.about().await.is_ok());
    scene.github.uses_up(Caller::Installation(installation));
    assert!(matches!(shop.about().await, Err(GitHubError::Wait { .. })));
    assert!(blog.about().await.is_ok());
}
