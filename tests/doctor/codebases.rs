//! Codebases whose places are no longer what they were.

use std::fs;

use crate::github::{GitHub, Role};
use crate::host::Host;

/// A codebase whose production and workspace are there.
fn configured() -> Host {
    let host = Host::new();
    for folder in ["srv/shop", "srv/src"] {
        fs::create_dir_all(host.path(folder)).unwrap();
    }
    host.write("srv/shop/compose.yaml", "services: {}\n");
    host.runs(&format!(
        "/codebase add shop --workspace {}",
        host.path("srv/src").display()
    ));
    let production = host.path("srv/shop").display().to_string();
    host.runs(&format!(
        "/docker-config set {production} hailer-doctor-shop --in shop"
    ));
    assert_eq!(host.asks(), (0, vec![]));
    host
}

#[test]
fn a_production_path_that_is_gone_is_told_with_the_command_that_moves_it() {
    let host = configured();
    fs::remove_dir_all(host.path("srv/shop")).unwrap();
    host.is_told(
        5,
        "codebase",
        (
            "shop, production_path:",
            "/docker-config set PRODUCTION_PATH COMPOSE_PROJECT --in shop",
        ),
    );
}

#[test]
fn a_workspace_that_is_gone_is_told() {
    let host = configured();
    fs::remove_dir_all(host.path("srv/src")).unwrap();
    host.is_told(5, "codebase", ("shop, workspace:", "put the folder back"));
}

#[test]
fn a_codebase_outside_the_roots_is_told_with_the_variable() {
    let host = configured();
    let other = host.path("other");
    fs::create_dir(&other).unwrap();
    let host = host.with("HAILER_ALLOWED_ROOTS", other);
    let (code, wrong) = host.asks();
    assert_eq!((code, wrong.len()), (5, 2), "{wrong:#?}");
    for wrong in wrong {
        assert!(
            wrong.found.contains("lies outside the allowed roots"),
            "{wrong:?}"
        );
        assert!(wrong.fix.contains("HAILER_ALLOWED_ROOTS"), "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_the_account_cannot_see_is_told() {
    let github = GitHub::start();
    let acme = github.organization("acme");
    let repository = github.private_repository(&acme, "shop");
    let (hailer, other) = (github.bot("hailer-bot"), github.bot("other-bot"));
    repository.gives(&hailer, Role::Write);
    let host = Host::new()
        .with("GITHUB_API_URL", github.url())
        .with("GITHUB_MODE", "poll")
        .with("GITHUB_TOKEN", hailer.token());
    host.runs("/codebase add shop --repo acme/shop");
    assert_eq!(host.asks(), (0, vec![]));
    let host = host.with("GITHUB_TOKEN", other.token());
    host.is_told(
        5,
        "codebase",
        (
            "shop, repository acme/shop",
            "let Hailer's account or App into the repository",
        ),
    );
    let host = host.without("GITHUB_TOKEN").without("GITHUB_MODE");
    host.is_told(
        0,
        "codebase",
        ("Hailer has no account on GitHub", "set GITHUB_TOKEN"),
    );
}
