//! What is still to come: links of a new version that aren't in production yet.

use super::*;

#[test]
fn a_link_that_is_still_to_come_is_judged_by_where_it_will_lead() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("shop");
    std::fs::create_dir_all(project.join("data/fine")).unwrap();
    std::os::unix::fs::symlink("/", project.join("data/x")).unwrap();
    let coming = [
        ("a", Coming::Link("data/x".into())),
        ("b", Coming::Link("a/etc".into())),
        ("c", Coming::Link("data/fine".into())),
    ];
    let scope = Scope::new(&project, &[]).with_coming(coming.into_iter());
    let found = |name: &str| {
        let source = project.join(name).display().to_string();
        let mount = json!({"type": "bind", "source": source, "target": "/x"});
        let mut model = model(&json!({"api": {"volumes": [mount]}}));
        model.origin.files = vec![project.join("compose.yaml")];
        model.origin.directory.clone_from(&project);
        findings(&model, &scope)
            .into_iter()
            .map(|finding| finding.what)
            .collect::<Vec<_>>()
    };
    let at =
        |name: &str, to: &str| format!("{}, which leads to {to}", project.join(name).display());
    assert_eq!(found("a"), [at("a", "/"), at("a", "/")]);
    assert_eq!(found("b"), [at("b", "/etc")]);
    assert_eq!(found("b/deeper"), [at("b/deeper", "/etc/deeper")]);
    assert_eq!(found("c"), [] as [String; 0]);
    assert_eq!(found("data/fine"), [] as [String; 0]);
}
