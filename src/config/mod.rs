//! Configuration from the environment, a file a concern. A wrong value stops the start; a secret can't be printed.

mod database;
mod engine;
mod environment;
mod folders;
mod frontends;
mod lease;
mod listen;
mod people;
mod quilt;
mod registries;

pub use database::Database;
pub use engine::Docker;
pub use environment::{Environment, Unheard};
pub use folders::Folders;
pub use frontends::{Github, GithubLogin, GithubMode, Telegram};
pub use people::admins;
pub use quilt::Quilt;
pub use registries::{Registries, Registry};

use std::net::SocketAddr;
use std::time::Duration;

use crate::domain::actor::Principal;

/// Everything that Hailer is told from outside.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it keeps its own things, and what it may write to.
    pub folders: Folders,
    /// Where it remembers.
    pub database: Database,
    /// How it reaches Docker and Compose.
    pub docker: Docker,
    /// Who it is to registries of images.
    pub registries: Registries,
    /// How long a Hailer may be silent before another one takes over what it had under way.
    pub lease: Duration,
    /// How long a build may say nothing before it is ended.
    pub build_silence: Duration,
    /// Where the HTTP server listens, if anywhere.
    pub listen: Option<SocketAddr>,
    /// Who is administrator without a grant.
    pub admins: Vec<Principal>,
    /// Telegram, when its token is set.
    pub telegram: Option<Telegram>,
    /// GitHub, when its token or app is set.
    pub github: Option<Github>,
    /// Where the Quilt catalog is found that presets ask for.
    pub quilt: Quilt,
}

impl Config {
    /// Reads and checks every variable. The first wrong one is the error.
    pub fn from_env(environment: &Environment) -> Result<Self, ConfigError> {
        let folders = Folders::from_env(environment)?;
        let database = Database::from_env(environment, &folders)?;
        Ok(Self {
            database,
            folders,
            docker: Docker::from_env(environment)?,
            registries: Registries::from_env(environment)?,
            lease: lease::lease(environment)?,
            build_silence: lease::build_silence(environment)?,
            listen: listen::from_env(environment)?,
            admins: admins(environment)?,
            telegram: Telegram::from_env(environment)?,
            github: Github::from_env(environment)?,
            quilt: Quilt::from_env(environment),
        })
    }

    /// Every variable that can't be used, the first of each concern. Where there is none, [`Config::from_env`] reads them.
    #[must_use]
    pub fn wrong(environment: &Environment) -> Vec<ConfigError> {
        let folders = Folders::from_env(environment);
        // Where the file of a database would be says nothing of whether its URL can be read.
        let database = match &folders {
            Ok(folders) => Database::from_env(environment, folders).err(),
            Err(_) => Database::from_env(environment, &Folders::default()).err(),
        };
        let all = [
            folders.err(),
            database,
            Docker::from_env(environment).err(),
            Registries::from_env(environment).err(),
            lease::lease(environment).err(),
            lease::build_silence(environment).err(),
            listen::from_env(environment).err(),
            admins(environment).err(),
            Telegram::from_env(environment).err(),
            Github::from_env(environment).err(),
        ];
        all.into_iter().flatten().collect()
    }
}

/// A variable that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}. Set it like this: {name}={example}")]
pub struct ConfigError {
    /// The variable.
    pub name: String,
    /// What is wrong with its value, as the rest of a sentence.
    pub problem: String,
    /// A value that would do.
    pub example: &'static str,
}

impl ConfigError {
    fn new(name: &str, problem: impl Into<String>, example: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            problem: problem.into(),
            example,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_env(&Environment::of(variables.iter().copied()))
    }

