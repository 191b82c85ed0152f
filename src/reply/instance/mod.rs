//! Instances, as they are read: what was made, what there is, one of them whole, and what they have left.
//!
//! What is secret of an instance stands in `connections` alone; whoever hands that in has seen to it that it is read by the right
//! person.

mod changed;
mod ended;
mod lines;
mod made;
mod preset;
mod sheet;
mod stock;
#[cfg(test)]
mod tests;
mod words;

pub use changed::{Change, Changed, Removed, changed, pruned};
pub(super) use ended::ended;
pub use lines::{Condition, InstanceLine, instances};
pub use made::{Left, Made, MadeResult, created};
pub use preset::{PresetLine, PresetSheet, preset, presets};
pub use sheet::{InstanceSheet, inspect};
pub use stock::{ImageLine, Pull, Pulled, VolumeLine, images, pulled, volumes};
