//! Setting, unsetting and showing one key of a docker config.

use std::path::PathBuf;

use crate::domain::codebase::{DockerConfig, Source, Strategy};
use crate::domain::confirmation::ConfirmBy;
use crate::domain::files::RelativePath;
use crate::domain::inert::is_hidden;
use crate::domain::name::{ProjectName, ServiceName};

use super::Setting;
use super::read;

/// A value that a setting doesn't take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not a value of {setting}: write {expected}, such as {example}")]
pub struct InvalidValue {
    /// The setting.
    pub setting: Setting,
    /// What was given.
    pub given: String,
    /// What its values look like.
    pub expected: &'static str,
    /// A value that it takes.
    pub example: &'static str,
}

/// A setting that every docker config has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} can't be unset: a docker config always has one; set another value instead")]
pub struct NotUnset(pub Setting);

const STRATEGIES: [(&str, Strategy); 3] = [
    ("copy", Strategy::Copy),
    ("symlink", Strategy::Symlink),
    ("registry", Strategy::Registry),
];
const SOURCES: [(&str, Source); 2] = [("workspace", Source::Workspace), ("github", Source::Github)];
const CONFIRMERS: [(&str, ConfirmBy); 2] = [
    ("requester", ConfirmBy::Requester),
    ("another", ConfirmBy::Another),
];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

impl Setting {
    /// Whether `value` has the form that this setting takes.
    pub fn check(self, value: &str) -> Result<(), InvalidValue> {
        scratch().set(self, value)
    }

    fn invalid(self, given: &str) -> InvalidValue {
        let about = self.about();
        InvalidValue {
            setting: self,
            given: given.to_owned(),
            expected: about.expected,
            example: about.example,
        }
    }
}

/// A config to try values on, and the defaults that unsetting goes back to.
fn scratch() -> DockerConfig {
    #[expect(
        clippy::expect_used,
        reason = "the name is a constant that keeps the rule"
    )]
    let project = ProjectName::new("project").expect("a valid project name");
    DockerConfig::new(PathBuf::from("/"), project)
}

impl DockerConfig {
    /// Gives `setting` the value that `value` is the text of. On an error nothing has changed.
    pub fn set(&mut self, setting: Setting, value: &str) -> Result<(), InvalidValue> {
        self.try_set(setting, value)
            .ok_or_else(|| setting.invalid(value))
    }

    fn try_set(&mut self, setting: Setting, value: &str) -> Option<()> {
        if value.chars().any(|c| is_hidden(c) || c.is_control()) {
            return None;
        }
        match setting {
            Setting::ProductionPath => self.production_path = read::absolute(value)?,
            Setting::ComposeProject => self.compose_project = ProjectName::new(value).ok()?,
            Setting::ComposeFiles => self.compose_files = read::files(value)?,
            Setting::PrimaryContainer => {
                self.primary_container = Some(ServiceName::new(value).ok()?);
            }
            Setting::Containers => self.containers = read::services(value)?,
            Setting::StartFirst => self.start_first = read::services(value)?,
            Setting::StopFirst => self.stop_first = read::services(value)?,
            Setting::Overlap => self.overlap = read::seconds(value, 0..=5 * MINUTE)?,
            Setting::DeploymentStrategy => {
                self.deployment_strategy = read::choice(&STRATEGIES, value)?;
            }
            Setting::SharedPaths => self.shared_paths = read::apart(value)?,
            Setting::Source => self.source = read::choice(&SOURCES, value)?,
            Setting::Github(rule) => match (rule.values(), value) {
                ((off, _), given) if given == off => drop(self.github_rules.remove(&rule)),
                ((_, on), given) if given == on => drop(self.github_rules.insert(rule)),
                _ => return None,
            },
            Setting::ConfirmBy => self.confirm_by = read::choice(&CONFIRMERS, value)?,
            Setting::ConfirmTtl => {
                self.confirm_ttl = Some(read::seconds(value, MINUTE..=24 * HOUR)?);
            }
            Setting::GateTimeout => self.gate_timeout = Some(read::seconds(value, 1..=2 * HOUR)?),
            Setting::StabilityWindow => self.stability_window = read::seconds(value, 1..=HOUR)?,
            Setting::Probe => self.probe = Some(read::address(value)?),
            Setting::Announce => self.announce = Some(value.parse().ok()?),
            Setting::Environment => self.environment = read::word(value)?,
            Setting::Url => self.url = Some(read::address(value)?),
            Setting::Timezone => self.timezone = read::timezone(value)?,
            Setting::Policy(kind) => {
                self.policy.insert(kind, value.parse().ok()?);
            }
        }
        Some(())
    }

