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

#[tokio::test]
async fn what_is_included_and_extended_is_listed_as_production_has_it() {
    let project = Project::of(
        "include: [{path: more.yaml, env_file: more.env}, '../theirs.yaml']\n\
         services: {api: {extends: {file: base.yaml, service: base}}}",
    );
    project.write("more.yaml", "services: {more: {image: 'm:${TAG}'}}");
    project.write("more.env", "TAG=7");
    project.write("base.yaml", "services: {base: {image: b}}");
    project.write("../theirs.yaml", "services: {theirs: {image: t}}");
    let mut request = project.request();
    request.directory = project.copy(&project.path(), ".hailer-stage");
    let model = load(&real_binary().await, &request).await.unwrap();
    assert_eq!(service(&model, "more").image.as_deref(), Some("m:7"));
    let included = model.inputs.included;
    let listed = |files: &[InputFile]| -> Vec<(String, PathBuf)> {
        files
            .iter()
            .map(|input| (input.place.clone(), input.file.clone()))
            .collect()
    };
    let at = |place: &str, file: &str| (place.to_owned(), project.path().join(file));
    assert_eq!(
        listed(&included.compose_files),
        [
            at("include[0].path in compose.yaml", "more.yaml"),
            (
                "include[1] in compose.yaml".to_owned(),
                project.folder.path().join("theirs.yaml")
            ),
            at("services.api.extends.file in compose.yaml", "base.yaml"),
        ]
    );
    assert_eq!(
        listed(&included.env_files),
        [at("include[0].env_file in compose.yaml", "more.env")]
    );
    assert_eq!(included.unknown, []);
    assert!(!model.inputs.inside_tree);
}

#[tokio::test]
async fn what_cant_be_followed_is_told_with_its_place() {
    let project = Project::of(
        "include: ['${WHICH:-more}.yaml']\nservices: {api: {extends: {file: base.yaml, service: base}}}",
    );
    project.write("more.yaml", "services: {more: {image: m}}");
    project.write(
        "base.yaml",
        "# \u{2028}\nservices: {base: {image: b, labels: {a: extends}}}",
    );
    let unknown = project.load().await.unwrap().inputs.included.unknown;
    let told: Vec<_> = unknown
        .iter()
        .map(|unknown| (unknown.place.as_str(), unknown.why.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "include[0] in compose.yaml",
                "${WHICH:-more}.yaml, which holds a variable"
            ),
            (
                "base.yaml",
                "what it includes and extends isn't known, since it can't be understood"
            ),
        ]
    );
}
