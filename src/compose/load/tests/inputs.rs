//! What the binary reads beside the compose files, and whether that is known.

use super::*;

#[tokio::test]
async fn env_files_are_listed_with_their_variables_put_in() {
    let project = Project::of(
        "services: {api: {image: a, env_file: ['${WHICH:-prod}.env', '${FOLDER}/far.env', plain.env]}}",
    );
    project.write("prod.env", "A=1");
    project.write("plain.env", "A=1");
    let far = project.folder.path().join("far");
    std::fs::create_dir(&far).unwrap();
    std::fs::write(far.join("far.env"), "A=1").unwrap();
    project.write(".env", &format!("FOLDER={}", far.display()));
    let model = project.load().await.unwrap();
    let files: Vec<PathBuf> = model
        .inputs
        .files
        .unwrap()
        .into_iter()
        .map(|input| input.file)
        .collect();
    assert_eq!(
        files,
        [
            project.path().join("prod.env"),
            far.join("far.env"),
            project.path().join("plain.env")
        ]
    );
    assert!(!model.inputs.inside_tree);
}

#[tokio::test]
async fn where_env_files_cant_be_listed_that_is_said() {
    let project = Project::of(
        "services: {api: {extends: {file: '${BASE:-base.yaml}', service: base}}, tool: {image: t, profiles: [p]}}",
    );
    project.write("base.yaml", "services: {base: {image: b}}");
    let model = project.load().await.unwrap();
    assert_eq!(
        (model.inputs.files, model.inputs.inside_tree),
        (None, false)
    );
    assert_eq!(model.inputs.disabled, ["tool"]);
}

#[tokio::test]
async fn what_is_read_is_known_to_be_inside_the_tree_only_when_it_is() {
    let inside = |compose_file: &'static str| async move {
        let project = Project::of(compose_file);
        project.write("a.env", "A=1");
        project.write("more.yaml", "services: {more: {image: m}}");
        project.write("../out.env", "A=1");
        std::os::unix::fs::symlink("../out.env", project.path().join("link.env")).unwrap();
        project.load().await.unwrap().inputs.inside_tree
    };
    assert!(inside("services: {api: {image: a, env_file: a.env}}").await);
    assert!(!inside("services: {api: {image: a, env_file: ../out.env}}").await);
    assert!(!inside("services: {api: {image: a, env_file: link.env}}").await);
    assert!(
        !inside("services: {api: {image: a, env_file: [{path: ../gone.env, required: false}]}}")
            .await
    );
    assert!(!inside("include: [more.yaml]\nservices: {api: {image: a}}").await);
}
