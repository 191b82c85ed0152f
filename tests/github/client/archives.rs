//! A commit's files. The token goes to the API alone: the stand-in fails a test where it goes further.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use flate2::read::GzDecoder;
use hailer::github::{At, Client, GitHubError};
use tar::Archive;
use tokio::io::AsyncWrite;

use super::{as_app, name, scene, settings};
use crate::github::{ARCHIVES, Entry, Fault};

const MOST: u64 = 1 << 20;

async fn bytes(at: &At, sha: &str) -> Result<Vec<u8>, GitHubError> {
    let mut bytes = Vec::new();
    let count = at.archive(sha, &mut bytes, MOST).await?;
    assert_eq!(count, bytes.len() as u64);
    Ok(bytes)
}

/// The paths of the files in it.
fn files(archive: &[u8]) -> Vec<String> {
    let mut archive = Archive::new(GzDecoder::new(archive));
    let entries = archive.entries().unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.header().entry_type().is_file());
    let paths = files.map(|entry| entry.path().unwrap().display().to_string());
    paths.collect()
}

#[tokio::test]
async fn the_files_of_a_commit_come_without_the_token() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "fix", &[("src/a.txt", Entry::file(b"a"))]);
    let archive = bytes(&scene.at(), &sha).await.unwrap();
    let top = format!("acme-shop-{}", &sha[..7]);
    assert_eq!(
        files(&archive),
        [format!("{top}/README.md"), format!("{top}/src/a.txt")]
    );
}

#[tokio::test]
async fn those_of_a_private_repository_too_and_an_app_gets_them() {
    let scene = scene();
    scene.shop.becomes_private();
    let sha = scene.shop.branch("main");
    assert_eq!(files(&bytes(&scene.at(), &sha).await.unwrap()).len(), 1);
    let app = scene.github.app(&scene.acme, "hailer");
    app.is_installed(&[&scene.shop]);
    let client = Client::new(&settings(&scene.github, as_app(&app, app.key()))).unwrap();
    let archive = bytes(&client.at(&name("acme/shop")), &sha).await.unwrap();
    assert_eq!(files(&archive).len(), 1);
    assert_eq!(scene.github.violations(), [""; 0]);
}

#[tokio::test]
async fn those_of_a_renamed_repository_too() {
    let scene = scene();
    scene.shop.is_now_called("store");
    let sha = scene.shop.branch("main");
    assert_eq!(files(&bytes(&scene.at(), &sha).await.unwrap()).len(), 1);
}

#[tokio::test]
async fn what_isnt_there_is_said_to_be_that() {
    let scene = scene();
    let none = bytes(&scene.at(), &"0".repeat(40)).await;
    assert_eq!(none, Err(GitHubError::NotFound));
    let nowhere = bytes(&scene.client.at(&name("acme/none")), "main").await;
    assert_eq!(nowhere, Err(GitHubError::NotFound));
}

#[tokio::test]
async fn too_many_bytes_are_refused() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene.shop.serves_as_archive(&sha, &[7; 5000]);
    let mut all = Vec::new();
    assert_eq!(scene.at().archive(&sha, &mut all, 5000).await, Ok(5000));
    assert_eq!(all, [7; 5000]);
    let mut some = Vec::new();
    let most = 4999;
    let refused = scene.at().archive(&sha, &mut some, most).await;
    assert_eq!(refused, Err(GitHubError::TooLarge { most }));
    assert!(some.is_empty());
}

#[tokio::test]
async fn an_archive_that_ends_in_its_middle_is_none() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    // So much that some of it is under way before the end; an answer that never begins is asked for again.
    scene.shop.serves_as_archive(&sha, &vec![7; 1 << 20]);
    scene.github.fail_next(3, ARCHIVES, Fault::AnswerCut);
    let cut = bytes(&scene.at(), &sha).await;
    assert!(matches!(cut, Err(GitHubError::Unreached(_))), "{cut:?}");
}

#[tokio::test]
async fn a_server_of_archives_that_fails_twice_is_asked_three_times() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene.github.fail_next(1, ARCHIVES, Fault::Status(503));
    scene.github.fail_next(1, ARCHIVES, Fault::Cut);
    assert!(bytes(&scene.at(), &sha).await.is_ok());
    for (status, expected) in [(404, GitHubError::NotFound), (401, GitHubError::NotFound)] {
        scene.github.fail_next(1, ARCHIVES, Fault::Status(status));
        assert_eq!(bytes(&scene.at(), &sha).await, Err(expected), "{status}");
    }
    scene.github.fail_next(3, ARCHIVES, Fault::Page(502));
    let failed = bytes(&scene.at(), &sha).await;
    assert!(
        matches!(failed, Err(GitHubError::Unreached(_))),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_silent_server_of_archives_isnt_waited_for() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let at = scene.impatient(Duration::from_millis(700));
    scene.github.fail_next(9, ARCHIVES, Fault::Hang);
    let silent = bytes(&at, &sha).await;
    let why = "none within 2s 100ms".to_owned();
    assert_eq!(silent, Err(GitHubError::Unreached(why)));
}

/// A disk that is full.
struct Full;

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_full_disk_is_told_apart() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let told = scene.at().archive(&sha, &mut Full, MOST).await;
    assert_eq!(
        told,
        Err(GitHubError::NotKept("no storage space".to_owned()))
    );
}
