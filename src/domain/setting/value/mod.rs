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
            Setting::Announce => self.announce = Some(read::chat(value)?),
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
mod tests;
