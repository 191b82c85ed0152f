//! Builds and images.

mod ends;
mod failing;
mod keys;
mod tags;

use std::fs;
use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::world::World;
use crate::domain::log::LogQuery;
use crate::engine::build::Builder;
use crate::engine::{BuildRequest, BuildWatch, Dockerfile, EngineError, context_hash};

const BOTH: [Builder; 2] = [Builder::BuildKit, Builder::Classic];

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
    let builder = Builder::choose(world.engine.info(), request);
    build_with(world, builder, request).await
}

/// Builds it and returns the lines of the builder's log.
async fn build_with(
    world: &World,
    builder: Builder,
    request: &BuildRequest,
) -> Result<Vec<String>, EngineError> {
    let lines = Mutex::new(Vec::new());
    let watch = BuildWatch {
        line: &|line| lines.lock().unwrap().push(line.to_owned()),
        cancel: &CancellationToken::new(),
    };
    let engine = &world.engine;
    engine
        .build_with(&world.intent, builder, request, watch)
        .await?;
    Ok(lines.into_inner().unwrap())
}

#[tokio::test]
async fn a_build_takes_its_arguments_labels_and_stage_and_tells_each_step() {
    let world = World::new().await;
    let dockerfile = "FROM IMAGE AS first\nARG GREETING\nENV GREETING=$GREETING\nCOPY b.txt /\nFROM first AS second\nENV SECOND=yes\n";
    let mut request = folder(&world, dockerfile, &[("b.txt", "y")]);
    request.args.0.insert("GREETING".into(), "hello".into());
    request.labels.insert("team".into(), "shop".into());
    request.target = Some("first".into());
    let lines = build(&world, &request).await.unwrap();
    assert!(
        lines.iter().any(|line| line.contains("COPY b.txt /")),
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
    for builder in BOTH {
        let world = World::new().await;
        let files = [
            (".dockerignore", "*.secret\n"),
            ("a.secret", "x"),
            ("b.txt", "y"),
        ];
        let request = folder(&world, "FROM IMAGE\nCOPY . /copied\n", &files);
        build_with(&world, builder, &request).await.unwrap();
        let mut copied = fs_of(&world, &request.tag).await;
        copied.retain(|path| path.starts_with("copied/") && !path.ends_with('/'));
        copied.sort();
        let expected = [".dockerignore", "Dockerfile", "b.txt"];
        assert_eq!(copied, expected.map(|name| format!("copied/{name}")));
    }
}

#[tokio::test]
async fn a_dockerfile_that_is_no_part_of_the_context_is_copied_by_no_name() {
    for builder in BOTH {
        let world = World::new().await;
        let ignored = (".dockerignore", "Dockerfile\n.dockerignore\n");
        let dockerfile = "FROM IMAGE\nCOPY b.txt /one/\nCOPY . /whole\n";
        let request = folder(&world, dockerfile, &[ignored, ("b.txt", "y")]);
        build_with(&world, builder, &request).await.unwrap();
        let mut files = fs_of(&world, &request.tag).await;
        files.retain(|path| path.starts_with("one/") || path.starts_with("whole/"));
        files.retain(|path| !path.ends_with('/'));
        let (own, others): (Vec<_>, Vec<_>) = files
            .iter()
            .partition(|path| path.starts_with("whole/.hailer."));
        assert_eq!(others, ["one/b.txt", "whole/b.txt"], "{builder:?}");
        // The classic builder takes it away before it copies; BuildKit has it among the files of the context.
        let left = usize::from(builder == Builder::BuildKit);
        assert_eq!(own.len(), left, "{builder:?}: {own:?}");
        let lines = build_with(&world, builder, &request).await.unwrap();
        let cached = |line: &String| line.contains("cache");
        assert!(lines.iter().any(cached), "{builder:?}: {lines:?}");
    }
}

#[tokio::test]
async fn a_dockerfile_given_as_text_builds() {
    for builder in BOTH {
        let world = World::new().await;
        let mut request = folder(&world, "FROM nothing-of-this-name\n", &[("b.txt", "y")]);
        let text = format!("FROM {}\nCOPY b.txt /copied/\n", world.image);
        request.dockerfile = Dockerfile::Inline(text);
        build_with(&world, builder, &request).await.unwrap();
        let there = fs_of(&world, &request.tag).await;
        assert!(there.contains(&"copied/b.txt".to_owned()), "{there:?}");
        assert!(
            !there.iter().any(|path| path.contains(".hailer")),
            "{there:?}"
        );
    }
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
        lines.iter().any(|line| line.ends_with("(cached)")),
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
