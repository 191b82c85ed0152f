//! Builds and images.

use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use bollard::query_parameters::ListContainersOptions;

use super::world::World;
use crate::engine::{BuildRequest, Dockerfile, EngineError, LogQuery, context_hash};

/// A folder to build from, beside the world's image.
fn folder(world: &World, dockerfile: &str, files: &[(&str, &str)]) -> BuildRequest {
    let context = world.folder.path().join("context");
    fs::create_dir_all(&context).unwrap();
    fs::write(
        context.join("Dockerfile"),
        dockerfile.replace("IMAGE", &world.image),
    )
    .unwrap();
    for (path, text) in files {
        fs::write(context.join(path), text).unwrap();
    }
    BuildRequest::new(context, format!("{}-web", world.project))
}

async fn build(world: &World, request: &BuildRequest) -> Result<Vec<String>, EngineError> {
    let lines = Mutex::new(Vec::new());
    let hear = |line: &str| lines.lock().unwrap().push(line.to_owned());
    world
        .engine
        .build_image(&world.intent, request, &hear)
        .await?;
    Ok(lines.into_inner().unwrap())
}

#[tokio::test]
async fn a_build_takes_its_arguments_labels_and_stage_and_tells_each_step() {
    let world = World::new().await;
    let dockerfile = "FROM IMAGE AS first\nARG GREETING\nENV GREETING=$GREETING\nFROM first AS second\nENV SECOND=yes\n";
    let mut request = folder(&world, dockerfile, &[]);
    request.args.0.insert("GREETING".into(), "hello".into());
    request.labels.insert("team".into(), "shop".into());
    request.target = Some("first".into());
    let lines = build(&world, &request).await.unwrap();
    assert!(
        lines.iter().any(|line| line.contains("ENV GREETING")),
        "{lines:?}"
    );
    let docker = world.engine.docker();
    let config = docker
        .inspect_image(&request.tag)
        .await
        .unwrap()
        .config
        .unwrap();
    let environment = config.env.unwrap();
    assert!(
        environment.contains(&"GREETING=hello".to_owned()),
        "{environment:?}"
    );
    assert!(
        !environment
            .iter()
            .any(|variable| variable.starts_with("SECOND"))
    );
    assert_eq!(config.labels.unwrap()["team"], "shop");
}

#[tokio::test]
async fn what_dockerignore_names_is_not_in_the_image() {
    let world = World::new().await;
    let files = [
        (".dockerignore", "*.secret\n"),
        ("a.secret", "x"),
        ("b.txt", "y"),
    ];
    let request = folder(&world, "FROM IMAGE\nCOPY . /copied\n", &files);
    build(&world, &request).await.unwrap();
    let there = fs_of(&world, &request.tag).await;
    assert!(there.contains(&"copied/b.txt".to_owned()), "{there:?}");
    assert!(
        !there.iter().any(|path| path.ends_with("a.secret")),
        "{there:?}"
    );
}

#[tokio::test]
async fn a_dockerfile_given_as_text_builds_and_is_not_copied() {
    let world = World::new().await;
    let mut request = folder(&world, "FROM nothing-of-this-name\n", &[("b.txt", "y")]);
    let text = format!("FROM {}\nCOPY . /copied\n", world.image);
    request.dockerfile = Dockerfile::Inline(text);
    build(&world, &request).await.unwrap();
    let there = fs_of(&world, &request.tag).await;
    assert!(there.contains(&"copied/b.txt".to_owned()), "{there:?}");
    assert!(
        !there.iter().any(|path| path.contains(".hailer")),
        "{there:?}"
    );
}

#[tokio::test]
async fn the_same_files_build_the_same_image_from_the_cache() {
    let world = World::new().await;
    let request = folder(&world, "FROM IMAGE\nCOPY b.txt /\n", &[("b.txt", "y")]);
    build(&world, &request).await.unwrap();
    let before = world.engine.image(&request.tag).await.unwrap().id;
    let hash = context_hash(&request.context, &request.dockerfile)
        .await
        .unwrap();
    // Written again: another time, the same contents.
    fs::write(request.context.join("b.txt"), "y").unwrap();
    let lines = build(&world, &request).await.unwrap();
    assert!(
        lines.iter().any(|line| line.contains("Using cache")),
        "{lines:?}"
    );
    assert_eq!(world.engine.image(&request.tag).await.unwrap().id, before);
    assert_eq!(
        context_hash(&request.context, &request.dockerfile)
            .await
            .unwrap(),
        hash
    );
}

#[tokio::test]
async fn a_build_that_fails_says_why_with_its_last_lines_and_leaves_no_tag() {
    let world = World::new().await;
    let request = folder(
        &world,
        "FROM IMAGE\nRUN [\"/shop\", \"crash\", \"3\"]\n",
        &[],
    );
    let error = build(&world, &request).await.unwrap_err();
    let EngineError::BuildFailed {
        reason, last_lines, ..
    } = &error
    else {
        panic!("{error}");
    };
    assert!(reason.contains("returned a non-zero code: 3"), "{reason}");
    assert!(
        last_lines
            .iter()
            .any(|line| line == "crashing with 3 in 0ns"),
        "{last_lines:?}"
    );
    assert_eq!(world.engine.find_image(&request.tag).await.unwrap(), None);
}

