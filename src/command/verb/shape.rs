//! What a value looks like.

/// What a value looks like. It says what was expected, and what completion offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A codebase.
    Codebase,
    /// A service.
    Service,
    /// Services between commas.
    Services,
    /// A number of log lines.
    Lines,
    /// A stretch of time.
    Period,
    /// A regular expression.
    Pattern,
    /// An absolute path.
    Path,
    /// A Compose project.
    Project,
    /// A GitHub repository.
    Repository,
    /// A branch, tag or commit.
    Reference,
    /// A release.
    Release,
    /// An operation.
    Operation,
    /// A key of the docker config.
    Setting,
    /// A setting's value.
    Value,
    /// A code that was shown.
    Code,
    /// An identity.
    Who,
    /// A role.
    Role,
    /// A codebase or all.
    Scope,
    /// A preset of instances.
    Preset,
    /// An instance.
    Instance,
    /// A service, or an instance by its whole name.
    Target,
    /// What an instance is to be called.
    NewName,
    /// A version of a preset.
    Version,
    /// An image.
    Image,
    /// A port.
    Port,
    /// An environment variable and its value, which may be secret.
    Variable,
    /// A folder of the machine and where it is mounted.
    Mount,
    /// A limit of time; seconds where it says no unit.
    Limit,
    /// A command.
    Verb,
    /// Free words.
    Words,
}

impl Shape {
    /// Completes "expected …".
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Codebase => "a codebase name: lower-case letters, digits, '-', '_' or '.'",
            Self::Service => "a service name: letters, digits, '-', '_' or '.'",
            Self::Services => "service names separated by commas, such as web,api",
            Self::Lines => "a number of lines from 1 to 10000",
            Self::Period => "a duration from 1s to 366days, such as 10m or 2h",
            Self::Pattern => "a regular expression, in quotes where it has spaces",
            Self::Path => "an absolute path without '..', such as /srv/shop",
            Self::Project => "a Compose project name: lower-case letters, digits, '-' or '_'",
            Self::Repository => "a repository, OWNER/REPO",
            Self::Reference => "a branch, tag or commit",
            Self::Release => "a release, as /docker-history lists them",
            Self::Operation => "an operation id: ten characters of 0-9 and a-z",
            Self::Setting => "a setting (see /help docker-config)",
            Self::Value => "a value",
            Self::Code => "the code that was shown: 4 to 64 letters and digits",
            Self::Who => "telegram:<numeric id>, github:<numeric id>, console:<login> or @login",
            Self::Role => "viewer, operator, deployer or admin",
            Self::Scope => "a codebase name, or * for all",
            Self::Preset => "a preset, as /docker-presets lists them",
            Self::Instance => "an instance, as /docker-instances lists them",
            Self::Target => {
                "a service name: letters, digits, '-', '_' or '.'; or an instance's, hailer-…"
            }
            Self::NewName => {
                "a name of lower-case letters, digits, '-', '_' or '.'; hailer- is put before it"
            }
            Self::Version => "a version, as /docker-presets lists them",
            Self::Image => "an image, such as postgres:16-alpine or ghcr.io/acme/db:2",
            Self::Port => "a port from 1 to 65535",
            Self::Variable => "a variable and its value, KEY=VALUE, in quotes where it has spaces",
            Self::Mount => {
                "SOURCE:TARGET or SOURCE:TARGET:ro, both absolute and without '..', such as /srv/data:/data:ro"
            }
            Self::Limit => "seconds or a duration, such as 10 or 2m",
            Self::Verb => "a command (see /help)",
            Self::Words => "at most 200 visible characters on one line",
        }
    }
}
