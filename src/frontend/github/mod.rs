//! GitHub: what a comment says and what comes of it, what a reply looks like as one, and how comments arrive and go out.
//!
//! Nothing here decides who may do what, and nothing is remembered over a restart: what has to arrive is kept by the store.

mod bot;
mod deployed;
mod desk;
mod heard;
mod intake;
mod kept;
mod live;
mod news;
mod post;
mod render;
mod shown;

pub use bot::GitHub;
pub use heard::{
    Asked, Commands, Comment, Heard, Repository, Said, Thread, Why, command_in, comment, hear,
};
pub use render::{Letter, marker, render};
