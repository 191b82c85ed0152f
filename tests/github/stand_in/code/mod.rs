//! Commits, pull requests, archives, and repositories that move.

mod archives;
mod commits;
mod moves;
mod pulls;
