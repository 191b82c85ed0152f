//! How a service comes by its image. Pure: from its definition, the strategy, and whether the engine has one already.

use super::pull_policy::PullPolicy;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::domain::name::ServiceName;
use crate::engine::ImageReference;
use crate::operation::{ImageError, OperationError};

/// What a deploy does where the compose file leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation::deploy) struct Means {
    /// What becomes of services that have a `build`.
    pub(in crate::operation::deploy) builds: Builds,
    /// Whether registries are asked for tags that the engine knows, too, where no `pull_policy` says otherwise.
    pub(in crate::operation::deploy) fresh: bool,
}

/// What becomes of services that have a `build`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation::deploy) enum Builds {
    /// They are built here.
    Build,
    /// Somebody else has built and pushed them: they are pulled.
    Pull,
    /// They are built here, pushed, and run by the digest that they have in the registry.
    Push,
}

/// How a service comes by its image.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way<'a> {
    /// It is built; `push`: and then pushed.
    Build { build: &'a Build, push: bool },
    /// The engine's own image of that name is taken.
    Take { id: String },
    /// The registry says which image it is.
    Ask,
}

impl Way<'_> {
    /// Whether the registry is asked.
    pub(super) const fn asks(&self) -> bool {
        matches!(self, Self::Ask | Self::Build { push: true, .. })
    }
}

/// Decides for one service. `there` is the id of the engine's own image of its name, if it has one.
pub(super) fn way<'a>(
    means: Means,
    (name, service): (&ServiceName, &'a Service),
    (reference, there): (&str, Option<String>),
) -> Result<Way<'a>, OperationError> {
    let policy = PullPolicy::of(name, service)?;
    if let Some(build) = &service.build {
        let service_name = || name.clone();
        match (means.builds, &service.image) {
            // Where both are there, only `always` makes Compose prefer the registry's.
            (Builds::Build, Some(_)) if policy == PullPolicy::Always => {}
            (Builds::Build, _) => return Ok(Way::Build { build, push: false }),
            (Builds::Push, Some(_)) => return Ok(Way::Build { build, push: true }),
            (Builds::Pull, Some(_)) if policy == PullPolicy::Build => {
                let service = service_name();
                return Err(ImageError::MustBeBuilt { service }.into());
            }
            (Builds::Pull, Some(_)) => {}
            (Builds::Push | Builds::Pull, None) => {
                let service = service_name();
                return Err(ImageError::NoImageName { service }.into());
            }
        }
    }
    let pinned = ImageReference::new(reference).digest.is_some();
    let fits = match policy {
        PullPolicy::Never | PullPolicy::Missing => true,
        // A digest stands for one image for ever.
        PullPolicy::Always => pinned,
        PullPolicy::Unsaid | PullPolicy::Build => pinned || !means.fresh,
    };
    match there.filter(|_| fits) {
        Some(id) => Ok(Way::Take { id }),
        None if policy == PullPolicy::Never => Err(ImageError::NoImage {
            service: name.clone(),
            reference: reference.to_owned(),
        }
        .into()),
        None => Ok(Way::Ask),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COPY: Means = Means {
        builds: Builds::Build,
        fresh: false,
    };
    const REGISTRY: Means = Means {
        builds: Builds::Pull,
        fresh: true,
    };
    const PUSH: Means = Means {
        builds: Builds::Push,
        fresh: true,
    };

    /// In one word: how the service comes by its image.
    fn word(means: Means, service: &str, reference: &str, there: bool) -> &'static str {
        let service: Service = serde_json::from_str(service).unwrap();
        let web = ServiceName::new("web").unwrap();
        let there = there.then(|| "sha256:1".to_owned());
        match way(means, (&web, &service), (reference, there)) {
            Ok(Way::Build { push: false, .. }) => "build",
            Ok(Way::Build { push: true, .. }) => "push",
            Ok(Way::Take { .. }) => "take",
            Ok(Way::Ask) => "ask",
            Err(OperationError::Image(ImageError::NoImage { .. })) => "not there",
            Err(OperationError::Image(ImageError::NoImageName { .. })) => "no name",
            Err(OperationError::Image(ImageError::MustBeBuilt { .. })) => "must be built",
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_policy_that_is_said_wins_over_the_strategy() {
        let said = |policy| format!(r#"{{"image": "shop:1", "pull_policy": "{policy}"}}"#);
        for means in [COPY, REGISTRY, PUSH] {
            for (policy, there, missing) in [
                ("always", "ask", "ask"),
                ("missing", "take", "ask"),
                ("if_not_present", "take", "ask"),
                ("never", "take", "not there"),
            ] {
                assert_eq!(
                    word(means, &said(policy), "shop:1", true),
                    there,
                    "{policy}"
                );
                assert_eq!(
                    word(means, &said(policy), "shop:1", false),
                    missing,
                    "{policy}"
                );
            }
        }
        let unsaid = r#"{"image": "shop:1"}"#;
        assert_eq!(word(COPY, unsaid, "shop:1", true), "take");
        assert_eq!(word(REGISTRY, unsaid, "shop:1", true), "ask");
        assert_eq!(word(COPY, unsaid, "shop:1", false), "ask");
    }

    #[test]
    fn a_digest_that_the_engine_has_needs_no_registry() {
        let pinned = r#"{"image": "shop@sha256:00ff", "pull_policy": "always"}"#;
        assert_eq!(word(REGISTRY, pinned, "shop@sha256:00ff", true), "take");
        assert_eq!(word(REGISTRY, pinned, "shop@sha256:00ff", false), "ask");
    }

    #[test]
    fn what_has_a_build_is_built_pulled_or_pushed_as_the_strategy_says() {
        let named = r#"{"image": "r.io/shop:1", "build": {"context": "/a"}}"#;
        assert_eq!(word(COPY, named, "r.io/shop:1", true), "build");
        assert_eq!(word(REGISTRY, named, "r.io/shop:1", true), "ask");
        assert_eq!(word(PUSH, named, "r.io/shop:1", true), "push");
        let nameless = r#"{"build": {"context": "/a"}}"#;
        assert_eq!(word(COPY, nameless, "shop-web", true), "build");
        assert_eq!(word(REGISTRY, nameless, "shop-web", true), "no name");
        assert_eq!(word(PUSH, nameless, "shop-web", true), "no name");
    }

    #[test]
    fn of_what_has_a_build_a_policy_says_whether_the_registrys_is_preferred() {
        let said = |policy| {
            format!(
                r#"{{"image": "r.io/shop:1", "build": {{"context": "/a"}}, "pull_policy": "{policy}"}}"#
            )
        };
        for (policy, copy, registry) in [
            ("always", "ask", "ask"),
            ("missing", "build", "take"),
            ("never", "build", "take"),
            ("build", "build", "must be built"),
        ] {
            let service = said(policy);
            assert_eq!(word(COPY, &service, "r.io/shop:1", true), copy, "{policy}");
            let word = |means| word(means, &service, "r.io/shop:1", true);
            assert_eq!(word(REGISTRY), registry, "{policy}");
            assert_eq!(word(PUSH), "push", "{policy}");
        }
        let nameless = r#"{"build": {"context": "/a"}, "pull_policy": "always"}"#;
        assert_eq!(word(COPY, nameless, "shop-web", true), "build");
    }
}
