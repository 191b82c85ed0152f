//! Image references taken apart (distribution/reference, "reference.go"). Pure.

use crate::engine::error::{Call, EngineError};

/// The registry that a reference without one means, as Docker calls it.
const HUB: &str = "docker.io";

/// "registry:5000/team/shop:2@sha256:…": a repository, and which image of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// With its registry, as it was written ("registry:5000/team/shop").
    pub repository: &'a str,
    /// The tag, where one is written.
    pub tag: Option<&'a str>,
    /// The digest ("sha256:…"), where one is written: then the tag says nothing.
    pub digest: Option<&'a str>,
}

impl<'a> ImageReference<'a> {
    /// Takes a reference apart. What isn't one is refused where it is used.
    #[must_use]
    pub fn new(reference: &'a str) -> Self {
        let (name, digest) = match reference.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (reference, None),
        };
        // The colon of a registry's port is no tag's.
        let (repository, tag) = match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
            _ => (name, None),
        };
        Self {
            repository,
            tag,
            digest,
        }
    }

    /// The tag; without one it is "latest".
    #[must_use]
    pub fn tag_or_latest(&self) -> &'a str {
        self.tag.unwrap_or("latest")
    }

    /// Where the image comes from: a host with its port if it names one, "docker.io" for the Hub.
    #[must_use]
    pub fn registry(&self) -> &'a str {
        match self.repository.split_once('/') {
            Some(("index.docker.io", _)) => HUB,
            Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
            _ => HUB,
        }
    }

    /// The same repository's image of this digest, as the engine lists it ("registry:5000/team/shop@sha256:…").
    #[must_use]
    pub fn at(&self, digest: &str) -> String {
        format!("{}@{digest}", self.familiar())
    }

    /// The repository as the engine prints it: without the Hub's own names.
    fn familiar(&self) -> &'a str {
        let repository = self.repository;
        let of_hub = ["docker.io/", "index.docker.io/"]
            .iter()
            .find_map(|hub| repository.strip_prefix(hub));
        let repository = of_hub.unwrap_or(repository);
        match repository.strip_prefix("library/") {
            Some(name) if !name.contains('/') => name,
            _ => repository,
        }
    }
}

/// A reference becomes part of the call's path, so what could change that path is no reference (distribution/reference,
/// "reference.go": letters, digits and `.-_/:@`).
pub(in crate::engine) fn check_reference(call: &Call, reference: &str) -> Result<(), EngineError> {
    let fits = !reference.is_empty()
        && !reference.contains("..")
        && !reference.starts_with('/')
        && reference
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_/:@".contains(c));
    if fits {
        Ok(())
    } else {
        Err(EngineError::Invalid {
            call: call.clone(),
            reason: "this is not an image reference".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registrys_port_is_not_a_tag() {
        for (reference, repository, tag, registry) in [
            ("shop", "shop", "latest", "docker.io"),
            ("shop:2", "shop", "2", "docker.io"),
            ("acme/shop:2", "acme/shop", "2", "docker.io"),
            (
                "localhost:5000/shop",
                "localhost:5000/shop",
                "latest",
                "localhost:5000",
            ),
            (
                "localhost:5000/shop:2",
                "localhost:5000/shop",
                "2",
                "localhost:5000",
            ),
            ("ghcr.io/a/b:c", "ghcr.io/a/b", "c", "ghcr.io"),
            (
                "index.docker.io/library/redis",
                "index.docker.io/library/redis",
                "latest",
                "docker.io",
            ),
        ] {
            let read = ImageReference::new(reference);
            assert_eq!(read.repository, repository, "{reference}");
            assert_eq!(read.tag_or_latest(), tag, "{reference}");
            assert_eq!(read.registry(), registry, "{reference}");
            assert_eq!(read.digest, None, "{reference}");
        }
    }

    #[test]
    fn a_digest_is_written_as_the_engine_lists_it() {
        let pinned = ImageReference::new("ghcr.io/a/shop:2@sha256:00ff");
        assert_eq!(
            (pinned.tag, pinned.digest),
            (Some("2"), Some("sha256:00ff"))
        );
        assert_eq!(pinned.at("sha256:1"), "ghcr.io/a/shop@sha256:1");
        for hub in ["redis:7", "library/redis", "docker.io/library/redis:7"] {
            let at = ImageReference::new(hub).at("sha256:1");
            assert_eq!(at, "redis@sha256:1", "{hub}");
        }
        let other = ImageReference::new("docker.io/acme/shop").at("sha256:1");
        assert_eq!(other, "acme/shop@sha256:1");
    }

    #[test]
    fn a_reference_that_would_change_the_call_is_refused() {
        let call = Call::new("inspect image", "");
        for bad in ["", "../containers", "a?force=1", "a#b", "a b", "/a", "a%2f"] {
            assert!(check_reference(&call, bad).is_err(), "{bad:?}");
        }
        for good in ["shop", "localhost:5000/team/shop:2.1", "shop@sha256:00ff"] {
            assert!(check_reference(&call, good).is_ok(), "{good:?}");
        }
    }
}
