//! Who there is, what they may do, and where they speak.

mod conversations;
mod link;
mod pairing;
mod roles;
