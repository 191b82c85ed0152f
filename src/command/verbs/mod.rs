//! The table: every verb record, by group, and how a record is found by what was typed.

pub(super) mod change;
pub(super) mod codebase;
pub(super) mod config;
pub(super) mod create;
pub(super) mod cycle;
pub(super) mod instance;
pub(super) mod observe;
pub(super) mod people;

use std::borrow::Cow;

use super::verb::{Alias, Verb};

/// Verbs that belong together, under the title that help and docs give them.
#[derive(Debug)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// The records.
    pub verbs: &'static [&'static Verb],
}

/// Every verb that there is, in the order of help and docs.
pub static GROUPS: [Group; 6] = [
    Group {
        title: "Look",
        verbs: observe::VERBS,
    },
    Group {
        title: "Change",
        verbs: change::VERBS,
    },
    Group {
        title: "Codebases",
        verbs: codebase::VERBS,
    },
    Group {
        title: "Configuration",
        verbs: config::VERBS,
    },
    Group {
        title: "Instances",
        verbs: instance::VERBS,
    },
    Group {
        title: "People",
        verbs: people::VERBS,
    },
];

/// Where a name is typed, which decides the aliases that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In a chat or a comment.
    Chat,
    /// At the terminal, or as help's topic.
    Free,
}

/// Every record.
pub fn all() -> impl Iterator<Item = &'static Verb> + Clone {
    GROUPS.iter().flat_map(|group| group.verbs.iter().copied())
}

/// The records whose verb is called `name`, which is in normal form: several where it has forms, none where there is no
/// such verb.
pub(super) fn named(
    name: &str,
    spelling: Spelling,
) -> impl Iterator<Item = &'static Verb> + Clone + use<'_> {
    all().filter(move |verb| verb.head() == name || alias(verb, spelling) == Some(name))
}

/// Every name and alias.
pub(super) fn names(spelling: Spelling) -> impl Iterator<Item = &'static str> + Clone {
    all().flat_map(move |verb| std::iter::once(verb.head()).chain(alias(verb, spelling)))
}

fn alias(verb: &Verb, spelling: Spelling) -> Option<&'static str> {
    match (verb.alias?, spelling) {
        (Alias::AtTerminal(_), Spelling::Chat) => None,
        (alias, _) => Some(alias.name()),
    }
}

/// A typed name in the form that records use: lower case, hyphens.
pub(super) fn normal(typed: &str) -> Cow<'_, str> {
    if typed.bytes().any(|b| b == b'_' || b.is_ascii_uppercase()) {
        Cow::Owned(typed.to_ascii_lowercase().replace('_', "-"))
    } else {
        Cow::Borrowed(typed)
    }
}
