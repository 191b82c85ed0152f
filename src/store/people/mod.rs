//! Who there is, where they speak, and what they were granted.

mod bot;
mod conversation;
mod grant;
mod link;
mod pairing;
mod person;
mod stranger;

pub use link::{Linked, LinkingError};
pub use pairing::{Paired, PairingCode, PairingError};
pub use person::LinkError;
