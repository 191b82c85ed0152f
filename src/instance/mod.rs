//! Instances: single containers made from presets. So far what a preset is, what it comes to with the options of whoever asks,
//! and where the variables come from that a person would otherwise export; what one is called, and how it is known on the engine.

pub mod discovery;
pub mod label;
pub mod name;
pub mod preset;
