//! What can go wrong between a compose file and a typed model. Each message says what happened, why, and what to do.

use std::path::PathBuf;
use std::time::Duration;

use super::Version;
use crate::domain::name::ServiceName;
use crate::domain::plan::one_shot::WrongLabel;

/// Why there is no model. Nothing has been changed anywhere when one of these is told.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// There is no Compose binary in any place where it is looked for.
    #[error(
        "Docker Compose was not found. Looked for {}. Install it (Debian: apt-get install docker-compose; elsewhere: put \
         the docker-compose 2 binary into ~/.docker/cli-plugins/) or name it in HAILER_COMPOSE_BIN.",
        list_paths(.looked)
    )]
    BinaryMissing {
        /// Where it was looked for, in order.
        looked: Vec<PathBuf>,
    },

    /// There is one, and it does not run or does not answer as Compose.
    #[error("{} does not run as Docker Compose. {cause}. Install it again, or name another one in HAILER_COMPOSE_BIN.", .path.display())]
    BinaryUnusable {
        /// The binary.
        path: PathBuf,
        /// What the system or the binary said.
        cause: String,
    },

    /// There is one, and it is older than what Hailer was written for.
    #[error(
        "Docker Compose {found} is too old. {} has that version, and Hailer needs {required} or newer, whose output it \
         reads. Install a newer one, or name it in HAILER_COMPOSE_BIN.",
        .path.display()
    )]
    TooOld {
        /// The binary.
        path: PathBuf,
        /// Its version.
        found: Version,
        /// The oldest one that will do.
        required: Version,
    },

    /// A value that would become an argument begins with `-`, so the binary could take it for an option.
    #[error(
        "{value:?} can't be used as a {what}. It begins with '-', so Docker Compose could take it for an option. Rename it."
    )]
    LooksLikeAnOption {
        /// What it was meant to be ("profile").
        what: &'static str,
        /// What was given.
        value: String,
    },

    /// No compose file was named, and none of the default names is there.
    #[error(
        "There is no compose file in {}. Looked for compose.yaml, compose.yml, docker-compose.yml and \
         docker-compose.yaml. Add one, or name yours: /docker-config set compose_files NAME.",
        .directory.display()
    )]
    NoComposeFile {
        /// The folder, as production will see it.
        directory: PathBuf,
    },

    /// `.env` chooses the compose files, which Hailer leaves to its own setting.
    #[error(
        "The .env file in {} sets COMPOSE_FILE. Which files make up the project has to be in the docker config, where a \
         plan can name them. Write the same names there: /docker-config set compose_files NAME.",
        .directory.display()
    )]
    FilesChosenByEnv {
        /// The folder, as production will see it.
        directory: PathBuf,
    },

    /// A file that was named isn't there.
    #[error("{} is missing. The docker config names it as a {what}. Add the file, or change the config.", .path.display())]
    MissingFile {
        /// The file, as production will see it.
        path: PathBuf,
        /// What it was named as ("compose file", "env file").
        what: &'static str,
    },

    /// A tree that is not where relative paths would mean the same as in production.
    #[error(
        "{} can't stand in for {}. A path such as ../theirs would mean another folder there. Stage the files in the \
         folder that holds production_path.",
        .directory.display(), .production_path.display()
    )]
    NotBeside {
        /// The tree.
        directory: PathBuf,
        /// What it stands in for.
        production_path: PathBuf,
    },

    /// The binary refused the compose files.
    #[error(
        "Docker Compose refuses the compose files. {cause}. Correct them and send the command again."
    )]
    Invalid {
        /// The binary's own lines, joined by "; ".
        cause: String,
    },

    /// The project uses a key that Hailer does not carry out, and never skips.
    #[error(
        "{path} is not supported. {why}. Remove the key, or run this service outside of Hailer."
    )]
    Unsupported {
        /// The whole path ("services.api.provider").
        path: String,
        /// Why, without a full stop.
        why: String,
    },

    /// The binary printed something that is not its own format.
    #[error(
        "The output of Docker Compose {version} could not be read. {cause}. Report this with the version."
    )]
    Unreadable {
        /// The binary's version.
        version: Version,
        /// What the JSON parser said.
        cause: String,
    },

    /// The binary took too long and was ended.
    #[error(
        "Docker Compose did not answer within {}. It was ended; a file on a slow or dead mount is the usual cause. See \
         whether `docker compose config` answers in the project's folder.",
        humantime::format_duration(*.limit)
    )]
    TimedOut {
        /// How long it was given.
        limit: Duration,
    },

    /// The binary printed more than any real project makes it print, and was ended.
    #[error(
        "The project is too large to read. Docker Compose printed more than {limit} bytes and was ended. Make the compose \
         files smaller: anchors that repeat each other are the usual cause."
    )]
    TooLarge {
        /// The limit, bytes.
        limit: usize,
    },

    /// A label doesn't say whether its service is a one-shot.
    #[error(transparent)]
    OneShot(#[from] WrongLabel),

    /// Services wait for each other in a circle.
    #[error("Services wait for each other in a circle. {}. Remove one of these dependencies.", circle(.services))]
    Cycle {
        /// The circle, each service before the one that it waits for; the first is not repeated.
        services: Vec<ServiceName>,
    },

    /// A service needs another one that isn't in the model.
    #[error(
        "Service {service} can't be ordered. It needs {missing}, which is not a service of the project. Correct the name, or switch on the profile that {missing} belongs to."
    )]
    UnknownDependency {
        /// The service that needs it.
        service: ServiceName,
        /// What it needs.
        missing: String,
    },

    /// A file could not be read.
    #[error("{} could not be read. {source}. Check the file and its permissions.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

fn list_paths(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join(", ")
}

fn circle(services: &[ServiceName]) -> String {
    let names: Vec<&str> = services
        .iter()
        .chain(services.first())
        .map(ServiceName::as_str)
        .collect();
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_old_names_both_versions_and_the_binary() {
        let error = ComposeError::TooOld {
            path: "/opt/docker-compose".into(),
            found: Version::new(2, 17, 3),
            required: Version::REQUIRED,
        };
        assert_eq!(
            error.to_string(),
            "Docker Compose 2.17.3 is too old. /opt/docker-compose has that version, and Hailer needs 2.20.0 or newer, \
             whose output it reads. Install a newer one, or name it in HAILER_COMPOSE_BIN."
        );
    }

    #[test]
    fn a_circle_is_written_until_it_closes() {
        let name = |text| ServiceName::new(text).unwrap();
        let error = ComposeError::Cycle {
            services: vec![name("api"), name("db")],
        };
        assert!(error.to_string().contains("api → db → api"), "{error}");
    }
}
