//! Which files make up a project, and where its tree may stand.

use super::*;

#[tokio::test]
async fn a_tree_elsewhere_cant_stand_in_for_production() {
    let project = Project::example("shop");
    let mut request = project.request();
    request.production_path = "/srv/elsewhere/shop".into();
    let refused = load(&real_binary().await, &request).await;
    assert!(
        matches!(refused, Err(ComposeError::NotBeside { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_default_names_are_tried_in_composes_order_and_with_their_override() {
    let project = Project::empty();
    let file = |image: &str| format!("services: {{api: {{image: {image}}}}}");
    project.write("docker-compose.yml", &file("third"));
    let image = |model: &Model| service(model, "api").image.clone().unwrap();
    assert_eq!(image(&project.load().await.unwrap()), "third");
    project.write("compose.yaml", &file("first"));
    assert_eq!(image(&project.load().await.unwrap()), "first");
    project.write("compose.override.yaml", &file("override"));
    let model = project.load().await.unwrap();
    assert_eq!(image(&model), "override");
    assert_eq!(
        model.origin.files,
        ["compose.yaml", "compose.override.yaml"].map(|name| project.path().join(name))
    );
}

#[tokio::test]
async fn a_compose_file_in_the_folder_above_is_not_ours() {
    let project = Project::empty();
    project.write("../compose.yaml", "services: {api: {image: a}}");
    let refused = project.load().await;
    assert!(
        matches!(&refused, Err(ComposeError::NoComposeFile { directory }) if *directory == project.path()),
        "{refused:?}"
    );
}

#[tokio::test]
async fn named_files_are_merged_in_their_order_and_must_be_there() {
    let project = Project::of("services: {api: {image: a, user: one}}");
    project.write("more/prod.yaml", "services: {api: {image: b}}");
    let mut request = project.request();
    request.files = ["compose.yaml", "more/prod.yaml"]
        .map(|file| RelativePath::new(file).unwrap())
        .to_vec();
    let binary = real_binary().await;
    let model = load(&binary, &request).await.unwrap();
    let api = service(&model, "api");
    assert_eq!(
        (api.image.as_deref(), api.user.as_deref()),
        (Some("b"), Some("one"))
    );
    request.files.push(RelativePath::new("gone.yaml").unwrap());
    let refused = load(&binary, &request).await;
    assert!(
        matches!(&refused, Err(ComposeError::MissingFile { path, .. }) if path.ends_with("shop/gone.yaml")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn files_that_the_env_chooses_are_refused_unless_they_are_named() {
    let project = Project::of("services: {api: {image: a}}");
    project.write(".env", "# COMPOSE_FILE=x\nA=COMPOSE_FILE=\n");
    assert!(project.load().await.is_ok());
    project.write(".env", "export COMPOSE_FILE=other.yaml\n");
    let refused = project.load().await;
    assert!(
        matches!(refused, Err(ComposeError::FilesChosenByEnv { .. })),
        "{refused:?}"
    );
    let mut request = project.request();
    request.files = vec![RelativePath::new("compose.yaml").unwrap()];
    assert!(load(&real_binary().await, &request).await.is_ok());
}

#[tokio::test]
async fn a_profile_that_could_be_an_option_is_refused() {
    let project = Project::example("shop");
    let mut request = project.request();
    request.profiles = vec!["--help".into()];
    let refused = load(&real_binary().await, &request).await;
    assert!(
        matches!(&refused, Err(ComposeError::LooksLikeAnOption { value, .. }) if value == "--help"),
        "{refused:?}"
    );
}
