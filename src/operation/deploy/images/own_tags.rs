//! The tags that follow the image of a service: a deploy points them at it, and a rollback points them back.

use super::way::{Builds, Means, Way, way};
use crate::compose::model::service::Service;
use crate::domain::name::ServiceName;
use crate::engine::ImageReference;

/// Its `image`, and `further` names of what is built. A digest stands for itself, and no tag can be pointed elsewhere by it.
pub(super) fn own_tags(reference: &str, further: &[String]) -> Vec<String> {
    let pinned = ImageReference::new(reference).digest.is_some();
    let own = (!pinned).then(|| reference.to_owned());
    own.into_iter().chain(further.iter().cloned()).collect()
}

/// Those of a release that is put back: what a deploy points at what is built or at what a registry has. Where a deploy takes
/// whatever a tag stands for, that tag isn't the project's alone, and is left to whom it belongs to. `fresh`: registries are
/// asked for tags that the engine knows, too.
pub(in crate::operation) fn tags_of_release(
    fresh: bool,
    (name, service): (&ServiceName, &Service),
    reference: &str,
) -> Vec<String> {
    if let Some(build) = &service.build {
        return own_tags(reference, &build.tags);
    }
    let means = Means {
        builds: Builds::Build,
        fresh,
    };
    match way(means, (name, service), (reference, Some(String::new()))) {
        Ok(Way::Ask) => own_tags(reference, &[]),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollback_points_back_what_a_deploy_points_and_nothing_else() {
        let web = ServiceName::new("web").unwrap();
        let of = |fresh, service: &str, reference| {
            let service: Service = serde_json::from_str(service).unwrap();
            tags_of_release(fresh, (&web, &service), reference)
        };
        let plain = r#"{"image": "r.io/shop:1"}"#;
        assert_eq!(of(true, plain, "r.io/shop:1"), ["r.io/shop:1"]);
        assert_eq!(of(false, plain, "r.io/shop:1"), [""; 0]);
        let always = r#"{"image": "r.io/shop:1", "pull_policy": "always"}"#;
        assert_eq!(of(false, always, "r.io/shop:1"), ["r.io/shop:1"]);
        let pinned = r#"{"image": "shop@sha256:00ff"}"#;
        assert_eq!(of(true, pinned, "shop@sha256:00ff"), [""; 0]);
        let built = r#"{"build": {"context": "/a", "tags": ["shop:new"]}}"#;
        assert_eq!(of(false, built, "p-web"), ["p-web", "shop:new"]);
    }
}
