//! A version's files on their way from GitHub: what goes wrong there changes nothing, and is told.

use std::fs;

use crate::github::{ARCHIVES, Entry, Fault};
use crate::world::{Said, World, docker};

/// One service that is built from the files that came.
const BUILT: &str = "
services:
  web:
    build: .
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    volumes: ['./config:/config:ro']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
";

#[track_caller]
fn says(said: &Said, part: &str) {
    assert!(said.text.contains(part), "{said}");
}

#[tokio::test]
async fn an_image_is_built_from_what_came() {
    let (world, hub) = World::before_github().await;
    world.lay_out_build("workspace", BUILT, "version = 1\n");
    hub.pushes_folder("main", &world.path("workspace"));
    let dockerfile = world.read("workspace/Dockerfile") + "LABEL version=2\n";
    hub.pushes("next", "Dockerfile", &dockerfile);
    fs::remove_dir_all(world.path("workspace")).unwrap();
    world.deploys_from_github("").await;
    assert_eq!(world.read("production/config/shop.conf"), "version = 1\n");
    world.deploys_from_github("next").await;
    let label = "{{index .Config.Labels \"version\"}}";
    let image = docker(&["inspect", "--format", label, &world.container("web")]);
    assert_eq!(image.trim(), "2");
}

#[tokio::test]
async fn a_commit_without_its_dockerfile_is_told_by_the_path_in_the_repository() {
    let (world, hub) = World::before_github().await;
    world.lay_out_build("workspace", BUILT, "version = 1\n");
    fs::remove_file(world.path("workspace/Dockerfile")).unwrap();
    let sha = hub.pushes_folder("main", &world.path("workspace"));
    let said = world.is_refused("").await;
    says(&said, "an't read Dockerfile of ");
    says(&said, &format!(" at {}: ", &sha[..10]));
    assert!(!said.text.contains("sources/"), "{said}");
}

#[tokio::test]
async fn under_the_strategy_symlink_a_version_is_a_folder() {
    let (world, hub) = World::before_github().await;
    world.import_image();
    fs::remove_dir(world.path("production")).unwrap();
    let strategy = "/docker-config set deployment_strategy symlink";
    assert_eq!(world.says(strategy).await.code, 0);
    let compose = crate::world::WEB.replace("IMAGE", world.image());
    let files = [
        ("compose.yaml", Entry::file(compose.as_bytes())),
        ("bin/run", Entry::script(b"#!/bin/sh\n")),
        ("bin/again", Entry::Symlink("run".to_owned())),
    ];
    hub.ada.pushes(&hub.shop, "main", &files);
    world.deploys_from_github("").await;
    assert!(world.path("production").is_symlink());
    assert_eq!(world.read("production/bin/again"), "#!/bin/sh\n");
}

#[tokio::test]
async fn an_archive_that_does_not_come_changes_nothing() {
    let (world, hub) = World::from_github().await;
    let sha = hub.pushes("main", "a.txt", "1");
    let short = &sha[..10];
    for (times, fault, told) in [
        (1, Fault::Status(404), "there is no such thing on GitHub"),
        (
            3,
            Fault::Page(502),
            "GitHub gave no answer that can be read",
        ),
        (3, Fault::Cut, "GitHub gave no answer that can be read"),
    ] {
        hub.github.fail_next(times, ARCHIVES, fault);
        let said = world.is_refused("").await;
        let begins = format!("The files of commit {short} can't be fetched: ");
        says(&said, &begins);
        says(&said, told);
        says(&said, "Nothing was changed.");
    }
    hub.github
        .fail_next(3, "repos/download-tarball-archive", Fault::Status(500));
    says(&world.is_refused("").await, "can't be fetched");
    world.deploys_from_github("").await;
    assert_eq!(world.read("production/a.txt"), "1");
}

#[tokio::test]
async fn an_archive_that_is_not_what_it_should_be_is_refused() {
    let (world, hub) = World::from_github().await;
    let sha = hub.pushes("main", "a.txt", "1");
    hub.shop
        .serves_as_archive(&sha, b"<html>come back later</html>");
    says(&world.is_refused("").await, "the archive can't be read");
    let whole = archive("acme-shop/compose.yaml", "services: {}");
    hub.shop.serves_as_archive(&sha, &whole[..whole.len() / 2]);
    says(&world.is_refused("").await, "the archive can't be read");
    let other = hub.pushes("other", "a.txt", "2");
    let evil = [("../../outside", "x"), ("/etc/outside", "x")];
    for (path, contents) in evil {
        hub.shop.serves_as_archive(&other, &archive(path, contents));
        let refused = world.is_refused("other").await;
        says(&refused, &format!("{path:?} in the archive "));
        assert!(!world.path("data/outside").exists());
    }
    let left = fs::read_dir(world.path("data/sources/shop")).unwrap();
    assert_eq!(left.count(), 0);
}

/// A gzipped tar with one file, whatever its name.
fn archive(path: &str, contents: &str) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
    header.set_mode(0o644);
    header.set_size(contents.len() as u64);
    header.set_cksum();
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut builder = tar::Builder::new(gzip);
    builder.append(&header, contents.as_bytes()).unwrap();
    builder.into_inner().unwrap().finish().unwrap()
}

#[tokio::test]
async fn submodules_and_git_lfs_are_refused_by_name() {
    let (world, hub) = World::from_github().await;
    let modules = "[submodule \"theme\"]\n\tpath = theme\n\turl = https://example.com/theme\n";
    hub.pushes("modules", ".gitmodules", modules);
    let refused = world.is_refused("modules").await;
    says(
        &refused,
        "the repository has submodules (theme), whose files aren't in GitHub's archives",
    );
    says(&refused, "Check the version out in the workspace");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    hub.pushes("large", "logo.png", pointer);
    says(
        &world.is_refused("large").await,
        "\"logo.png\" is kept in Git LFS, and GitHub's archives hold only a pointer to it",
    );
}

#[tokio::test]
async fn what_a_workspace_may_not_hold_a_version_from_github_may_not_either() {
    let (world, hub) = World::from_github().await;
    let files = [
        ("Readme.md", Entry::file(b"1")),
        ("readme.md", Entry::file(b"2")),
    ];
    hub.ada.pushes(&hub.shop, "twins", &files);
    says(&world.is_refused("twins").await, "differ only in case");
}
