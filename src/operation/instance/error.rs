//! What can go wrong with instances, besides what can with all.

use std::path::PathBuf;

use crate::domain::instance::Life;
use crate::domain::name::{InstanceName, PresetName, VariableName};
use crate::host::{self, HostError};
use crate::instance::discovery;
use crate::instance::preset::{Unfilled, Unresolved};
use crate::instance::process::NotOnHost;
use crate::instance::ready::NotReady;
use crate::operation::OperationError;
use crate::reply::Reply;

/// Why something was not done with an instance.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// There is none of this name.
    #[error("there is no instance {name}")]
    Unknown {
        /// The name that was given.
        name: InstanceName,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// It was destroyed, and its volumes alone are left.
    #[error("{name} was destroyed; only {} is left of it", .volumes.join(", "))]
    Destroyed {
        /// Its name.
        name: InstanceName,
        /// Its preset.
        preset: PresetName,
        /// Its volumes.
        volumes: Vec<String>,
    },
    /// It is being made, or never was finished.
    #[error("{name} isn't made yet")]
    NotMade {
        /// Its name.
        name: InstanceName,
    },
    /// Ours has the name.
    #[error("the name {name} is in use: {what} of {owner}")]
    NameTaken {
        /// The name.
        name: InstanceName,
        /// What has it ("a postgres 16").
        what: String,
        /// Whose it is.
        owner: String,
        /// Where that is in its life.
        life: Life,
    },
    /// A container that isn't ours has the name.
    #[error("the name {name} is in use by a container that this Hailer didn't make")]
    NameForeign {
        /// The name.
        name: InstanceName,
    },
    /// What is called like its container or a volume doesn't say that it is ours.
    #[error("{what} is not touched: {why}")]
    NotOurs {
        /// What it is.
        what: String,
        /// How that is known.
        why: String,
    },
    /// The volumes that are left are of something else.
    #[error("{name} has the volumes of {there}, and {wanted} can't use them")]
    OtherData {
        /// The name.
        name: InstanceName,
        /// What the data is of ("a postgres 16").
        there: String,
        /// What was asked for ("a mysql 8.4").
        wanted: String,
    },
    /// A variable that the data was made with is given anew.
    #[error("the data of {name} was made with another {variable}")]
    OtherValue {
        /// The name.
        name: InstanceName,
        /// The variable.
        variable: VariableName,
    },
    /// No port is free.
    #[error("no port from {from} to {} is free for {name}", from.saturating_add(100))]
    NoPort {
        /// For which.
        name: InstanceName,
        /// The first that was tried.
        from: u16,
    },
    /// The port that somebody named is in use.
    #[error("port {port} is in use by {}, so {name} can't be served there", user(holder.as_ref()))]
    PortTaken {
        /// For which.
        name: InstanceName,
        /// The port.
        port: u16,
        /// Which of ours has it; `None`: another program.
        holder: Option<InstanceName>,
    },
    /// A volume is called as one of its own would be.
    #[error("there is a volume {volume} already, which belongs to no instance")]
    VolumeLeft {
        /// The volume.
        volume: String,
    },
    /// A folder or file that is to be mounted.
    #[error("{} can't be mounted: {why}", path.display())]
    Mount {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// What is kept of a command can't hold passwords.
    #[error(
        "--replace and --env don't go together where data is lost: what waits for a yes must not hold passwords"
    )]
    ReplaceWithSecrets,
    /// Its container isn't there any more.
    #[error("the container of {name} is gone: somebody removed it")]
    Gone {
        /// Its name.
        name: InstanceName,
    },
    /// Another of those that were asked for together failed.
    #[error("it was undone because {other} failed")]
    Undone {
        /// Which.
        other: String,
    },
    /// No random numbers, or a name that can't be.
    #[error("no name or password could be drawn: {0}")]
    Draw(String),
    /// What the preset asks for can't be had.
    #[error(transparent)]
    Unresolved(#[from] Unresolved),
    /// How it is reached can't be said.
    #[error("how it is reached can't be said: {0}")]
    Unfilled(#[from] Unfilled),
    /// What the preset looks for wasn't found.
    #[error(transparent)]
    NotFound(#[from] discovery::NotFound),
    /// It didn't get ready.
    #[error(transparent)]
    NotReady(#[from] NotReady),
    /// There is no engine, and the preset runs on nothing else.
    #[error("Docker isn't reachable here, and preset {preset} has no host command: {why}")]
    NoEngine {
        /// The preset.
        preset: PresetName,
        /// What the engine's absence looks like.
        why: String,
    },
    /// No program of the machine can stand in for what was asked for.
    #[error(transparent)]
    NotOnHost(#[from] NotOnHost),
    /// Its program could not be run, or not be looked at.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Its program didn't get ready.
    #[error(transparent)]
    ProcessNotReady(#[from] host::NotReady),
    /// A program of the machine has no volumes.
    #[error("Docker isn't reachable here, and a {preset} that runs without it keeps no data")]
    KeepsNothing {
        /// Which preset.
        preset: PresetName,
    },
    /// It was interrupted while it was being made or changed.
    #[error("{0}")]
    Interrupted(String),
}

impl From<InstanceError> for OperationError {
    fn from(error: InstanceError) -> Self {
        Self::Instance(Box::new(error))
    }
}

fn user(holder: Option<&InstanceName>) -> String {
    holder.map_or_else(|| "another program".to_owned(), ToString::to_string)
}

impl InstanceError {
    /// Its last log lines, without its passwords.
    #[must_use]
    pub fn last_lines(&self) -> &[String] {
        match self {
            Self::NotReady(error) => &error.last_lines,
            Self::ProcessNotReady(error) => &error.last_lines,
            _ => &[],
        }
    }

    /// What the one who asked is told, beginning with `headline`.
    pub(in crate::operation) fn told(&self, headline: String) -> Reply {
        match self {
            Self::Unknown { nearest, .. } => {
                let reply = Reply::usage(headline).then("List them", "/docker-instances --all");
                match nearest {
                    Some(nearest) => reply.then("Did you mean", format!("/docker-inspect {nearest}")),
                    None => reply,
                }
            }
            Self::Destroyed { name, preset, .. } => Reply::usage(headline)
                .then("Make it again", format!("/docker-create {preset} --name {name} --persistent"))
                .then("Delete its data", format!("/docker-destroy {name} --remove-volume")),
            Self::NotMade { .. } => Reply::failed(headline).text("Try again in a moment.").then("Look", "/docker-instances --all"),
            Self::NameTaken { name, .. } => Reply::usage(headline)
                .text("Nothing was changed. Use it as it is, choose another name, or say --replace, which makes another in its place.")
                .then("Look at it", format!("/docker-inspect {name}")),
            Self::NameForeign { name } => Reply::refused(headline)
                .text(format!("Nothing was changed. Choose another name, or remove that container yourself (docker rm {name}).")),
            Self::NotOurs { .. } => Reply::refused(headline)
                .text("Hailer touches only what it made itself. Look at it with docker inspect, and remove it by hand where that is meant."),
            Self::OtherData { name, .. } | Self::OtherValue { name, .. } => Reply::usage(headline)
                .text("Nothing was changed. Choose another name, or delete that data first.")
                .then("Delete it", format!("/docker-destroy {name} --remove-volume")),
            Self::NoPort { .. } => Reply::failed(headline)
                .text("Nothing is left of it. Name another port with --port."),
            Self::PortTaken { holder, .. } => {
                let reply = Reply::failed(headline)
                    .text("Name another port with --port. Without it, the next one that is free is taken.");
                match holder {
                    Some(holder) => reply.then("Look at what has it", format!("/docker-inspect {holder}")),
                    None => reply,
                }
            }
            Self::VolumeLeft { .. } => Reply::failed(headline)
                .text("Nothing was changed. Choose another name, or delete what is left.")
                .then("Look at it", "/docker-volumes")
                .then("Delete what no instance has", "/docker-volumes prune"),
            Self::KeepsNothing { .. } => Reply::usage(headline)
                .text("Nothing was changed. Leave --persistent and --durable out, or start Docker."),
            Self::NoEngine { .. } => Reply::failed(headline)
                .text("Nothing was changed. Start Docker; `hailer doctor` says what is missing."),
            Self::Mount { .. } => Reply::usage(headline).text("Nothing was changed."),
            Self::ReplaceWithSecrets => Reply::usage(headline)
                .text("Nothing was changed. Destroy the old one first, then create the new one with --env."),
            Self::Gone { name } => Reply::failed(headline)
                .then("Make it anew", format!("/docker-reset {name}"))
                .then("Forget it", format!("/docker-destroy {name}")),
            _ => Reply::failed(headline),
        }
    }
}
