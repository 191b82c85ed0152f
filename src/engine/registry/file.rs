//! Docker's `config.json`, as `docker login` writes it (Docker CLI, "docker login", "Credential stores"). It is read, never
//! written, and no credential helper is started.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::login::{Found, Login, Proof, host_of};
use crate::engine::error::EngineError;

/// The part of the file that speaks of registries. No `Debug`: it holds secrets.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigFile {
    #[serde(default)]
    auths: BTreeMap<String, Auth>,
    creds_store: Option<String>,
    #[serde(default)]
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    /// base64 of `user:password`.
    #[serde(rename = "auth")]
    basic: String,
    username: String,
    password: String,
    identitytoken: String,
    registrytoken: String,
}

/// What the file has for a host. A file that isn't there has nothing.
pub(super) async fn find(
    path: &Path,
    (host, server): (&str, String),
) -> Result<Found, EngineError> {
    let files = |source: io::Error| EngineError::Files {
        path: path.display().to_string(),
        source,
    };
    let text = match tokio::fs::read(path).await {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(files(error)),
    };
    // The parser's own words could quote a secret; where it stopped is enough.
    let file: ConfigFile = serde_json::from_slice(&text).map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        files(invalid(format!("it is not Docker's JSON ({at})")))
    })?;
    let helper = |name: &String| Found::Helper {
        program: format!("docker-credential-{name}"),
        file: path.display().to_string(),
    };
    if let Some(name) = of_host(&file.cred_helpers, host) {
        return Ok(helper(name));
    }
    let login = match of_host(&file.auths, host) {
        Some(auth) => auth.login(path, host).map_err(files)?,
        None => None,
    };
    Ok(match (login, &file.creds_store) {
        (Some(login), _) => Found::Login { login, server },
        (None, Some(name)) => helper(name),
        (None, None) => Found::Nothing,
    })
}

fn of_host<'a, T>(all: &'a BTreeMap<String, T>, host: &str) -> Option<&'a T> {
    all.iter()
        .find(|(key, _)| host_of(key) == host)
        .map(|(_, value)| value)
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl Auth {
    /// The credentials, `None` where the entry is empty: then a credential store has them.
    fn login(&self, path: &Path, host: &str) -> Result<Option<Login>, io::Error> {
        let unreadable = || {
            invalid(format!(
                "the entry of {host} is not base64 of user:password"
            ))
        };
        let decoded = STANDARD.decode(&self.basic).map_err(|_| unreadable())?;
        let decoded = String::from_utf8(decoded).map_err(|_| unreadable())?;
        let (user, password) = match decoded.split_once(':') {
            Some((user, password)) => (user, password.trim_end_matches('\0')),
            None if decoded.is_empty() => (self.username.as_str(), self.password.as_str()),
            None => return Err(unreadable()),
        };
        let proof = if !self.registrytoken.is_empty() {
            Proof::Registry(self.registrytoken.clone().into())
        } else if !self.identitytoken.is_empty() {
            Proof::Identity(self.identitytoken.clone().into())
        } else if !password.is_empty() {
            Proof::Password(password.to_owned().into())
        } else {
            return Ok(None);
        };
        Ok(Some(Login {
            user: (!user.is_empty()).then(|| user.to_owned()),
            proof,
            origin: path.display().to_string(),
        }))
    }
}
