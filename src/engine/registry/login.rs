//! Who Hailer is to a registry. What proves it is never printed: `Debug` and every error leave it out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard::auth::DockerCredentials;
use secrecy::{ExposeSecret, SecretString};

use super::error::Used;
use super::file;
use crate::engine::error::EngineError;

/// How Docker's own files call the Hub ("docker login", "Credentials store").
pub(super) const HUB_KEY: &str = "https://index.docker.io/v1/";

/// The credentials that there are: those that Hailer was given by itself win over those of `docker login`.
#[derive(Debug, Clone, Default)]
pub struct Logins {
    given: BTreeMap<String, Login>,
    file: Option<PathBuf>,
}

/// Credentials for one registry.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Login {
    pub(super) user: Option<String>,
    pub(super) proof: Proof,
    /// Where they stand, for people.
    pub(super) origin: String,
}

/// What proves who one is.
#[derive(Debug, Clone)]
pub(in crate::engine) enum Proof {
    Password(SecretString),
    /// An OAuth refresh token (Docker's `identitytoken`).
    Identity(SecretString),
    /// A bearer token (Docker's `registrytoken`).
    Registry(SecretString),
}

/// What is known for one registry.
#[derive(Debug)]
pub(in crate::engine) enum Found {
    Nothing,
    Login { login: Login, server: String },
    Helper { program: String, file: String },
}

impl Logins {
    /// `given` holds host, user and password; `file` is Docker's `config.json`, which needn't be there.
    pub fn new(
        given: impl IntoIterator<Item = (String, String, SecretString)>,
        file: Option<PathBuf>,
    ) -> Self {
        let login = |(host, user, password): (String, String, SecretString)| {
            let login = Login {
                user: Some(user),
                proof: Proof::Password(password),
                origin: "HAILER_REGISTRIES".to_owned(),
            };
            (host_of(&host).to_owned(), login)
        };
        Self {
            given: given.into_iter().map(login).collect(),
            file,
        }
    }

    /// What is known for `registry`, a host with its port if it has one.
    pub(super) async fn of(&self, registry: &str) -> Result<Found, EngineError> {
        let host = host_of(registry);
        let server = if host == host_of(HUB_KEY) {
            HUB_KEY.to_owned()
        } else {
            host.to_owned()
        };
        if let Some(login) = self.given.get(host) {
            let login = login.clone();
            return Ok(Found::Login { login, server });
        }
        match &self.file {
            Some(file) => file::find(file, (host, server)).await,
            None => Ok(Found::Nothing),
        }
    }
}

impl Found {
    /// As it goes to the engine.
    pub(in crate::engine) fn header(&self) -> Option<DockerCredentials> {
        let Self::Login { login, server } = self else {
            return None;
        };
        let mut sent = DockerCredentials {
            username: login.user.clone(),
            serveraddress: Some(server.clone()),
            ..DockerCredentials::default()
        };
        match &login.proof {
            Proof::Password(it) => sent.password = Some(it.expose_secret().to_owned()),
            Proof::Identity(it) => sent.identitytoken = Some(it.expose_secret().to_owned()),
            Proof::Registry(it) => sent.registrytoken = Some(it.expose_secret().to_owned()),
        }
        Some(sent)
    }

    /// What was used for `registry`, for people.
    pub(super) fn kind(&self, registry: &str) -> Used {
        let registry = registry.to_owned();
        match self {
            Self::Nothing => Used::None { registry },
            Self::Login { login, .. } => Used::From {
                origin: login.origin.clone(),
            },
            Self::Helper { program, file } => Used::Helper {
                registry,
                program: program.clone(),
                file: file.clone(),
            },
        }
    }

    /// `said` without the secret: a registry may repeat what it was sent, also as it was sent.
    pub(super) fn hide(&self, said: &str) -> String {
        let Self::Login { login, .. } = self else {
            return said.to_owned();
        };
        let (Proof::Password(secret) | Proof::Identity(secret) | Proof::Registry(secret)) =
            &login.proof;
        let secret = secret.expose_secret();
        let user = login.user.as_deref().unwrap_or_default();
        let basic = STANDARD.encode(format!("{user}:{secret}"));
        said.replace(&basic, "[hidden]").replace(secret, "[hidden]")
    }
}

