//! How a preset writes single values: sizes, times, modes, cores.

mod choice;

use std::fmt;
use std::time::Duration;

use bytesize::ByteSize;
use serde::{Deserialize, Serialize};

use crate::domain::name::InvalidName;

pub use crate::domain::instance::Mode;
pub use choice::{Protocol, Restart, UnknownMode};

/// Defines a value that is written as text, by what reads it and what was expected.
macro_rules! written {
    ($name:ident, $expected:literal, $read:expr) => {
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(given: String) -> Result<Self, String> {
                let read: fn(&str) -> Option<Self> = $read;
                read(&given).ok_or_else(|| format!(concat!("{:?} is not ", $expected), given))
            }
        }
    };
}

/// A number of bytes, at least one ("256MiB").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Size(pub u64);

written!(
    Size,
    "a size, expected one such as 256MiB or 2GiB",
    |given| {
        let size: ByteSize = given.parse().ok()?;
        (size.as_u64() > 0).then_some(Self(size.as_u64()))
    }
);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ByteSize(self.0).display().iec().fmt(f)
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        size.to_string()
    }
}

/// A stretch of time, from a millisecond to an hour ("250ms").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(pub Duration);

const LONGEST: Duration = Duration::from_hours(1);

written!(
    Span,
    "a time from 1ms to 1h, expected one such as 250ms or 60s",
    |given| {
        let span = humantime::parse_duration(given).ok()?;
        (Duration::from_millis(1)..=LONGEST)
            .contains(&span)
            .then_some(Self(span))
    }
);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// Permission bits, written in octal ("1777").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileMode(pub u32);

written!(
    FileMode,
    "a mode, expected octal digits such as 1777",
    |given| {
        let mode = u32::from_str_radix(given, 8).ok()?;
        (mode <= 0o7777 && !given.starts_with('+')).then_some(Self(mode))
    }
);

impl fmt::Display for FileMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:o}", self.0)
    }
}

impl From<FileMode> for String {
    fn from(mode: FileMode) -> Self {
        mode.to_string()
    }
}

/// Cores at most (0.5: half a core). At least a hundredth, which is the least that the engine takes.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Cores(pub f64);

impl TryFrom<f64> for Cores {
    type Error = String;
    fn try_from(given: f64) -> Result<Self, String> {
        if (0.01..=1024.0).contains(&given) {
            Ok(Self(given))
        } else {
            Err(format!(
                "{given} is not a number of cores, expected one such as 0.5 or 2"
            ))
        }
    }
}

impl From<Cores> for f64 {
    fn from(cores: Cores) -> Self {
        cores.0
    }
}

/// What a container is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(String);

written!(
    Network,
    "a network, expected bridge, none or a network's name",
    |given| {
        let mut chars = given.chars();
        let first = chars.next().is_some_and(|c| c.is_ascii_alphanumeric());
        let rest = chars.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        (first && rest && given.len() <= 63).then(|| Self(given.to_owned()))
    }
);

impl Network {
    /// As the engine is told.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0
    }
}

/// The name of a volume within a preset, or of one of its ports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartName(String);

impl PartName {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PartName {
    type Error = InvalidName;
    fn try_from(given: String) -> Result<Self, InvalidName> {
        // The same letters as a preset's own name.
        crate::domain::name::PresetName::new(given)
            .map(|name| Self(name.into()))
            .map_err(|wrong| InvalidName {
                kind: "name of a part",
                ..wrong
            })
    }
}

impl From<PartName> for String {
    fn from(name: PartName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests;