    /// Puts `setting` back to its default.
    pub fn unset(&mut self, setting: Setting) -> Result<(), NotUnset> {
        let default = scratch();
        match setting {
            Setting::ProductionPath | Setting::ComposeProject => return Err(NotUnset(setting)),
            Setting::ComposeFiles => self.compose_files = default.compose_files,
            Setting::PrimaryContainer => self.primary_container = default.primary_container,
            Setting::Containers => self.containers = default.containers,
            Setting::StartFirst => self.start_first = default.start_first,
            Setting::StopFirst => self.stop_first = default.stop_first,
            Setting::Overlap => self.overlap = default.overlap,
            Setting::DeploymentStrategy => self.deployment_strategy = default.deployment_strategy,
            Setting::SharedPaths => self.shared_paths = default.shared_paths,
            Setting::Source => self.source = default.source,
            Setting::Github(rule) => {
                self.github_rules.remove(&rule);
            }
            Setting::ConfirmBy => self.confirm_by = default.confirm_by,
            Setting::ConfirmTtl => self.confirm_ttl = default.confirm_ttl,
            Setting::GateTimeout => self.gate_timeout = default.gate_timeout,
            Setting::StabilityWindow => self.stability_window = default.stability_window,
            Setting::Probe => self.probe = default.probe,
            Setting::Announce => self.announce = default.announce,
            Setting::Environment => self.environment = default.environment,
            Setting::Url => self.url = default.url,
            Setting::Timezone => self.timezone = default.timezone,
            Setting::Policy(kind) => {
                self.policy.remove(&kind);
            }
        }
        Ok(())
    }

