use super::*;

#[test]
fn what_an_engine_says_of_a_registry_is_told_apart() {
    let used = || Used::None {
        registry: "r".to_owned(),
    };
    let kind = |status, said| match RegistryFault::of(status, said, used()) {
        RegistryFault::Denied { .. } => "denied",
        RegistryFault::NoImage { .. } => "no image",
        RegistryFault::Silent { .. } => "silent",
        RegistryFault::Unreachable { .. } => "unreachable",
        RegistryFault::TooOften { .. } => "too often",
        RegistryFault::Failed { .. } => "failed",
    };
    // As Engine 20.10 says it.
    for (status, said, expected) in [
        (401, "unauthorized: authentication required", "denied"),
        (
            500,
            "Head \"http://r/v2/a/manifests/1\": no basic auth credentials",
            "denied",
        ),
        (
            404,
            "pull access denied for a, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
            "denied",
        ),
        (404, "manifest unknown: manifest unknown", "no image"),
        (
            500,
            "manifest for r/a:1 not found: manifest unknown: manifest unknown",
            "no image",
        ),
        (
            500,
            "Get \"http://r/v2/\": dial tcp 127.0.0.1:1: connect: connection refused",
            "unreachable",
        ),
        (
            500,
            "Get \"https://r/v2/\": http: server gave HTTP response to HTTPS client",
            "unreachable",
        ),
        (500, "unexpected EOF", "unreachable"),
        (
            500,
            "toomanyrequests: You have reached your pull rate limit",
            "too often",
        ),
        (
            500,
            "filesystem layer verification failed for digest sha256:00",
            "failed",
        ),
    ] {
        assert_eq!(kind(status, said), expected, "{said}");
    }
}
