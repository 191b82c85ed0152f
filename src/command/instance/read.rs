//! One word to one value of what is asked of instances.

use std::path::PathBuf;

use super::HostVolume;
use crate::command::error::is_quote;
use crate::command::read::{FromWord, Unreadable, checked};
use crate::command::token::Word;
use crate::command::value::{Period, Secret};
use crate::domain::inert::is_hidden;
use crate::domain::name::{InstanceName, VariableName};

/// With or without its beginning.
impl FromWord for InstanceName {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        checked(word, Self::chosen)
    }
}

/// Its whole name, where a short one could be anything.
pub(in crate::command) struct Whole(pub(in crate::command) InstanceName);

impl FromWord for Whole {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        if word.starts_with(InstanceName::BEGINS) {
            InstanceName::from_word(word).map(Self)
        } else {
            let instance = "an instance, whose names begin with hailer-";
            Err(Unreadable::not(word, instance))
        }
    }
}

/// A port of the machine.
pub(in crate::command) struct Port(pub(in crate::command) u16);

impl FromWord for Port {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        match word.parse() {
            Ok(port) if port > 0 => Ok(Self(port)),
            _ => Err(Unreadable::not(word, "a port")),
        }
    }
}

/// An image's reference, as far as its letters show.
pub(in crate::command) struct Image(pub(in crate::command) String);

impl FromWord for Image {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        // The name, the tag and the digest at their longest.
        const LONGEST: usize = 255 + 1 + 128 + 1 + 71;
        let letter = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
        let fits = (1..=LONGEST).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_alphanumeric())
            && word.chars().all(letter);
        if fits {
            Ok(Self(word.to_owned()))
        } else {
            Err(Unreadable::not(word, "an image"))
        }
    }
}

/// A limit of time: a bare number is seconds.
pub(in crate::command) struct Limit(pub(in crate::command) Period);

impl FromWord for Limit {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let unit = if is_number { "s" } else { "" };
        Period::from_word(&format!("{word}{unit}"))
            .map(Self)
            .map_err(|_| Unreadable::not(word, "a limit of time"))
    }
}

impl FromWord for HostVolume {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        let wrong = || Unreadable::not(word, "a folder and where it is mounted");
        let parts: Vec<&str> = word.split(':').collect();
        let (source, target, read_only) = match parts.as_slice() {
            [source, target] | [source, target, "rw"] => (source, target, false),
            [source, target, "ro"] => (source, target, true),
            _ => return Err(wrong()),
        };
        let path = |path: &str| {
            let shown = !path.chars().any(is_hidden);
            PathBuf::from_word(path).ok().filter(|_| shown)
        };
        match (path(source), path(target)) {
            (Some(source), Some(_)) if !target.trim_matches('/').is_empty() => Ok(Self {
                source,
                target: (*target).to_owned(),
                read_only,
            }),
            _ => Err(wrong()),
        }
    }
}

/// `KEY=VALUE`. No error says anything of the value, nor of a key that may be one.
pub(in crate::command) fn variable(word: &Word<'_>) -> Result<(VariableName, Secret), Unreadable> {
    let Some((name, value)) = word.text.split_once('=') else {
        return Err(Unreadable::because("there is no = in the variable"));
    };
    if !word.quoted && value.starts_with(is_quote) {
        let whole = "the whole in quotes: --env \"KEY=VALUE\"";
        return Err(
            Unreadable::because("a quote counts only at the beginning of the whole")
                .expecting(whole),
        );
    }
    let name = VariableName::new(name)
        .map_err(|_| Unreadable::because("what stands before = is not the name of a variable"))?;
    if value.contains('\0') {
        return Err(Unreadable::because("no variable can hold a NUL"));
    }
    Ok((name, Secret::new(value.to_owned())))
}
