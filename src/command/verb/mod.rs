//! The record of a verb: everything that is ever said of it. Parser, help, menu, completion and docs read these.

mod shape;

use std::fmt;

use super::args::Args;
use super::error::ParseError;
use super::invocation::Command;
use crate::domain::action::Action;

pub use shape::Shape;

/// One verb, or one form of a verb that has several ("codebase add").
pub struct Verb {
    /// The canonical name, with the form's word behind it where there are several ("docker-status", "codebase add"); in brackets
    /// where the word may be left out (`docker-images [list]`).
    pub name: &'static str,
    /// A shorter name.
    pub alias: Option<Alias>,
    /// What it does, one line.
    pub summary: &'static str,
    /// Its arguments in order.
    pub args: &'static [Arg],
    /// Its flags, besides those that every verb takes.
    pub flags: &'static [Flag],
    /// Whether `yes` at the end spends a pending confirmation.
    pub takes_yes: bool,
    /// Lines that work, the most usual first.
    pub examples: &'static [&'static str],
    /// What it asks for; `None` for yes and no, which stand for what is pending.
    pub action: Option<Action>,
    /// Turns what was typed into the command.
    pub(super) read: fn(&mut Args<'_>) -> Result<Command, ParseError>,
}

/// A shorter name of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alias {
    /// Everywhere ("status").
    Anywhere(&'static str),
    /// At the terminal alone ("start"). Telegram's Start button sends `/start`, which must never start containers.
    AtTerminal(&'static str),
}

impl Alias {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anywhere(name) | Self::AtTerminal(name) => name,
        }
    }
}

/// An argument: told from others by its place.
pub struct Arg {
    /// As it stands in the usage ("SERVICE").
    pub name: &'static str,
    /// What its values look like.
    pub shape: Shape,
    /// How often it is given.
    pub arity: Arity,
    /// What it means, a phrase.
    pub meaning: &'static str,
}

/// How often an argument is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Once.
    Required,
    /// Once or not at all.
    Optional,
    /// Any number of times.
    Many,
    /// Once or more.
    Several,
}

impl Arity {
    /// Whether it may be given more than once.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(self, Self::Many | Self::Several)
    }
}

/// A flag, `--name` or `--name VALUE`.
pub struct Flag {
    /// Without its dashes.
    pub name: &'static str,
    /// Its value's name in the usage and shape; `None` where it only switches something on.
    pub value: Option<(&'static str, Shape)>,
    /// What it means, a phrase.
    pub meaning: &'static str,
    /// Whether it may be given more than once.
    pub many: bool,
}

impl Flag {
    /// One that only switches something on.
    pub(super) const fn switch(name: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            value: None,
            meaning,
            many: false,
        }
    }

    /// One with a value.
    pub(super) const fn valued(
        name: &'static str,
        value: (&'static str, Shape),
        meaning: &'static str,
    ) -> Self {
        Self {
            value: Some(value),
            ..Self::switch(name, meaning)
        }
    }

    /// The same, which may be given more than once.
    pub(super) const fn repeated(self) -> Self {
        Self { many: true, ..self }
    }

    /// Whether its values may be secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.value, Some((_, Shape::Variable)))
    }
}

/// `--in`, which every verb takes.
pub const IN: Flag = Flag {
    name: "in",
    value: Some(("CODEBASE", Shape::Codebase)),
    meaning: "the codebase meant, where it isn't the one spoken of",
    many: false,
};

impl Verb {
    /// The first word of the name; `/help` knows the verb by it.
    #[must_use]
    pub fn head(&self) -> &'static str {
        self.name.split(' ').next().unwrap_or(self.name)
    }

    /// The word that tells this form from others of the same verb.
    #[must_use]
    pub fn form(&self) -> Option<&'static str> {
        let (_, form) = self.name.split_once(' ')?;
        Some(form.trim_matches(['[', ']']))
    }

    /// Whether it is this form that is meant where none is said.
    #[must_use]
    pub fn is_usual_form(&self) -> bool {
        self.name.ends_with(']')
    }

    /// The canonical name as it is typed, with the form's word.
    #[must_use]
    pub fn typed(&self) -> String {
        self.name.replace(['[', ']'], "")
    }

    /// Its flags, then those that every verb takes.
    pub fn all_flags(&self) -> impl Iterator<Item = &'static Flag> + Clone + use<> {
        self.flags.iter().chain(std::iter::once(&IN))
    }

    /// Whether a line of it may hold secrets.
    #[must_use]
    pub fn takes_secrets(&self) -> bool {
        self.flags.iter().any(Flag::is_secret)
    }

    /// `/docker-logs [SERVICE] [LINES] [--since TIME]`, without what every verb takes.
    #[must_use]
    pub fn usage(&self) -> String {
        let mut parts = vec![format!("/{}", self.name)];
        parts.extend(self.args.iter().map(|arg| match arg.arity {
            Arity::Required => arg.name.to_owned(),
            Arity::Optional => format!("[{}]", arg.name),
            Arity::Many => format!("[{}…]", arg.name),
            Arity::Several => format!("{}…", arg.name),
        }));
        parts.extend(self.flags.iter().map(|flag| {
            let more = if flag.many { "…" } else { "" };
            format!("[{flag}]{more}")
        }));
        if self.takes_yes {
            parts.push("[yes]".to_owned());
        }
        parts.join(" ")
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--{}", self.name)?;
        match self.value {
            Some((placeholder, _)) => write!(f, " {placeholder}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Verb").field(&self.name).finish()
    }
}
