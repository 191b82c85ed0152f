//! How a preset writes single values: sizes, times, modes, cores.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use bytesize::ByteSize;
use serde::{Deserialize, Serialize};

use super::near::nearest;
pub use crate::domain::instance::Mode;
use crate::domain::name::InvalidName;

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

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// As the engine is told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// Whether the engine starts the container again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Never.
    No,
    /// Where it failed.
    OnFailure,
    /// Unless somebody stopped it.
    UnlessStopped,
    /// Always.
    Always,
}

/// A word that is no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("There is no mode {given:?}. An instance is fast, persistent or durable. Use --{instead}.")]
pub struct UnknownMode {
    given: String,
    instead: Mode,
}

impl Restart {
    /// What the engine does with a container that ended, where the preset doesn't say.
    #[must_use]
    pub const fn usual(mode: Mode) -> Self {
        if mode.keeps_data() {
            Self::UnlessStopped
        } else {
            Self::No
        }
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(given: &str) -> Result<Self, UnknownMode> {
        let named = |word: &str| Self::ALL.into_iter().find(|mode| mode.as_str() == word);
        named(given).ok_or_else(|| UnknownMode {
            given: given.to_owned(),
            instead: nearest(given, Self::ALL.map(Self::as_str))
                .and_then(named)
                .unwrap_or_default(),
        })
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
mod tests {
    use super::*;

    #[test]
    fn a_size_a_time_and_a_mode_are_read_as_people_write_them() {
        let size = |text: &str| Size::try_from(text.to_owned());
        assert_eq!(size("256MiB"), Ok(Size(256 << 20)));
        assert_eq!(size("2 GiB"), Ok(Size(2 << 30)));
        for wrong in ["", "0", "-1MiB", "much"] {
            assert!(size(wrong).is_err(), "{wrong:?}");
        }
        let span = |text: &str| Span::try_from(text.to_owned());
        assert_eq!(span("250ms"), Ok(Span(Duration::from_millis(250))));
        for wrong in ["", "0s", "2h", "5"] {
            assert!(span(wrong).is_err(), "{wrong:?}");
        }
        let mode = |text: &str| FileMode::try_from(text.to_owned());
        assert_eq!(mode("1777"), Ok(FileMode(0o1777)));
        for wrong in ["", "999", "17777", "+755"] {
            assert!(mode(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_value_is_written_as_it_was_read() {
        assert_eq!(Size(256 << 20).to_string(), "256.0 MiB");
        assert_eq!(Span(Duration::from_millis(250)).to_string(), "250ms");
        assert_eq!(FileMode(0o1777).to_string(), "1777");
    }

    #[test]
    fn an_unknown_mode_is_told_the_nearest() {
        assert_eq!("durable".parse(), Ok(Mode::Durable));
        assert_eq!(
            "persitent".parse::<Mode>().unwrap_err().to_string(),
            "There is no mode \"persitent\". An instance is fast, persistent or durable. Use --persistent."
        );
    }
}
