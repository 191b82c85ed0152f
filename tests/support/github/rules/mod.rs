//! What GitHub refuses, whatever is asked.

pub(crate) mod access;
pub(crate) mod auth;
pub(crate) mod headers;
pub(crate) mod jwt;
pub(crate) mod page;
pub(crate) mod rate;
