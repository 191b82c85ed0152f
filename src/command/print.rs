//! A command as text: its canonical form, which reads back as the same command.

use std::fmt;

use super::invocation::{Command, Invocation, LogsQuery};
use super::token::quote;
use super::value::{Code, LineCount, Sentence};

/// Words and flags behind a name, each quoted where it must be.
struct Line<'f, 'a>(&'f mut fmt::Formatter<'a>);

impl Line<'_, '_> {
    fn word(&mut self, word: impl fmt::Display) -> fmt::Result {
        write!(self.0, " {}", quote(&word.to_string()))
    }

    fn words<T: fmt::Display>(&mut self, words: impl IntoIterator<Item = T>) -> fmt::Result {
        words.into_iter().try_for_each(|word| self.word(word))
    }

    fn flag(&mut self, name: &str, value: Option<impl fmt::Display>) -> fmt::Result {
        match value {
            Some(value) => write!(self.0, " --{name} {}", quote(&value.to_string())),
            None => Ok(()),
        }
    }

    fn switch(&mut self, name: &str, on: bool) -> fmt::Result {
        if on {
            write!(self.0, " --{name}")
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.command.fmt(f)?;
        Line(f).flag("in", self.codebase.as_ref())?;
        if self.yes {
            f.write_str(" yes")
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.verb().name)?;
        let mut line = Line(f);
        match self {
            Self::CodebaseAdd {
                name,
                workspace,
                repository,
            } => {
                line.word(name)?;
                line.flag("workspace", workspace.as_ref().map(|path| path.display()))?;
                line.flag("repo", repository.as_ref())
            }
            Self::CodebaseUse { name } | Self::CodebaseRemove { name } => line.word(name),
            Self::ConfigInit {
                production_path,
                compose_project,
            } => {
                line.word(production_path.display())?;
                line.word(compose_project)
            }
            Self::ConfigSet { setting, value } => {
                line.word(setting)?;
                line.word(value)
            }
            Self::ConfigUnset { setting } => line.word(setting),
            Self::Status { services, stats } => {
                line.words(services)?;
                line.switch("stats", *stats)
            }
            Self::Logs(query) => logs(&mut line, query),
            Self::Restart { services } | Self::Start { services } | Self::Stop { services } => {
                line.words(services)
            }
            Self::Deploy {
                reference,
                services,
                dry_run,
            } => {
                line.words(reference)?;
                let named: Vec<&str> = services.iter().map(AsRef::as_ref).collect();
                line.flag("services", (!named.is_empty()).then(|| named.join(",")))?;
                line.switch("dry-run", *dry_run)
            }
            Self::Rollback { release } => line.words(release),
            Self::Lock { reason, period } => {
                line.words(reason.as_ref().map(Sentence::as_str))?;
                line.flag("for", *period)
            }
            Self::Confirm { code } | Self::Link { code } => {
                line.words(code.as_ref().map(Code::as_str))
            }
            Self::Pair { code } => line.word(code.as_str()),
            Self::Grant { who, role, scope } => {
                line.word(who)?;
                line.word(role)?;
                line.words(scope)
            }
            Self::Revoke { who, scope } => {
                line.word(who)?;
                line.words(scope)
            }
            Self::Audit { denied } => line.switch("denied", *denied),
            Self::Help { topic } => line.words(topic),
            Self::CodebaseList
            | Self::CodebaseShow
            | Self::ConfigShow
            | Self::ConfigAutoDetect
            | Self::ConfigValidate
            | Self::History
            | Self::CancelOperation
            | Self::Unlock
            | Self::Decline
            | Self::AllowChat
            | Self::Whoami => Ok(()),
        }
    }
}

fn logs(line: &mut Line<'_, '_>, query: &LogsQuery) -> fmt::Result {
    if let Some(service) = &query.service {
        // In bare digits it would be a number of lines.
        let number = service.as_str().bytes().all(|b| b.is_ascii_digit());
        if number {
            write!(line.0, " \"{service}\"")?;
        } else {
            line.word(service)?;
        }
    }
    line.words(query.lines.map(LineCount::get))?;
    line.flag("since", query.since)?;
    line.flag(
        "grep",
        query.grep.as_ref().map(|grep| grep.regex().as_str()),
    )?;
    line.switch("follow", query.follow)?;
    line.flag("operation", query.operation.as_ref())
}