    /// The value of `setting` as it is written; `None` where nothing is set and the default is nothing.
    #[must_use]
    pub fn get(&self, setting: Setting) -> Option<String> {
        let joined = |items: Vec<&str>| (!items.is_empty()).then(|| items.join(","));
        match setting {
            Setting::ProductionPath => Some(self.production_path.display().to_string()),
            Setting::ComposeProject => Some(self.compose_project.to_string()),
            Setting::ComposeFiles => joined(self.compose_files.iter().map(AsRef::as_ref).collect()),
            Setting::PrimaryContainer => self.primary_container.as_ref().map(ToString::to_string),
            Setting::Containers => joined(self.containers.iter().map(AsRef::as_ref).collect()),
            Setting::StartFirst => joined(self.start_first.iter().map(AsRef::as_ref).collect()),
            Setting::StopFirst => joined(self.stop_first.iter().map(AsRef::as_ref).collect()),
            Setting::Overlap => Some(read::show_seconds(self.overlap)),
            Setting::DeploymentStrategy => {
                Some(read::show_choice(&STRATEGIES, self.deployment_strategy))
            }
            Setting::SharedPaths => {
                joined(self.shared_paths.iter().map(RelativePath::as_str).collect())
            }
            Setting::Source => Some(read::show_choice(&SOURCES, self.source)),
            Setting::Github(rule) => {
                let (off, on) = rule.values();
                let value = if self.github_rules.contains(&rule) {
                    on
                } else {
                    off
                };
                Some(value.to_owned())
            }
            Setting::ConfirmBy => Some(read::show_choice(&CONFIRMERS, self.confirm_by)),
            Setting::ConfirmTtl => self.confirm_ttl.map(read::show_seconds),
            Setting::GateTimeout => self.gate_timeout.map(read::show_seconds),
            Setting::StabilityWindow => Some(read::show_seconds(self.stability_window)),
            Setting::Probe => self.probe.clone(),
            Setting::Announce => self.announce.as_ref().map(ToString::to_string),
            Setting::Environment => Some(self.environment.clone()),
            Setting::Url => self.url.clone(),
            Setting::Timezone => Some(self.timezone.clone()),
            Setting::Policy(kind) => Some(self.level(kind).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{FindingKind, Level};

    #[test]
    fn every_setting_takes_its_own_example_and_shows_it_so_that_it_can_be_set_again() {
        for setting in Setting::all() {
            let mut config = scratch();
            config.set(setting, setting.about().example).unwrap();
            let shown = config.get(setting).unwrap();
            let mut again = scratch();
            again.set(setting, &shown).unwrap();
            assert_eq!(again, config, "{setting}");
            assert_eq!(setting.to_string().parse(), Ok(setting));
        }
    }

    #[test]
    fn every_setting_goes_back_to_its_default_but_the_two_that_a_config_is_made_of() {
        for setting in Setting::all() {
            let mut config = scratch();
            config.set(setting, setting.about().example).unwrap();
            let unset = config.unset(setting);
            if matches!(setting, Setting::ProductionPath | Setting::ComposeProject) {
                assert_eq!(unset, Err(NotUnset(setting)));
            } else {
                assert_eq!((unset, &config), (Ok(()), &scratch()), "{setting}");
            }
        }
    }

    #[test]
    fn a_value_of_the_wrong_form_is_refused_and_changes_nothing() {
        for (key, bad) in [
            ("production_path", "srv/shop"),
            ("production_path", "/srv/../etc"),
            ("production_path", "/srv/a\u{202e}b"),
            ("compose_project", "Shop"),
            ("compose_files", "compose.yaml,../other.yaml"),
            ("compose_files", "-f"),
            ("compose_files", ""),
            ("containers", "web,,api"),
            ("deployment_strategy", "rsync"),
            ("shared_paths", "data,../outside"),
            ("shared_paths", "data,data/uploads"),
            ("shared_paths", ".hailer-0123456789"),
            ("require_checks", "on"),
            ("require_review", "green"),
            ("forks", "on"),
            ("hold_for_pull", "allow"),
            ("confirm_ttl", "59s"),
            ("confirm_ttl", "25h"),
            ("overlap", "6m"),
            ("gate_timeout", "0s"),
            ("gate_timeout", "1500ms"),
            ("stability_window", "10"),
            ("probe", "127.0.0.1:80"),
            ("probe", "http://"),
            ("url", "https://user:secret@example.com"),
            ("announce", "irc:7"),
            ("announce", "telegram:\u{202e}7"),
            ("environment", "the live one"),
            ("timezone", "Berlin"),
            ("timezone", "../etc/passwd"),
            ("policy.docker-socket", "never"),
        ] {
            let setting: Setting = key.parse().unwrap();
            let mut config = scratch();
            assert!(config.set(setting, bad).is_err(), "{key} {bad:?}");
            assert_eq!(config, scratch(), "{key} {bad:?}");
        }
    }

    #[test]
    fn the_error_says_what_is_taken_and_gives_an_example() {
        let error = Setting::GateTimeout.check("soon").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"soon\" is not a value of gate_timeout: write a duration from 1s to 2h, such as 2m"
        );
        assert!("policy.sockets".parse::<Setting>().is_err());
    }

    #[test]
    fn a_level_of_the_policy_is_set_for_one_kind_of_finding() {
        let mut config = scratch();
        let socket = Setting::Policy(FindingKind::DockerSocket);
        config.set(socket, "warn").unwrap();
        assert_eq!(config.level(FindingKind::DockerSocket), Level::Warn);
        assert_eq!(config.level(FindingKind::Privileged), Level::Deny);
        config.unset(socket).unwrap();
        assert_eq!(config.level(FindingKind::DockerSocket), Level::Deny);
    }
}
