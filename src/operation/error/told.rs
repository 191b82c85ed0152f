//! What the one who asked is told of a failure: what happened, why, and the one thing to do.

use std::collections::BTreeSet;

use super::{OperationError, Unfinished};
use crate::domain::finding::Finding;
use crate::domain::name::CodebaseName;
use crate::engine::EngineError;
use crate::operation::deploy::NoRelease;
use crate::reply::{self, Block, Redactor, Reply};

impl OperationError {
    /// What the one who asked is told.
    #[must_use]
    pub fn into_reply(self) -> Reply {
        // Errors quote what they met, also a line of an env file.
        Redactor::builder().build().reply(self.unredacted())
    }

    fn unredacted(self) -> Reply {
        let headline = capitalised(&self.to_string());
        match self {
            Self::NoContainers { .. } => {
                Reply::failed(headline).then("Deploy it", "/docker-deploy")
            }
            Self::UnknownService { .. } | Self::Setting(_) | Self::NotUnset(_) | Self::NoScope => {
                Reply::usage(headline)
            }
            Self::Preset(_) => Reply::usage(headline).then("List them", "/docker-presets"),
            Self::Refused { codebase, findings } => denied(headline, &codebase, &findings),
            Self::Object(why) => why.told(headline),
            Self::OnlyAtTheTerminal { command } => {
                Reply::refused(headline).with(Block::Code(command))
            }
            Self::Ground(why) => why.told(headline),
            Self::Image(why) => why.told(headline),
            Self::NotRedeemed(why) => reply::not_redeemed(&why),
            Self::NotYet { instead, .. } => {
                Reply::usage(headline).with(Block::Text(instead.to_owned()))
            }
            Self::Release(NoRelease::Unknown { .. }) => {
                Reply::usage(headline).then("Releases", "/docker-history")
            }
            Self::Release(_) => Reply::failed(headline)
                .text("Nothing was changed.")
                .then("Releases", "/docker-history"),
            Self::Version(why) => why.told(headline),
            Self::Instance(why) => why.told(headline),
            Self::GitHub(_) => Reply::failed(headline).text(
                "It isn't known what you may do there, so nothing was done. Try again later.",
            ),
            Self::NotReady {
                found,
                command,
                shell,
                ..
            } => not_ready(headline, found, (command, shell)),
            Self::Busy(_) => Reply::failed(headline).with(Block::Text(
                "Nothing was done. Try again when it has ended.".to_owned(),
            )),
            Self::Unfinished(
                Unfinished::TakenOver { of, .. }
                | Unfinished::HandedOver { of, .. }
                | Unfinished::Left { of, .. },
            ) => of.look(Reply::failed(headline)),
            Self::Unfinished(Unfinished::NotBegun { .. }) => {
                Reply::failed(headline).then("Ask how production stands", "/docker-status")
            }
            other => other.of_a_codebase(headline),
        }
    }

    /// Of a codebase, and of the folders that it lies in.
    fn of_a_codebase(self, headline: String) -> Reply {
        match self {
            Self::NotConfigured { .. } => Reply::usage(headline)
                .then("Find its project", "/docker-config auto-detect")
                .then(
                    "Set it by hand",
                    "/docker-config set PRODUCTION_PATH COMPOSE_PROJECT",
                ),
            Self::Folder { .. } => Reply::usage(headline)
                .text("Nothing was changed. Name an existing folder by its absolute path."),
            Self::UnknownCodebase { .. } => {
                Reply::usage(headline).then("List them", "/codebase list")
            }
            Self::Codebase(_) => Reply::usage(headline)
                .text("Nothing was changed. Choose another, or change that codebase first.")
                .then("List them", "/codebase list"),
            Self::NoRoots { path } | Self::OutsideRoots { path, .. } => {
                let root = path.parent().unwrap_or(&path).display().to_string();
                Reply::refused(headline).with(Block::Text(format!(
                    "Production and workspaces must lie under HAILER_ALLOWED_ROOTS, which only the machine's own \
                     environment can set. To allow this one, start Hailer with HAILER_ALLOWED_ROOTS={root}"
                )))
            }
            Self::NoWorkspace { codebase } => Reply::usage(headline).then(
                "Name it",
                format!("/codebase add {codebase} --workspace PATH"),
            ),
            other => other.of_an_image(headline),
        }
    }

    /// Of an image that can't be had.
    fn of_an_image(self, headline: String) -> Reply {
        match self {
            // Only a plan asks registries outside of an operation, which tells by itself what it changed.
            Self::Engine(EngineError::Registry(error)) => {
                let way = error.way_out().map(|way| format!(" {}.", capitalised(&way)));
                let way = way.unwrap_or_default();
                Reply::failed(capitalised(&error.what())).text(format!("Nothing was changed.{way}"))
            }
            Self::NamesMore { .. } => Reply::usage(headline).text(
                "Nothing was changed. It copies the compose files, and the env files, configs and secrets that they name. Name \
                 the others in compose_files too, put them into production by hand, or deploy with strategy copy.",
            ),
            _ => Reply::failed(headline),
        }
    }
}

/// What the policy denies, and where it is allowed.
fn denied(headline: String, codebase: &CodebaseName, findings: &[Finding]) -> Reply {
    let line = |finding: &Finding| {
        let Finding { path, what, kind } = finding;
        format!("{path}: {what} ({})", kind.as_str())
    };
    let kinds: BTreeSet<_> = findings
        .iter()
        .map(|finding| finding.kind.as_str())
        .collect();
    let allow: Vec<_> = kinds
        .into_iter()
        .map(|kind| {
            format!("hailer run \"/docker-config set policy.{kind} allow --in {codebase}\"")
        })
        .collect();
    Reply::refused(headline)
        .with(Block::List(findings.iter().map(line).collect()))
        .text("Where that is meant, it is allowed at the terminal of the machine:")
        .with(Block::Code(allow.join("\n")))
}

/// What was found, what helps in a shell, and the command that helps.
fn not_ready(
    headline: String,
    found: Vec<String>,
    (command, shell): (Option<(&'static str, String)>, Vec<String>),
) -> Reply {
    let mut reply = Reply::refused(headline).with(Block::List(found));
    if !shell.is_empty() {
        reply = reply
            .text("At the terminal of the machine:")
            .with(Block::Code(shell.join("\n")));
    }
    command
        .into_iter()
        .fold(reply, |reply, (label, command)| reply.then(label, command))
}

/// With a capital letter at its beginning, as a headline has it. A key, a path, a host or an instance keeps its letters.
fn capitalised(sentence: &str) -> String {
    let first_word = sentence.split(' ').next().unwrap_or_default();
    if first_word.contains(['.', '/', '[', '_']) || first_word.starts_with("hailer-") {
        return sentence.to_owned();
    }
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
