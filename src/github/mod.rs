//! GitHub: its REST API, as the account that Hailer is there. octocrab lives here alone.
//!
//! Nothing here decides who may do what, nor what is said: that an answer came, or why not, is all. Nothing that changes
//! something is asked for twice: whoever doesn't know whether it was done looks ([`At::find`]).

mod archive;
mod at;
mod call;
mod checks;
mod client;
mod comments;
mod commits;
mod deployments;
mod error;
mod facts;
mod issues;
mod limits;
mod line;
mod login;
mod people;
mod pulls;
mod repositories;

pub use at::At;
pub use checks::Checks;
pub use client::{Client, Login, Settings};
pub use comments::{Made, Polled, Reaction};
pub use deployments::{DeploymentState, NewDeployment, NewStatus};
pub use error::GitHubError;
pub use facts::{
    Commit, Compared, Fork, Issue, Permission, Pull, PullState, Repository, ThreadState, Who,
};
pub use pulls::{Review, Reviews};
