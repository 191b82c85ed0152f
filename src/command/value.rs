//! Values that exist only in commands, checked when they are made.

use std::fmt;
use std::time::Duration;

use regex::{Regex, RegexBuilder};

use crate::domain::actor::Principal;
use crate::domain::inert::is_hidden;

/// How many log lines, 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineCount(u16);

impl LineCount {
    /// The most that can be asked for.
    pub const MAX: u16 = 10_000;

    /// `None` when `lines` is 0 or above [`Self::MAX`].
    #[must_use]
    pub const fn new(lines: u16) -> Option<Self> {
        if lines == 0 || lines > Self::MAX {
            None
        } else {
            Some(Self(lines))
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl Default for LineCount {
    /// What is shown when no number is given.
    fn default() -> Self {
        Self(50)
    }
}

/// A stretch of time, whole seconds, one second to 366 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(Duration);

impl Period {
    const MAX_SECS: u64 = 366 * 24 * 60 * 60;

    /// `None` when `secs` is 0 or above 366 days.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Option<Self> {
        if secs == 0 || secs > Self::MAX_SECS {
            None
        } else {
            Some(Self(Duration::from_secs(secs)))
        }
    }

    /// The duration.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spaced = humantime::format_duration(self.0).to_string();
        f.write_str(&spaced.replace(' ', ""))
    }
}

/// A regular expression that compiles within bounds. Equal when its text is.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    const MAX_LENGTH: usize = 500;
    const MAX_COMPILED: usize = 1 << 20;

    /// Compiles `text`. The error is a sentence about what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > Self::MAX_LENGTH || text.chars().any(is_hidden) {
            return Err(format!(
                "a pattern has 1 to {} visible characters",
                Self::MAX_LENGTH
            ));
        }
        RegexBuilder::new(text)
            .size_limit(Self::MAX_COMPILED)
            .build()
            .map(Self)
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "the pattern is too big".to_owned(),
                // The parser draws a picture over several lines; its last one says what is wrong.
                other => other
                    .to_string()
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .to_owned(),
            })
    }

    /// The compiled expression.
    #[must_use]
    pub const fn regex(&self) -> &Regex {
        &self.0
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

/// A person's own words, kept on record: 1 to 200 visible characters, no space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence(String);

impl Sentence {
    /// The most characters that it may have.
    pub const MAX_CHARS: usize = 200;

    /// `None` when nothing is left of `text`, it is too long, or holds hidden characters or line breaks.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count())
            && !text.chars().any(|c| is_hidden(c) || c.is_control());
        fits.then(|| Self(text.to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code that was shown or printed: 4 to 64 letters, digits, `-` or `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// `None` when `text` can't be a code.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let well_formed = (4..=64).contains(&text.len())
            && !text.starts_with('-')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The code as it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value that may be secret: it can't be printed but as part of a command.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// From what was typed.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// In clear.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// Whom a grant is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An identity, `telegram:7`.
    Principal(Principal),
    /// A login on the platform that is spoken on, `@octocat`, without the `@`: resolved to an id when it is granted.
    Login(String),
}

impl Who {
    /// The login `name`; `None` when no platform has such logins.
    #[must_use]
    pub fn login(name: &str) -> Option<Self> {
        let well_formed = (1..=39).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        well_formed.then(|| Self::Login(name.to_owned()))
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal(principal) => principal.fmt(f),
            Self::Login(name) => write!(f, "@{name}"),
        }
    }
}