#[tokio::test]
async fn a_build_without_its_files_or_its_dockerfile_names_them() {
    let world = World::new().await;
    let request = folder(&world, "FROM IMAGE\nCOPY missing.txt /\n", &[]);
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains("missing.txt"), "{error}");
    fs::remove_file(request.context.join("Dockerfile")).unwrap();
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains("Dockerfile"), "{error}");
    fs::remove_dir_all(&request.context).unwrap();
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains(request.context.to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn a_build_that_takes_too_long_is_ended() {
    let world = World::new().await;
    let mut request = folder(
        &world,
        "FROM IMAGE\nRUN [\"/shop\", \"sleep\", \"60\"]\n",
        &[],
    );
    request.limit = Duration::from_secs(2);
    let error = build(&world, &request).await.unwrap_err();
    assert!(matches!(error, EngineError::TimedOut { .. }), "{error}");
    // The step that ran is ended too, with its container.
    let begun = Instant::now();
    while !steps_running(&world).await.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it still runs");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_tag_moves_and_goes_and_the_image_stays_with_its_other_tag() {
    let world = World::new().await;
    let tag = format!("{}-web", world.project);
    let id = world.engine.image(&world.image).await.unwrap().id;
    world
        .engine
        .tag_image(&world.intent, &id, &tag)
        .await
        .unwrap();
    assert_eq!(world.engine.image(&tag).await.unwrap().id, id);
    for _ in 0..2 {
        world.engine.untag_image(&world.intent, &tag).await.unwrap();
    }
    assert_eq!(world.engine.find_image(&tag).await.unwrap(), None);
    assert!(
        world
            .engine
            .find_image(&world.image)
            .await
            .unwrap()
            .is_some()
    );
    let missing = world.engine.image(&tag).await.unwrap_err().to_string();
    assert!(missing.contains(&tag), "{missing}");
}

#[tokio::test]
async fn a_pull_that_cannot_be_says_so() {
    let world = World::new().await;
    // Nothing listens on this port of loopback.
    let nowhere = "127.0.0.1:1/shop:1";
    let error = world
        .engine
        .pull_image(&world.intent, nowhere, &|_| {})
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Failed { .. }), "{error:?}");
    assert!(error.to_string().contains(nowhere), "{error}");
}

/// The ids of containers that were made from the world's image.
async fn steps_running(world: &World) -> Vec<String> {
    let options = ListContainersOptions {
        all: true,
        filters: Some([("ancestor".to_owned(), vec![world.image.clone()])].into()),
        ..ListContainersOptions::default()
    };
    let listed = world.engine.docker().list_containers(Some(options)).await;
    let ids = listed.unwrap().into_iter().filter_map(|one| one.id);
    ids.collect()
}

/// The paths of all files of an image, through a container that is never started.
async fn fs_of(world: &World, image: &str) -> Vec<String> {
    use futures_util::TryStreamExt;

    let yaml = format!("services:\n  web:\n    image: {image}\n");
    let model = world.model(&yaml).await;
    world.create_networks_and_volumes(&model).await;
    let id = world.create(&model, "web").await;
    let logs = world.engine.logs(&id, &LogQuery::last(1)).await.unwrap();
    assert!(logs.is_empty(), "it never ran");
    let pieces = world.engine.docker().export_container(&id);
    let bytes: Vec<u8> = pieces
        .map_ok(|piece| piece.to_vec())
        .try_concat()
        .await
        .unwrap();
    let mut archive = tar::Archive::new(bytes.as_slice());
    let entries = archive.entries().unwrap();
    let path = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        entry.unwrap().path().unwrap().display().to_string()
    };
    entries.map(path).collect()
}

#[tokio::test]
async fn a_services_build_is_carried_out_as_the_model_says_it() {
    let world = World::new().await;
    let request = folder(&world, "", &[("other.Dockerfile", "")]);
    let text = format!("FROM {} AS last\nARG A\nENV A=$A\n", world.image);
    fs::write(request.context.join("other.Dockerfile"), text).unwrap();
    let yaml = "services:\n  web:\n    build: {context: ./context, dockerfile: other.Dockerfile, target: last, args: {A: b}, labels: {team: shop}}\n";
    let model = world.model(yaml).await;
    let (name, service) = model.services.iter().next().unwrap();
    let build_key = service.build.as_ref().unwrap();
    let tag = service.image_reference(&world.project, name);
    let asked = BuildRequest::of_service(&model, (name, service), build_key, &tag).unwrap();
    build(&world, &asked).await.unwrap();
    let docker = world.engine.docker();
    let config = docker.inspect_image(&tag).await.unwrap().config.unwrap();
    assert!(config.env.unwrap().contains(&"A=b".to_owned()));
    let labels = config.labels.unwrap();
    assert_eq!(labels["team"], "shop");
    assert_eq!(labels["com.docker.compose.service"], "web");
    assert!(
        !format!("{asked:?}").contains("\"b\""),
        "arguments may be secret"
    );

    let mut remote = build_key.clone();
    remote.context = "https://example.org/shop.git".into();
    let refused = BuildRequest::of_service(&model, (name, service), &remote, &tag).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("services.web.build.context"),
        "{refused}"
    );
}
