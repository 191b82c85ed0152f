//! What can be wrong with a line.

use super::LONGEST;

/// What is wrong. Each prints as a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing that is addressed to Hailer: say nothing.
    #[error("this is not a command")]
    NotACommand,
    /// Addressed to another bot: say nothing.
    #[error("this is for another bot")]
    OtherBot,
    /// More than anybody types, so it isn't read.
    #[error("a command has {LONGEST} bytes at most")]
    TooLong,
    /// A command that Hailer doesn't have: silence in a group, help in private.
    #[error("{given} is not a command")]
    UnknownVerb {
        /// What was given, quoted and cut.
        given: String,
    },
    /// A verb without the word that says which of its forms is meant.
    #[error("{verb} needs a word that says what to do")]
    MissingForm {
        /// The verb.
        verb: String,
    },
    /// A verb with a word that it doesn't know.
    #[error("{given} is nothing that {verb} can do")]
    UnknownForm {
        /// The verb.
        verb: String,
        /// What was given, quoted and cut.
        given: String,
    },
    /// A flag that the verb doesn't take.
    #[error("{given} is not a flag of {verb}")]
    UnknownFlag {
        /// The verb.
        verb: String,
        /// What was given, quoted and cut.
        given: String,
    },
    /// Flags of which there can be one.
    #[error("--{0} and --{1} exclude each other")]
    Exclusive(&'static str, &'static str),
    /// A flag that is about one instance, for several.
    #[error("--{0} is for one instance, and several are asked for")]
    ForOne(&'static str),
    /// A flag that stands for all of something, beside names.
    #[error("--{0} stands in the place of names, and there are names")]
    InsteadOfNames(&'static str),
    /// A flag of a verb that isn't for what the line is about.
    #[error("--{flag} is for {whom} alone")]
    NotForThese {
        /// The flag.
        flag: &'static str,
        /// What it is for ("instances").
        whom: &'static str,
    },
    /// Services and instances in one line.
    #[error("one line is about services or about instances, not both")]
    Mixed,
    /// The same flag again.
    #[error("--{0} is given twice")]
    RepeatedFlag(&'static str),
    /// A flag at the end, or before another flag, without what it needs.
    #[error("--{0} lacks its value")]
    MissingValue(&'static str),
    /// A flag that only switches something on, with a value.
    #[error("--{0} takes no value")]
    UnwantedValue(&'static str),
    /// An argument is missing.
    #[error("{0} is missing")]
    MissingArgument(&'static str),
    /// An argument or value that can't be read.
    #[error("{0}")]
    BadValue(String),
    /// A word that no argument is left for.
    #[error("{given} is one word too many")]
    Leftover {
        /// What was given, quoted and cut.
        given: String,
    },
    /// A quote that is never closed.
    #[error("the quote that opens here is never closed")]
    UnclosedQuote,
    /// Something directly behind a closing quote.
    #[error("something follows the closing quote directly")]
    AfterQuote,
}
