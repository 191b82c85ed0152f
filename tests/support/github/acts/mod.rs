//! What changes something, by the API or by hand, and is told to webhooks either way.

pub(crate) mod comments;
pub(crate) mod pulls;
pub(crate) mod pushes;
