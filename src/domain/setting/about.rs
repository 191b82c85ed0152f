//! What is said of each setting.

use super::Setting;

/// What is said of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// What it decides, a phrase.
    pub meaning: &'static str,
    /// A value that it takes.
    pub example: &'static str,
    /// What its values look like: completes "expected …".
    pub expected: &'static str,
}

impl Setting {
    /// What is said of it in help, docs and errors.
    #[must_use]
    pub const fn about(self) -> About {
        About {
            meaning: self.meaning(),
            example: self.example(),
            expected: self.expected(),
        }
    }

    /// What it decides.
    const fn meaning(self) -> &'static str {
        match self {
            Self::ProductionPath => "the folder that production runs from",
            Self::ComposeProject => "the Compose project",
            Self::ComposeFiles => "the compose files, in order; unset: Compose's own default names",
            Self::PrimaryContainer => "the service whose logs are shown when none is named",
            Self::Containers => "the services that this codebase acts on; unset: all",
            Self::StartFirst => {
                "services whose new container starts beside the old one although it has no healthcheck"
            }
            Self::StopFirst => {
                "services whose old container always stops before the new one starts"
            }
            Self::Overlap => {
                "how long both serve where the new container starts first, so that who has looked up the old one's address looks again"
            }
            Self::DeploymentStrategy => "how new files reach production",
            Self::SharedPaths => {
                "what lives on below production_path from release to release (strategy symlink)"
            }
            Self::Source => "where new files come from",
            Self::Github(rule) => rule.about().meaning,
            Self::ConfirmBy => "who may say yes: the one who asked, or a second person",
            Self::ConfirmTtl => {
                "how long a preview can be confirmed; unset: 10m in chat, 1h on GitHub"
            }
            Self::GateTimeout => {
                "how long a deploy may take to be verified; unset: by the healthchecks"
            }
            Self::StabilityWindow => {
                "how long a service without a healthcheck must run without a restart"
            }
            Self::Probe => "an address that must answer with a 2xx before a deploy counts",
            Self::Announce => {
                "the chat that is told how every change ended, whoever asked for it and where"
            }
            Self::Environment => "the environment's name in answers and on GitHub",
            Self::Url => "the environment's address, to be linked",
            Self::Timezone => "the time zone that times are shown in",
            Self::Policy(_) => "how much this finding is minded",
        }
    }

    /// What its values look like.
    const fn expected(self) -> &'static str {
        match self {
            Self::ProductionPath => "an absolute path without '..'",
            Self::ComposeProject => {
                "a Compose project name: lower-case letters, digits, '-' or '_'"
            }
            Self::ComposeFiles | Self::SharedPaths => {
                "paths inside the project, separated by commas"
            }
            Self::PrimaryContainer => "a service name",
            Self::Containers | Self::StartFirst | Self::StopFirst => {
                "service names, separated by commas"
            }
            Self::Overlap => "a duration from 0s to 5m",
            Self::DeploymentStrategy => "copy, symlink or registry",
            Self::Source => "workspace or github",
            Self::Github(rule) => rule.about().expected,
            Self::ConfirmBy => "requester or another",
            Self::ConfirmTtl => "a duration from 1m to 24h",
            Self::GateTimeout => "a duration from 1s to 2h",
            Self::StabilityWindow => "a duration from 1s to 1h",
            Self::Probe | Self::Url => "an address that begins with http:// or https://",
            Self::Announce => {
                "a chat on Telegram: telegram:<chat id>, or telegram:<chat id>/<topic>"
            }
            Self::Environment => "1 to 63 letters, digits, '-', '_' or '.'",
            Self::Timezone => "UTC or an IANA name",
            Self::Policy(_) => "allow, warn or deny",
        }
    }

    /// A value that it takes.
    const fn example(self) -> &'static str {
        match self {
            Self::ProductionPath => "/srv/shop",
            Self::ComposeProject => "shop",
            Self::ComposeFiles => "compose.yaml,compose.prod.yaml",
            Self::PrimaryContainer => "web",
            Self::Containers | Self::StartFirst => "web,api",
            Self::StopFirst => "worker",
            Self::Overlap => "2s",
            Self::DeploymentStrategy => "copy",
            Self::SharedPaths => "data,.env",
            Self::Source => "workspace",
            Self::Github(rule) => rule.about().example,
            Self::ConfirmBy => "another",
            Self::ConfirmTtl => "10m",
            Self::GateTimeout => "2m",
            Self::StabilityWindow => "10s",
            Self::Probe => "http://127.0.0.1:8080/healthz",
            Self::Announce => "telegram:-1001234567890",
            Self::Environment => "production",
            Self::Url => "https://shop.example.com",
            Self::Timezone => "Europe/Berlin",
            Self::Policy(_) => "warn",
        }
    }
}