    #[test]
    fn an_empty_environment_authorises_nobody_and_starts_no_front_end() {
        let config = read(&[("HOME", "/home/ada")]).unwrap();
        assert!(config.admins.is_empty());
        assert!(config.folders.allowed_roots.is_empty());
        assert!(config.telegram.is_none() && config.github.is_none());
        assert!(
            matches!(config.database, Database::Sqlite(path) if path.ends_with("hailer/hailer.sqlite"))
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_problem_and_an_example() {
        let cases = [
            ("HAILER_ADMINS", "telegram:@ada"),
            ("HAILER_ALLOWED_ROOTS", "srv"),
            ("DATABASE_URL", "mysql://db"),
            ("DOCKER_HOST", "ftp://docker"),
            ("HAILER_LEASE", "1ms"),
            ("HAILER_BUILD_SILENCE", "soon"),
            ("HAILER_LISTEN", "8080"),
            ("HAILER_REGISTRIES", "ghcr.io"),
            ("HAILER_REGISTRIES", "ghcr.io=ada"),
            ("HAILER_REGISTRIES", "ghcr.io/acme=ada:hunter2"),
            ("DOCKER_CONFIG", ".docker"),
            ("HAILER_DATA_DIR", "data"),
            ("HAILER_PRESETS_DIR", "presets"),
            ("TELEGRAM_BOT_TOKEN", "hunter2"),
            ("GITHUB_MODE", "push"),
            ("GITHUB_API_URL", "github.example.com"),
            ("GITHUB_APP_ID", "12345"),
        ];
        for (name, value) in cases {
            let error =
                read(&[("HOME", "/home/ada"), ("GITHUB_TOKEN", "t"), (name, value)]).unwrap_err();
            assert_eq!(error.name, name, "{error}");
            assert!(!error.example.is_empty());
            let variables = [("HOME", "/home/ada"), ("GITHUB_TOKEN", "t"), (name, value)];
            assert_eq!(Config::wrong(&Environment::of(variables)), [error]);
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let variables = [
            ("HAILER_DATA_DIR", "data"),
            ("DATABASE_URL", "mysql://db"),
            ("HAILER_LISTEN", "8080"),
        ];
        let wrong = Config::wrong(&Environment::of(variables));
        let names: Vec<_> = wrong.iter().map(|error| error.name.as_str()).collect();
        assert_eq!(names, ["HAILER_DATA_DIR", "DATABASE_URL", "HAILER_LISTEN"]);
    }

    #[test]
    fn a_secret_is_never_printed() {
        let config = read(&[
            ("HOME", "/home/ada"),
            ("DATABASE_URL", "postgres://hailer:hunter2@db/hailer"),
            (
                "TELEGRAM_BOT_TOKEN",
                "7:AAhunter2hunter2hunter2hunter2hunter2",
            ),
            ("GITHUB_TOKEN", "ghp_hunter2"),
            (
                "HAILER_REGISTRIES",
                "ghcr.io=ada:hunter2 r.io:5000=b:hunter2",
            ),
        ])
        .unwrap();
        assert_eq!(config.registries.given.len(), 2);
        assert!(!format!("{config:?}").contains("hunter2"));
        let wrong = read(&[
            ("HOME", "/home/ada"),
            ("DATABASE_URL", "mysql://u:hunter2@db"),
        ])
        .unwrap_err();
        assert!(!wrong.to_string().contains("hunter2"));
        let wrong = read(&[("HOME", "/home/ada"), ("HAILER_REGISTRIES", "hunter2")]).unwrap_err();
        assert!(!wrong.to_string().contains("hunter2"));
    }

    #[test]
    fn an_app_on_github_needs_its_number_and_its_key() {
        let key = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(key.path(), "hunter2\n").unwrap();
        let file = ("GITHUB_APP_PRIVATE_KEY_FILE", key.path().to_str().unwrap());
        let home = ("HOME", "/home/ada");
        let config = read(&[home, ("GITHUB_APP_ID", "12345"), file]).unwrap();
        let github = config.github.unwrap();
        assert!(!format!("{github:?}").contains("hunter2"));
        assert!(matches!(github.login, GithubLogin::App { id: 12345, .. }));
        assert_eq!((github.api, github.mode), (None, GithubMode::Webhook));
        let wrong = |variables: &[(&str, &str)]| read(variables).unwrap_err().name;
        assert_eq!(
            wrong(&[home, ("GITHUB_APP_ID", "x"), file]),
            "GITHUB_APP_ID"
        );
        assert_eq!(wrong(&[home, file]), "GITHUB_APP_ID");
        assert_eq!(wrong(&[home, ("GITHUB_APP_ID", "1")]), file.0);
    }

    #[test]
    fn a_secret_may_stand_in_a_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "postgres://u:p@db/hailer\n").unwrap();
        let path = file.path().to_str().unwrap();
        let config = read(&[("HOME", "/home/ada"), ("DATABASE_URL_FILE", path)]).unwrap();
        assert!(matches!(config.database, Database::Postgres(_)));
        let both = read(&[
            ("HOME", "/home/ada"),
            ("DATABASE_URL_FILE", path),
            ("DATABASE_URL", "postgres://db"),
        ]);
        assert_eq!(both.unwrap_err().name, "DATABASE_URL");
    }
}
