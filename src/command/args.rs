//! What was typed behind a verb, handed out in order to the verb's reader.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::error::{ParseError, Problem, quoted};
use super::read::{FromWord, Topic, Unreadable};
use super::token::{BadQuote, Token, Tokens, Word};
use super::verb::{Arg, Flag, Verb};

/// The words and flags of one line. What its reader leaves over is an error.
pub(super) struct Args<'t> {
    source: &'t str,
    verb: &'static Verb,
    words: VecDeque<Word<'t>>,
    flags: Vec<(&'static Flag, Option<Word<'t>>)>,
}

impl<'t> Args<'t> {
    /// Sorts `tokens` into words and the flags that `verb` takes.
    pub(super) fn sort(
        source: &'t str,
        verb: &'static Verb,
        tokens: Tokens<'t>,
    ) -> Result<Self, ParseError> {
        let mut args = Self {
            source,
            verb,
            words: VecDeque::new(),
            flags: Vec::new(),
        };
        let mut tokens = tokens.peekable();
        while let Some(token) = tokens.next() {
            match token.map_err(|bad| bad_quote(source, bad))? {
                Token::Word(word) => args.words.push_back(word),
                Token::Flag { name, value, span } => {
                    let flag = args.known_flag(name, &span)?;
                    let error = |problem| ParseError::new(source, span.clone(), problem);
                    if args.flags.iter().any(|(seen, _)| seen.name == flag.name) {
                        return Err(error(Problem::RepeatedFlag(flag.name)));
                    }
                    let value = match (flag.value, value) {
                        (None, None) => None,
                        (None, Some(_)) => {
                            return Err(error(Problem::UnwantedValue(flag.name)));
                        }
                        (Some(_), Some(value)) => Some(value),
                        (Some((_, shape)), None) => {
                            let next =
                                tokens.next_if(|next| !matches!(next, Ok(Token::Flag { .. })));
                            match next.transpose().map_err(|bad| bad_quote(source, bad))? {
                                Some(Token::Word(word)) => Some(word),
                                _ => {
                                    return Err(error(Problem::MissingValue(flag.name))
                                        .expecting(shape.expected()));
                                }
                            }
                        }
                    };
                    args.flags.push((flag, value));
                }
            }
        }
        Ok(args)
    }

    fn known_flag(
        &self,
        name: &str,
        span: &std::ops::Range<usize>,
    ) -> Result<&'static Flag, ParseError> {
        let wanted = name.to_ascii_lowercase();
        let mut flags = self.verb.all_flags();
        if let Some(flag) = flags.find(|flag| flag.name == wanted) {
            return Ok(flag);
        }
        let given = self.source.get(span.clone()).unwrap_or_default();
        let names: Vec<&str> = self.verb.all_flags().map(|flag| flag.name).collect();
        let list: Vec<String> = names.iter().map(|name| format!("--{name}")).collect();
        let error = ParseError::new(
            self.source,
            span.clone(),
            Problem::UnknownFlag {
                verb: format!("/{}", self.verb.name),
                given: quoted(given),
            },
        )
        .expecting(match list.as_slice() {
            [only] => only.clone(),
            several => format!("one of {}", several.join(", ")),
        });
        if self.verb.takes_yes && matches!(wanted.as_str(), "yes" | "y") {
            return Err(error.meant(self.source, "yes"));
        }
        Err(
            match super::suggest::nearest(&wanted, names.iter().copied()) {
                Some(name) => error.meant(self.source, &format!("--{name}")),
                None => error,
            },
        )
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
            let end = self.source.trim_end().len();
            return Err(
                ParseError::new(self.source, end..end, Problem::MissingArgument(arg.name))
                    .expecting(arg.shape.expected()),
            );
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

    /// All words that are left as `arg`.
    pub(super) fn all<T: FromWord>(&mut self, arg: &'static Arg) -> Result<Vec<T>, ParseError> {
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

    /// The value of `flag`, if it was given.
    pub(super) fn flag<T: FromWord>(&self, flag: &'static Flag) -> Result<Option<T>, ParseError> {
        let given = self
            .flags
            .iter()
            .find(|(given, _)| given.name == flag.name)
            .and_then(|(_, value)| value.as_ref());
        let expected = flag.value.map_or("", |(_, shape)| shape.expected());
        given
            .map(|word| self.value(word, expected, T::from_word))
            .transpose()
    }

    /// Whether `flag` was given.
    pub(super) fn is_set(&self, flag: &'static Flag) -> bool {
        self.flags.iter().any(|(given, _)| given.name == flag.name)
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

    fn value<T>(
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

fn bad_quote(source: &str, bad: BadQuote) -> ParseError {
    match bad.unclosed {
        Some(close) => ParseError::new(source, bad.span, Problem::UnclosedQuote)
            .expecting(format!("a closing {close}")),
        None => ParseError::new(source, bad.span, Problem::AfterQuote)
            .expecting("a space behind the quote"),
    }
}
