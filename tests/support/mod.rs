//! Servers of one's own, for what must not happen to the machine's.

pub(crate) mod dockerd;
pub(crate) mod postgres;
