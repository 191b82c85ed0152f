//! Long lists come page by page, and what hasn't changed isn't sent again.

use reqwest::Method;

use crate::stand_in::{ISSUE, SHOP, each, scene};

/// The addresses of a `Link` header, by their names.
fn links(header: &str) -> Vec<(String, String)> {
    let links = header.split(", ").filter(|link| !link.is_empty());
    let links = links.map(|link| {
        let (address, name) = link.split_once("; rel=").unwrap();
        let address = address.trim_matches(['<', '>']);
        (name.trim_matches('"').to_owned(), address.to_owned())
    });
    links.collect()
}

#[tokio::test]
async fn a_long_list_names_its_other_pages() {
    let scene = scene();
    for number in 1..=5 {
        scene.ada.comments(&scene.issue, &number.to_string());
    }
    let path = format!("{ISSUE}/comments?per_page=2");
    let first = scene.client.gets(&path).await;
    assert_eq!(each(&first.body, "body"), ["1", "2"]);
    // By the repository's id, as GitHub does it.
    let address = format!(
        "{}/repositories/{}/issues/1/comments?per_page=2",
        scene.github.url(),
        scene.shop.id
    );
    assert_eq!(
        links(first.header("link")),
        [
            ("next".to_owned(), format!("{address}&page=2")),
            ("last".to_owned(), format!("{address}&page=3")),
        ]
    );
    let next = links(first.header("link"))[0]
        .1
        .replace(&scene.github.url(), "");
    let second = scene.client.gets(&next).await;
    assert_eq!(each(&second.body, "body"), ["3", "4"]);
    let names: Vec<_> = links(second.header("link"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["prev", "next", "last", "first"]);
    let last = scene.client.gets(&format!("{path}&page=3")).await;
    assert_eq!(each(&last.body, "body"), ["5"]);
    let names: Vec<_> = links(last.header("link"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["prev", "first"]);
    let beyond = scene.client.reads(&format!("{path}&page=9")).await;
    assert_eq!(each(&beyond, "body").len(), 0);
}

#[tokio::test]
async fn there_are_thirty_on_a_page_unless_asked_for_up_to_a_hundred() {
    let scene = scene();
    for number in 1..=101 {
        scene.ada.comments(&scene.issue, &number.to_string());
    }
    let path = format!("{SHOP}/issues/comments");
    assert_eq!(each(&scene.client.reads(&path).await, "id").len(), 30);
    let hundred = scene.client.gets(&format!("{path}?per_page=100")).await;
    assert_eq!(each(&hundred.body, "id").len(), 100);
    let one = scene
        .client
        .gets(&format!("{path}?per_page=100&page=2"))
        .await;
    assert_eq!(each(&one.body, "body"), ["101"]);
    let more = scene.client.reads(&format!("{path}?per_page=500")).await;
    assert_eq!(each(&more, "id").len(), 100);
    assert_eq!(scene.github.violations().len(), 1);
    let short = scene.client.gets("/repos/acme/shop/branches").await;
    assert_eq!(short.header("link"), "");
}

#[tokio::test]
async fn what_hasnt_changed_costs_nothing() {
    let scene = scene();
    scene.ada.comments(&scene.issue, "one");
    let path = format!("{SHOP}/issues/comments");
    let first = scene.client.gets(&path).await;
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\""));
    let again = |etag: &str| {
        let request = scene.client.request(Method::GET, &path);
        scene.client.send(request.header("If-None-Match", etag))
    };
    let same = again(&etag).await;
    assert_eq!((same.status, same.header("etag")), (304, &*etag));
    assert_eq!(
        same.header("x-ratelimit-used"),
        first.header("x-ratelimit-used")
    );
    scene.ada.comments(&scene.issue, "two");
    let changed = again(&etag).await;
    assert_eq!(
        (changed.status, each(&changed.body, "body").len()),
        (200, 2)
    );
    assert_ne!(changed.header("etag"), etag);
    assert_eq!(changed.header("x-ratelimit-used"), "2");
}

#[tokio::test]
async fn a_repository_is_found_by_its_id() {
    let scene = scene();
    let by_id = scene
        .client
        .reads(&format!("/repositories/{}", scene.shop.id))
        .await;
    assert_eq!(by_id, scene.client.reads(SHOP).await);
    let issue = scene
        .client
        .reads(&format!("/repositories/{}/issues/1", scene.shop.id))
        .await;
    assert_eq!(issue["title"], "The shop is slow");
    for id in ["1", "shop"] {
        let answer = scene.client.gets(&format!("/repositories/{id}")).await;
        assert_eq!(answer.refusal(), (404, "Not Found"));
    }
}
