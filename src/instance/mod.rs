//! Instances: single containers made from presets. What a preset is, what it comes to with the options of whoever asks, where the
//! variables come from that a person would otherwise export, what one is called, how it is known on the engine, what that is told of
//! it, and when it is ready.

pub mod container;
pub mod discovery;
pub mod label;
pub mod name;
pub mod preset;
pub mod process;
pub mod ready;

#[cfg(test)]
mod tests;