/// A registry's host, from whatever Docker's files call it: an address with scheme and path, or one of the Hub's names.
pub(super) fn host_of(registry: &str) -> &str {
    let host = registry
        .split_once("://")
        .map_or(registry, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    match host {
        "index.docker.io" | "registry-1.docker.io" => "docker.io",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logins(file: Option<PathBuf>) -> Logins {
        let given = ("ghcr.io", "ada", "hunter2-given");
        Logins::new(
            [(given.0.to_owned(), given.1.to_owned(), given.2.into())],
            file,
        )
    }

    /// The credentials for `registry` beside a `config.json` with `text`.
    async fn found(text: &str, registry: &str) -> Result<Found, EngineError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.json");
        std::fs::write(&file, text).unwrap();
        logins(Some(file)).of(registry).await
    }

    #[tokio::test]
    async fn dockers_own_file_is_read_and_what_hailer_was_given_wins() {
        // "ada:hunter2", as `docker login` writes it.
        let text = r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "YWRhOmh1bnRlcjI="},
            "ghcr.io": {"auth": "YWRhOmh1bnRlcjI="},
            "https://r.example.org:5000/v2/": {"username": "bot", "password": "hunter3"},
            "acr.example.org": {"auth": "MDAwMDo=", "identitytoken": "hunter4"},
            "empty.example.org": {}
        }, "HttpHeaders": {}}"#;
        let header = async |registry| found(text, registry).await.unwrap().header();
        let hub = header("docker.io").await.unwrap();
        assert_eq!(hub.username.as_deref(), Some("ada"));
        assert_eq!(hub.password.as_deref(), Some("hunter2"));
        assert_eq!(hub.serveraddress.as_deref(), Some(HUB_KEY));
        let given = header("ghcr.io").await.unwrap();
        assert_eq!(given.password.as_deref(), Some("hunter2-given"));
        let plain = header("r.example.org:5000").await.unwrap();
        assert_eq!(plain.password.as_deref(), Some("hunter3"));
        let token = header("acr.example.org").await.unwrap();
        assert_eq!(token.identitytoken.as_deref(), Some("hunter4"));
        assert_eq!(
            (token.username.as_deref(), token.password),
            (Some("0000"), None)
        );
        for none in ["empty.example.org", "r.example.org", "other.example.org"] {
            assert!(header(none).await.is_none(), "{none}");
        }
    }

    #[tokio::test]
    async fn credentials_that_a_program_keeps_are_named_with_the_program() {
        let text = r#"{"credsStore": "desktop", "auths": {"r.example.org": {}},
            "credHelpers": {"https://ecr.example.org": "ecr-login"}}"#;
        for (registry, expected) in [
            ("r.example.org", "docker-credential-desktop"),
            ("ecr.example.org", "docker-credential-ecr-login"),
        ] {
            match found(text, registry).await.unwrap() {
                Found::Helper { program, .. } => assert_eq!(program, expected),
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_no_error_and_one_that_is_broken_is() {
        let nowhere = logins(Some("/nowhere/config.json".into()));
        assert!(matches!(nowhere.of("r.io").await.unwrap(), Found::Nothing));
        for broken in ["{", r#"{"auths": {"r.io": {"auth": "hunter2!"}}}"#] {
            let said = found(broken, "r.io").await.unwrap_err().to_string();
            assert!(said.contains("config.json"), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }

    #[tokio::test]
    async fn a_secret_is_not_printed_and_not_repeated() {
        let found = logins(None).of("ghcr.io").await.unwrap();
        assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
        let basic = STANDARD.encode("ada:hunter2-given");
        let said = found.hide(&format!("you sent Basic {basic}, that is hunter2-given"));
        assert_eq!(said, "you sent Basic [hidden], that is [hidden]");
    }
}
