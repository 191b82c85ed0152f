//! Instances on a real engine, with the project's own static binary in place of what a preset names.

mod ready;
mod translated;
