//! What Telegram demands beyond types.

mod escape;
pub(crate) mod flood;
mod heeded;
mod html;
pub(crate) mod keyboard;
mod mark;
pub(crate) mod recognised;
pub(crate) mod text;
