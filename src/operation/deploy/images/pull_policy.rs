//! `pull_policy` (Compose spec, "services"): whether a service's image is asked for at its registry. Pure.

use crate::compose::model::service::Service;
use crate::domain::name::ServiceName;
use crate::engine::EngineError;
use crate::operation::OperationError;

/// What a service says of pulling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PullPolicy {
    /// Nothing: for the strategy to say.
    Unsaid,
    /// `always`: the registry is asked at each deploy.
    Always,
    /// `missing`, `if_not_present`: only where the engine has no image of this name.
    Missing,
    /// `never`.
    Never,
    /// `build`: never pulled, always what a build makes of the source.
    Build,
}

impl PullPolicy {
    /// What the service says. `daily`, `weekly` and `every_…` are refused: when an image was last asked for isn't kept.
    pub(super) fn of(name: &ServiceName, service: &Service) -> Result<Self, OperationError> {
        let unsupported = |reason: String| {
            OperationError::Engine(EngineError::Unsupported {
                path: format!("services.{name}.pull_policy"),
                reason,
            })
        };
        match service.pull_policy.as_deref() {
            None | Some("") => Ok(Self::Unsaid),
            Some("always") => Ok(Self::Always),
            Some("missing" | "if_not_present") => Ok(Self::Missing),
            Some("never") => Ok(Self::Never),
            Some("build") if service.build.is_some() => Ok(Self::Build),
            Some("build") => Err(unsupported(
                "it says build, and the service has no `build`; add one, or take the policy away"
                    .to_owned(),
            )),
            Some(other) => Err(unsupported(format!(
                "Hailer doesn't keep when it last asked, so {other} means nothing to it; write always or missing"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(service: &str) -> Result<PullPolicy, String> {
        let service: Service = serde_json::from_str(service).unwrap();
        let web = ServiceName::new("web").unwrap();
        PullPolicy::of(&web, &service).map_err(|error| error.to_string())
    }

    #[test]
    fn every_policy_is_carried_out_or_refused_by_name() {
        for (policy, expected) in [
            ("always", PullPolicy::Always),
            ("missing", PullPolicy::Missing),
            ("if_not_present", PullPolicy::Missing),
            ("never", PullPolicy::Never),
        ] {
            let service = format!(r#"{{"image": "shop", "pull_policy": "{policy}"}}"#);
            assert_eq!(read(&service), Ok(expected));
        }
        assert_eq!(read(r#"{"image": "shop"}"#), Ok(PullPolicy::Unsaid));
        let built = r#"{"build": {"context": "/a"}, "pull_policy": "build"}"#;
        assert_eq!(read(built), Ok(PullPolicy::Build));
        for refused in ["daily", "weekly", "every_2h", "build"] {
            let service = format!(r#"{{"image": "shop", "pull_policy": "{refused}"}}"#);
            let said = read(&service).unwrap_err();
            assert!(said.starts_with("services.web.pull_policy"), "{said}");
            assert!(said.contains(refused), "{said}");
        }
    }
}
