//! Networks, volumes and containers that aren't as they are needed.

use crate::domain::name::ProjectName;
use crate::reply::Reply;

/// What on the engine is otherwise than needed.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// Something that the compose file says is there already, and isn't.
    #[error("{what} {name} is external in the compose file and is not on this engine")]
    NoExternal {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something of the needed name that isn't the project's.
    #[error("{what} {name} is there and does not belong to project {project}")]
    ForeignObject {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
        /// The project that needs it.
        project: ProjectName,
    },
    /// A network or volume that is there and is defined otherwise now.
    #[error("{what} {name} is defined otherwise than it was made ({}), and Hailer never makes it anew; put the old definition back, or give the new one another name", keys.join(", "))]
    Redefined {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
        /// The keys that differ.
        keys: Vec<&'static str>,
    },
    /// A container that isn't this project's has a name that is needed.
    #[error("the name {name} belongs to container {id}, which is not part of project {project}")]
    ForeignContainer {
        /// The name.
        name: String,
        /// The container's short id.
        id: String,
        /// The project that needs the name.
        project: ProjectName,
    },
    /// A container that an operation made, and that somebody removed before it was done with it.
    #[error("the new container {name} is gone: somebody removed it")]
    ContainerGone {
        /// The name that it would have had.
        name: String,
    },
    /// A container that an operation stopped, and that somebody started again.
    #[error("{name} was stopped, and somebody started it again")]
    RunsAgain {
        /// Its name.
        name: String,
    },
}

impl ObjectError {
    /// What is to be done about it, below `headline`.
    pub(super) fn told(&self, headline: String) -> Reply {
        let reply = Reply::failed(headline);
        match self {
            Self::ForeignContainer { name, .. } => reply.text(format!(
                "Hailer only touches containers of the project. Rename or remove the other one (docker rename {name} \
                 NEW), then try again."
            )),
            _ => reply,
        }
    }
}
