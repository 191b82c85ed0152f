//! The flags of a line.

use super::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::read::{FromWord, Unreadable};
use crate::command::sort::Given;
use crate::command::token::Word;
use crate::command::verb::Flag;

impl<'t> Args<'t> {
    /// The value of `flag`, if it was given.
    pub(in crate::command) fn flag<T: FromWord>(
        &self,
        flag: &'static Flag,
    ) -> Result<Option<T>, ParseError> {
        let values = self.each(flag, |word| T::from_word(&word.text))?;
        Ok(values.into_iter().next())
    }

    /// Every value of `flag`, in the order in which they were given, read by `read`.
    pub(in crate::command) fn each<T>(
        &self,
        flag: &'static Flag,
        read: impl Fn(&Word<'t>) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, ParseError> {
        let expected = flag.value.map_or("", |(_, shape)| shape.expected());
        self.given(flag)
            .filter_map(|given| given.value.as_ref())
            .map(|word| self.value(word, expected, |_| read(word)))
            .collect()
    }

    /// Whether `flag` was given.
    pub(in crate::command) fn is_set(&self, flag: &'static Flag) -> bool {
        self.given(flag).next().is_some()
    }

    /// The one of `flags` that was given, if any was; that there are two is an error.
    pub(in crate::command) fn one_of(
        &self,
        flags: &[&'static Flag],
    ) -> Result<Option<&'static Flag>, ParseError> {
        let is_one = |given: &&Given<'t>| flags.iter().any(|flag| flag.name == given.flag.name);
        let mut given = self.flags.iter().filter(is_one);
        let first = given.next().map(|first| first.flag);
        match (first, given.next()) {
            (Some(first), Some(second)) => {
                let names: Vec<String> = flags
                    .iter()
                    .map(|flag| format!("--{}", flag.name))
                    .collect();
                let problem = Problem::Exclusive(first.name, second.flag.name);
                let span = second.span.clone();
                let error = ParseError::new(self.source, span, problem);
                Err(error.expecting(format!("one of {}", names.join(", "))))
            }
            _ => Ok(first),
        }
    }

    /// Fails with `problem` where `flag` was given.
    pub(in crate::command) fn without(
        &self,
        flag: &'static Flag,
        problem: Problem,
        expected: &str,
    ) -> Result<(), ParseError> {
        match self.given(flag).next() {
            None => Ok(()),
            Some(given) => {
                Err(ParseError::new(self.source, given.span.clone(), problem).expecting(expected))
            }
        }
    }

    /// Each time that `flag` was given.
    pub(in crate::command) fn given(
        &self,
        flag: &'static Flag,
    ) -> impl Iterator<Item = &Given<'t>> {
        let is_it = |given: &&Given<'t>| given.flag.name == flag.name;
        self.flags.iter().filter(is_it)
    }

    pub(super) fn value<T>(
        &self,
        word: &Word<'t>,
        expected: &str,
        read: impl Fn(&str) -> Result<T, Unreadable>,
    ) -> Result<T, ParseError> {
        read(&word.text).map_err(|unreadable| {
            let error = ParseError::new(
                self.source,
                word.span.clone(),
                Problem::BadValue(unreadable.sentence),
            )
            .expecting(unreadable.expected.as_deref().unwrap_or(expected));
            match unreadable.instead {
                Some(instead) => error.meant(self.source, &instead),
                None => error,
            }
        })
    }
}
