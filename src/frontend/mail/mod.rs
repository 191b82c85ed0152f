//! What every chat has to do with its inbox and its outbox: what was written down is handled ([`Desk`]), what is put out is
//! sent ([`Post`]), and ends that nobody told are told ([`News`]). What an update means, and how a letter is sent, is for the
//! chat's own front end to know.

mod at_work;
mod desk;
mod listening;
mod news;
mod post;

pub(super) use desk::{Arrived, Desk};
pub(super) use listening::Ear;
pub use listening::Listening;
pub(super) use news::News;
pub(super) use post::{Post, noted, pause};
