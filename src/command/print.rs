//! A command as text: its canonical form, which reads back as the same command.

use std::fmt;

use super::instance;
use super::invocation::{Command, Command as C, Invocation, LogsQuery};
use super::token::quote;
use super::value::{Code, LineCount, Sentence};
use crate::domain::name::ServiceName;

/// Words and flags behind a name, each quoted where it must be.
pub(super) struct Line<'f, 'a>(&'f mut fmt::Formatter<'a>);

impl Line<'_, '_> {
    pub(super) fn word(&mut self, word: impl fmt::Display) -> Result<&mut Self, fmt::Error> {
        write!(self.0, " {}", quote(&word.to_string()))?;
        Ok(self)
    }

    pub(super) fn words<T: fmt::Display>(
        &mut self,
        words: impl IntoIterator<Item = T>,
    ) -> Result<&mut Self, fmt::Error> {
        for word in words {
            self.word(word)?;
        }
        Ok(self)
    }

    pub(super) fn flag(
        &mut self,
        name: &str,
        value: Option<impl fmt::Display>,
    ) -> Result<&mut Self, fmt::Error> {
        if let Some(value) = value {
            write!(self.0, " --{name} {}", quote(&value.to_string()))?;
        }
        Ok(self)
    }

    pub(super) fn switch(&mut self, name: &str, on: bool) -> Result<&mut Self, fmt::Error> {
        if on {
            write!(self.0, " --{name}")?;
        }
        Ok(self)
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
        write!(f, "/{}", self.verb().typed())?;
        print(&mut Line(f), self).map(|_| ())
    }
}

/// The arguments and flags of `command`.
fn print<'l, 'f, 'a>(
    line: &'l mut Line<'f, 'a>,
    command: &Command,
) -> Result<&'l mut Line<'f, 'a>, fmt::Error> {
    match command {
        C::CodebaseAdd {
            name,
            workspace,
            repository,
        } => line
            .word(name)?
            .flag("workspace", workspace.as_ref().map(|path| path.display()))?
            .flag("repo", repository.as_ref()),
        C::CodebaseUse { name } | C::CodebaseRemove { name } => line.word(name),
        C::ConfigInit {
            production_path,
            compose_project,
        } => line.word(production_path.display())?.word(compose_project),
        C::ConfigSet { setting, value } => line.word(setting)?.word(value),
        C::ConfigUnset { setting } => line.word(setting),
        C::Status { services, stats } => line.words(services)?.switch("stats", *stats),
        C::Logs(query) => logs(line, query),
        C::Restart { services } | C::Start { services } | C::Stop { services } => {
            line.words(services)
        }
        C::Deploy {
            reference,
            services,
            build_push,
            dry_run,
        } => {
            let line = line.words(reference)?.flag("services", list(services))?;
            line.switch("build-push", *build_push)?
                .switch("dry-run", *dry_run)
        }
        C::Rollback { release } => line.words(release),
        C::Lock { reason, period } => line
            .words(reason.as_ref().map(Sentence::as_str))?
            .flag("for", *period),
        C::Confirm { code } | C::Link { code } => line.words(code.as_ref().map(Code::as_str)),
        C::Pair { code } => line.word(code.as_str()),
        C::Grant { who, role, scope } => line.word(who)?.word(role)?.words(scope),
        C::Revoke { who, scope } => line.word(who)?.words(scope),
        C::Audit { denied } => line.switch("denied", *denied),
        C::Presets { name } => line.words(name.iter().flat_map(|name| ["show", name.as_str()])),
        C::Instance(command) => instance::print(line, command),
        C::Help { topic } => line.words(topic),
        C::CodebaseList
        | C::CodebaseShow
        | C::ConfigShow
        | C::ConfigAutoDetect
        | C::ConfigValidate
        | C::History
        | C::CancelOperation
        | C::Unlock
        | C::Decline
        | C::AllowChat
        | C::Whoami => Ok(line),
    }
}

/// Names as one value; `None` where there are none.
fn list(services: &[ServiceName]) -> Option<String> {
    let names: Vec<&str> = services.iter().map(AsRef::as_ref).collect();
    (!names.is_empty()).then(|| names.join(","))
}

pub(super) fn logs<'l, 'f, 'a>(
    line: &'l mut Line<'f, 'a>,
    query: &LogsQuery,
) -> Result<&'l mut Line<'f, 'a>, fmt::Error> {
    if let Some(service) = &query.service {
        // In bare digits it would be a number of lines.
        if service.as_str().bytes().all(|b| b.is_ascii_digit()) {
            write!(line.0, " \"{service}\"")?;
        } else {
            line.word(service)?;
        }
    }
    line.words(query.lines.map(LineCount::get))?
        .flag("since", query.since)?
        .flag(
            "grep",
            query.grep.as_ref().map(|grep| grep.regex().as_str()),
        )?
        .switch("follow", query.follow)?
        .flag("operation", query.operation.as_ref())
}
