//! Who there is, where they speak, and what they were granted.

mod conversation;
mod grant;
mod person;

pub use person::LinkError;
