//! What was typed behind a verb, handed out in order to the verb's reader.

mod flags;

use std::borrow::Cow;
use std::collections::VecDeque;

use super::error::{ParseError, Problem, quoted};
use super::read::{FromWord, Topic, Unreadable};
use super::sort::{Given, Sorted, sort};
use super::token::{Tokens, Word};
use super::verb::{Arg, Arity, Verb};

/// The words and flags of one line. What its reader leaves over is an error.
pub(super) struct Args<'t> {
    source: &'t str,
    verb: &'static Verb,
    words: VecDeque<Word<'t>>,
    flags: Vec<Given<'t>>,
}

impl<'t> Args<'t> {
    /// What `tokens` of `source` give to `verb`.
    pub(super) fn new(
        source: &'t str,
        verb: &'static Verb,
        tokens: Tokens<'t>,
    ) -> Result<Self, ParseError> {
        let Sorted { words, flags } = sort(source, verb, tokens)?;
        Ok(Self {
            source,
            verb,
            words,
            flags,
        })
    }

    /// Takes the word `yes` from the end of the line.
    pub(super) fn take_yes(&mut self) -> bool {
        let yes = self
            .words
            .back()
            .is_some_and(|word| !word.quoted && word.text.eq_ignore_ascii_case("yes"));
        if yes {
            self.words.pop_back();
        }
        yes
    }

    /// The next word, left where it is.
    pub(super) fn peek(&self) -> Option<&Word<'t>> {
        self.words.front()
    }

    /// Takes the next word if it is this one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is_it = |next: &mut Word<'t>| !next.quoted && next.text.eq_ignore_ascii_case(word);
        self.words.pop_front_if(is_it).is_some()
    }

    /// The next word as `arg`, which must be there.
    pub(super) fn required<T: FromWord>(&mut self, arg: &'static Arg) -> Result<T, ParseError> {
        self.required_with(arg, T::from_word)
    }

    /// The next word as `arg`, which must be there, read by `read`.
    pub(super) fn required_with<T>(
        &mut self,
        arg: &'static Arg,
        read: impl Fn(&str) -> Result<T, Unreadable>,
    ) -> Result<T, ParseError> {
        let Some(word) = self.words.pop_front() else {
            return Err(self.missing(arg.name, arg.shape.expected()));
        };
        self.value(&word, arg.shape.expected(), read)
    }

    /// The next word as `arg`, if there is one.
    pub(super) fn optional<T: FromWord>(
        &mut self,
        arg: &'static Arg,
    ) -> Result<Option<T>, ParseError> {
        match self.words.front() {
            Some(_) => self.required(arg).map(Some),
            None => Ok(None),
        }
    }

    /// All words that are left as `arg`, of which there must be one where it asks for several.
    pub(super) fn all<T: FromWord>(&mut self, arg: &'static Arg) -> Result<Vec<T>, ParseError> {
        if self.words.is_empty() && arg.arity == Arity::Several {
            return Err(self.missing(arg.name, arg.shape.expected()));
        }
        let words: Vec<Word<'t>> = self.words.drain(..).collect();
        words
            .iter()
            .map(|word| self.value(word, arg.shape.expected(), T::from_word))
            .collect()
    }

    /// All words that are left as one `arg`, with one space between each.
    pub(super) fn together<T: FromWord>(
        &mut self,
        arg: &'static Arg,
    ) -> Result<Option<T>, ParseError> {
        let words: Vec<Word<'t>> = self.words.drain(..).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Ok(None);
        };
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_ref()).collect();
        let whole = Word {
            text: Cow::Owned(texts.join(" ")),
            span: first.span.start..last.span.end,
            quoted: false,
        };
        self.value(&whole, arg.shape.expected(), T::from_word)
            .map(Some)
    }

    /// The verb that the words that are left name, if any are: `docker-config`, `/docker config`, `config set`.
    pub(super) fn topic(&mut self, arg: &'static Arg) -> Result<Option<&'static str>, ParseError> {
        let Some(first) = self.words.pop_front() else {
            return Ok(None);
        };
        let mut whole = first;
        if whole
            .text
            .trim_start_matches('/')
            .eq_ignore_ascii_case("docker")
            && let Some(second) = self.words.pop_front()
        {
            whole = Word {
                text: Cow::Owned(format!("docker-{}", second.text)),
                span: whole.span.start..second.span.end,
                quoted: false,
            };
        }
        let topic = self.value(&whole, arg.shape.expected(), Topic::from_word)?;
        // A form of the verb is explained with the others.
        self.words.pop_front_if(|word| topic.has_form(&word.text));
        Ok(Some(topic.0))
    }

    /// Fails with `problem` where a word is left that `is_wrong`.
    pub(super) fn no_word(
        &self,
        is_wrong: impl Fn(&Word<'t>) -> bool,
        problem: Problem,
        expected: &str,
    ) -> Result<(), ParseError> {
        match self.words.iter().find(|word| is_wrong(word)) {
            None => Ok(()),
            Some(word) => {
                Err(ParseError::new(self.source, word.span.clone(), problem).expecting(expected))
            }
        }
    }

    /// What is said where `name` is missing at the end of the line.
    pub(super) fn missing(&self, name: &'static str, expected: &str) -> ParseError {
        let end = self.source.trim_end().len();
        ParseError::new(self.source, end..end, Problem::MissingArgument(name)).expecting(expected)
    }

    /// Succeeds when every word was taken.
    pub(super) fn finish(mut self) -> Result<(), ParseError> {
        match self.words.pop_front() {
            None => Ok(()),
            Some(word) => {
                let given = quoted(&word.text);
                Err(
                    ParseError::new(self.source, word.span, Problem::Leftover { given })
                        .expecting(format!("the form {}", self.verb.usage())),
                )
            }
        }
    }
}
