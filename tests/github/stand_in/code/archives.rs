//! A commit's files as an archive.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use flate2::read::GzDecoder;
use reqwest::redirect::Policy;
use tar::{Archive, EntryType};

use crate::github::Entry;
use crate::stand_in::{SHOP, Scene, scene};

/// Where the API says that the archive is.
async fn address(scene: &Scene, git_ref: &str) -> String {
    let answer = scene
        .client
        .gets(&format!("{SHOP}/tarball/{git_ref}"))
        .await;
    assert_eq!(answer.status, 302, "{answer:?}");
    answer.header("location").to_owned()
}

/// From there, without a token.
async fn fetch(url: &str) -> (u16, Vec<u8>) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(url).send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.bytes().await.unwrap().to_vec())
}

/// What is in it: kind, mode, and contents or target.
type Unpacked = BTreeMap<String, (EntryType, u32, String)>;

fn unpack(bytes: &[u8]) -> Unpacked {
    let mut archive = Archive::new(GzDecoder::new(bytes));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let (kind, mode) = (entry.header().entry_type(), entry.header().mode().unwrap());
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let target = entry.link_name().unwrap();
        let mut text = target.map_or_else(String::new, |target| target.display().to_string());
        entry.read_to_string(&mut text).unwrap();
        (path, (kind, mode, text))
    });
    entries.collect()
}

#[tokio::test]
async fn an_archive_holds_the_tree_in_one_folder() {
    let scene = scene();
    let link = Entry::Symlink("deploy.sh".to_owned());
    let files = [
        ("compose.yaml", Entry::file(b"services: {}\n")),
        ("bin/deploy.sh", Entry::script(b"#!/bin/sh\n")),
        ("bin/latest", link),
    ];
    let sha = scene.ada.pushes(&scene.shop, "main", &files);
    let (status, bytes) = fetch(&address(&scene, "main").await).await;
    assert_eq!(status, 200);
    let top = format!("acme-shop-{}", &sha[..7]);
    let there = unpack(&bytes);
    let of = |path: &str| there[&format!("{top}/{path}")].clone();
    assert_eq!(
        of("compose.yaml"),
        (EntryType::Regular, 0o664, "services: {}\n".to_owned())
    );
    assert_eq!(
        of("bin/deploy.sh"),
        (EntryType::Regular, 0o775, "#!/bin/sh\n".to_owned())
    );
    assert_eq!(
        of("bin/latest"),
        (EntryType::Symlink, 0o777, "deploy.sh".to_owned())
    );
    assert_eq!(
        (of("").0, of("bin/").0),
        (EntryType::Directory, EntryType::Directory)
    );
    assert_eq!(of("README.md").2, "# shop\n");
    // As git archive writes it: an entry that is no file, with the commit's SHA.
    let (kind, _, note) = &there["pax_global_header"];
    assert_eq!(
        (*kind, note),
        (EntryType::XGlobalHeader, &format!("52 comment={sha}\n"))
    );
    assert_eq!(there.len(), 7);
}

#[tokio::test]
async fn a_path_may_be_long() {
    let scene = scene();
    let long = format!("{}/{}/file", "d".repeat(90), "e".repeat(90));
    scene
        .ada
        .pushes(&scene.shop, "main", &[(&long, Entry::file(b"deep"))]);
    let (_, bytes) = fetch(&address(&scene, "main").await).await;
    let there = unpack(&bytes);
    let found = there.iter().find(|(path, _)| path.ends_with(&long));
    assert_eq!(found.unwrap().1.2, "deep");
}

#[tokio::test]
async fn anything_can_be_served_in_its_stead() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene.shop.serves_as_archive(&sha, b"no archive at all");
    let (status, bytes) = fetch(&address(&scene, &sha[..7]).await).await;
    assert_eq!((status, &*bytes), (200, &b"no archive at all"[..]));
}

#[tokio::test]
async fn the_server_of_archives_says_what_isnt_there() {
    let scene = scene();
    let text = |(status, bytes): (u16, Vec<u8>)| (status, String::from_utf8(bytes).unwrap());
    let missing = (404, "404: Not Found".to_owned());
    let url = address(&scene, "main").await;
    for url in [
        address(&scene, "no/thing").await,
        url.replace("shop", "other"),
    ] {
        assert_eq!(text(fetch(&url).await), missing);
    }
    let answer = scene.client.gets("/repos/acme/other/tarball/main").await;
    assert_eq!(answer.refusal(), (404, "Not Found"));
    scene.shop.is_empty();
    let url = address(&scene, "main").await;
    assert_eq!(
        text(fetch(&url).await),
        (400, "400: Invalid request".to_owned())
    );
}

#[tokio::test]
async fn a_private_archive_has_an_address_that_ends_after_five_minutes() {
    let scene = scene();
    scene.shop.becomes_private();
    scene.github.stop_the_clock();
    let url = address(&scene, "main").await;
    let (bare, token) = url.split_once("?token=").unwrap();
    assert_eq!(fetch(&url).await.0, 200);
    for other in [bare.to_owned(), format!("{bare}?token=A{token}")] {
        assert_eq!(fetch(&other).await.0, 404);
    }
    scene.github.put_forward(Duration::from_secs(299));
    assert_eq!(fetch(&url).await.0, 200);
    scene.github.put_forward(Duration::from_secs(1));
    assert_eq!(fetch(&url).await.0, 404);
}

#[tokio::test]
async fn archives_come_from_another_server_which_gets_no_token() {
    let scene = scene();
    let url = address(&scene, "main").await;
    assert!(!url.starts_with(&scene.github.url()));
    let follows = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::limited(3))
        .user_agent("hailer-test");
    let follows = follows.build().unwrap();
    let request = follows.get(format!("{}{SHOP}/tarball/main", scene.github.url()));
    let answer = request
        .bearer_auth(scene.hailer.token())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/x-gzip");
    let request = follows.get(&url).bearer_auth(scene.hailer.token());
    assert_eq!(request.send().await.unwrap().status(), 200);
    let path = url.splitn(4, '/').nth(3).unwrap();
    assert_eq!(
        scene.github.violations(),
        [format!(
            "/{path}: the token was sent to the server of archives too"
        )]
    );
}
