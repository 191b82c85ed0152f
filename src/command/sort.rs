//! The tokens behind a verb, told apart: words in their order, and the flags that the verb takes.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::ops::Range;

use super::error::{ParseError, Problem, quoted};
use super::suggest::nearest;
use super::token::{BadQuote, Token, Tokens, Word};
use super::verb::{Flag, Verb};

/// A flag that was given.
pub(super) struct Given<'t> {
    pub(super) flag: &'static Flag,
    /// The bytes of dashes and name.
    pub(super) span: Range<usize>,
    /// Its value, where it takes one.
    pub(super) value: Option<Word<'t>>,
}

/// What was typed behind a verb.
pub(super) struct Sorted<'t> {
    pub(super) words: VecDeque<Word<'t>>,
    pub(super) flags: Vec<Given<'t>>,
}

/// Sorts `tokens` of `source` into words and flags of `verb`.
pub(super) fn sort<'t>(
    source: &'t str,
    verb: &'static Verb,
    tokens: Tokens<'t>,
) -> Result<Sorted<'t>, ParseError> {
    let mut sorted = Sorted {
        words: VecDeque::new(),
        flags: Vec::new(),
    };
    let mut tokens = tokens.peekable();
    while let Some(token) = tokens.next() {
        match token.map_err(|bad| bad_quote(source, bad))? {
            Token::Word(word) => sorted.words.push_back(word),
            Token::Flag { name, value, span } => {
                let flag = known(source, verb, name, &span)?;
                let is_same = |seen: &Given<'_>| seen.flag.name == flag.name;
                if !flag.many && sorted.flags.iter().any(is_same) {
                    return Err(ParseError::new(
                        source,
                        span,
                        Problem::RepeatedFlag(flag.name),
                    ));
                }
                let value = value_of(source, flag, span.clone(), value, &mut tokens)?;
                sorted.flags.push(Given { flag, span, value });
            }
        }
    }
    Ok(sorted)
}

/// The value of `flag`: `inline` behind `=`, else the next token unless that is a flag.
fn value_of<'t>(
    source: &'t str,
    flag: &'static Flag,
    span: Range<usize>,
    inline: Option<Word<'t>>,
    tokens: &mut Peekable<Tokens<'t>>,
) -> Result<Option<Word<'t>>, ParseError> {
    let Some((_, shape)) = flag.value else {
        return match inline {
            None => Ok(None),
            Some(_) => Err(ParseError::new(
                source,
                span,
                Problem::UnwantedValue(flag.name),
            )),
        };
    };
    if inline.is_some() {
        return Ok(inline);
    }
    let next = tokens.next_if(|next| !matches!(next, Ok(Token::Flag { .. })));
    match next.transpose().map_err(|bad| bad_quote(source, bad))? {
        Some(Token::Word(word)) => Ok(Some(word)),
        _ => Err(
            ParseError::new(source, span, Problem::MissingValue(flag.name))
                .expecting(shape.expected()),
        ),
    }
}

fn known(
    source: &str,
    verb: &'static Verb,
    name: &str,
    span: &Range<usize>,
) -> Result<&'static Flag, ParseError> {
    let wanted = name.to_ascii_lowercase();
    if let Some(flag) = verb.all_flags().find(|flag| flag.name == wanted) {
        return Ok(flag);
    }
    let given = source.get(span.clone()).unwrap_or_default();
    let problem = Problem::UnknownFlag {
        verb: format!("/{}", verb.name),
        given: quoted(given),
    };
    let names: Vec<String> = verb
        .all_flags()
        .map(|flag| format!("--{}", flag.name))
        .collect();
    let expected = match names.as_slice() {
        [only] => only.clone(),
        several => format!("one of {}", several.join(", ")),
    };
    let error = ParseError::new(source, span.clone(), problem).expecting(expected);
    if verb.takes_yes && matches!(wanted.as_str(), "yes" | "y") {
        return Err(error.meant(source, "yes"));
    }
    Err(
        match nearest(&wanted, verb.all_flags().map(|flag| flag.name)) {
            Some(name) => error.meant(source, &format!("--{name}")),
            None => error,
        },
    )
}

fn bad_quote(source: &str, bad: BadQuote) -> ParseError {
    match bad.unclosed {
        Some(close) => ParseError::new(source, bad.span, Problem::UnclosedQuote)
            .expecting(format!("a closing {close}")),
        None => ParseError::new(source, bad.span, Problem::AfterQuote)
            .expecting("a space behind the quote"),
    }
}
