//! Rate limits.

use std::time::Duration;

use crate::github::{Caller, Limits};
use crate::stand_in::apps::installed;
use crate::stand_in::{Answered, Client, SHOP, scene};

fn of_three() -> Limits {
    Limits {
        hour: 3,
        ..Limits::default()
    }
}

#[tokio::test]
async fn an_hours_requests_can_be_used_up() {
    let scene = scene();
    scene.github.stop_the_clock();
    scene.github.limit(of_three());
    for used in ["1", "2", "3"] {
        let answer = scene.client.gets(SHOP).await;
        assert_eq!(
            (answer.status, answer.header("x-ratelimit-used")),
            (200, used)
        );
        assert_eq!(answer.header("x-ratelimit-limit"), "3");
        assert_eq!(answer.header("x-ratelimit-resource"), "core");
    }
    let refused = scene.client.gets(SHOP).await;
    let words = format!("API rate limit exceeded for user ID {}.", scene.hailer.id);
    assert_eq!(refused.refusal(), (403, &*words));
    assert_eq!(refused.header("x-ratelimit-remaining"), "0");
    assert_eq!(refused.header("retry-after"), "");
    assert_eq!(scene.github.told_to_wait(), 1);
    // Everybody has an hour of their own.
    let other = Client::of(&scene.github, &scene.ada);
    assert_eq!(other.gets(SHOP).await.status, 200);
    scene.github.put_forward(Duration::from_secs(3599));
    let still = scene.client.gets(SHOP).await;
    assert_eq!(still.status, 403);
    let reset = |answer: &Answered| -> i64 { answer.header("x-ratelimit-reset").parse().unwrap() };
    assert_eq!(reset(&still), reset(&refused));
    scene.github.put_forward(Duration::from_secs(1));
    let next = scene.client.gets(SHOP).await;
    assert_eq!((next.status, reset(&next) - reset(&refused)), (200, 3600));
}

#[tokio::test]
async fn asking_about_the_limits_costs_nothing() {
    let scene = scene();
    scene.github.limit(of_three());
    scene.client.gets(SHOP).await;
    scene.github.uses_up(scene.hailer.caller());
    for _ in 0..2 {
        let told = scene.client.reads("/rate_limit").await;
        assert_eq!(told["resources"]["core"]["used"], 3);
        assert_eq!(told["rate"]["remaining"], 0);
    }
    assert_eq!(scene.client.gets(SHOP).await.status, 403);
}

#[tokio::test]
async fn without_a_token_there_are_sixty_requests_an_hour() {
    let scene = scene();
    let nobody = Client::new(&scene.github, None);
    assert_eq!(
        nobody.gets(SHOP).await.header("x-ratelimit-remaining"),
        "59"
    );
}

#[tokio::test]
async fn an_installation_has_an_hour_of_its_own() {
    let scene = scene();
    let (_, client) = installed(&scene).await;
    let path = "/installation/repositories";
    assert_eq!(client.gets(path).await.header("x-ratelimit-used"), "1");
    let words =
        |installation: i64| format!("API rate limit exceeded for installation ID {installation}.");
    let calls = scene.github.calls();
    let caller = calls.last().unwrap().caller;
    let Caller::Installation(id) = caller else {
        panic!("{caller:?}")
    };
    scene.github.uses_up(caller);
    assert_eq!(client.gets(path).await.refusal(), (403, &*words(id)));
}

#[tokio::test]
async fn eighty_changes_a_minute_are_enough() {
    let scene = scene();
    scene.github.stop_the_clock();
    for _ in 0..80 {
        assert_eq!(scene.client.comments("hello").await.status, 201);
        scene.github.put_forward(Duration::from_millis(100));
    }
    let refused = scene.client.comments("hello").await;
    let (status, words) = refused.refusal();
    assert_eq!(status, 403);
    assert!(words.starts_with("You have exceeded a secondary rate limit."));
    assert_eq!(refused.header("retry-after"), "52");
    assert_eq!(refused.header("x-ratelimit-remaining"), "4919");
    // Reading goes on.
    assert_eq!(scene.client.gets(SHOP).await.status, 200);
    scene.github.put_forward(Duration::from_secs(51));
    assert_eq!(
        scene.client.comments("hello").await.header("retry-after"),
        "1"
    );
    scene.github.put_forward(Duration::from_secs(1));
    assert_eq!(scene.client.comments("hello").await.status, 201);
    assert_eq!(scene.github.told_to_wait(), 2);
}

#[tokio::test]
async fn and_so_are_five_hundred_an_hour_and_a_refusal_may_be_a_429() {
    let scene = scene();
    scene.github.stop_the_clock();
    scene.github.limit(Limits {
        content_hour: 2,
        status: 429,
        ..Limits::default()
    });
    for _ in 0..2 {
        assert_eq!(scene.client.comments("hello").await.status, 201);
    }
    let refused = scene.client.comments("hello").await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, "3600")
    );
}
