//! A line that could not be read: what is wrong, where, what was expected, and the nearest line that would do.

mod conceal;
mod excerpt;
mod problem;

use std::fmt;
use std::ops::Range;

use crate::domain::inert;
use excerpt::Excerpt;

pub(super) use conceal::{conceal, is_quote};
pub use problem::Problem;

/// The longest text that is read, in bytes: what one comment on GitHub can hold.
pub(super) const LONGEST: usize = 1 << 16;

/// Why a text is not a command. It prints as up to four lines: the sentence, the text, a caret under the place, and what
/// was expected with the nearest valid form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError(Box<Fault>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    problem: Problem,
    span: Range<usize>,
    expected: Option<String>,
    hint: Option<Hint>,
    excerpt: Excerpt,
}

/// A line that would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// The given line with the place put right.
    DidYouMean(String),
    /// Another line of the same verb.
    Example(String),
}

impl Hint {
    /// The line as it is typed.
    #[must_use]
    pub fn line(&self) -> &str {
        match self {
            Self::DidYouMean(line) | Self::Example(line) => line,
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidYouMean(line) => write!(f, "did you mean: {line}"),
            Self::Example(line) => write!(f, "for example: {line}"),
        }
    }
}

impl ParseError {
    pub(super) fn new(source: &str, span: Range<usize>, problem: Problem) -> Self {
        Self(Box::new(Fault {
            excerpt: Excerpt::around(source, &span),
            problem,
            span,
            expected: None,
            hint: None,
        }))
    }

    pub(super) fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// Suggests `source` with the place replaced by `instead`.
    pub(super) fn meant(mut self, source: &str, instead: &str) -> Self {
        const LONGEST: usize = 200;
        let before = source.get(..self.0.span.start).unwrap_or_default();
        let after = source.get(self.0.span.end..).unwrap_or_default();
        let line = format!("{before}{instead}{after}");
        let line = line.trim();
        let showable =
            line.len() <= LONGEST && !line.chars().any(|c| inert::is_hidden(c) || c.is_control());
        if showable {
            self.0.hint = Some(Hint::DidYouMean(line.to_owned()));
        }
        self
    }

    /// Suggests `line`, unless something nearer is suggested already.
    pub(super) fn or_example(mut self, line: Option<&str>) -> Self {
        if self.0.hint.is_none() {
            self.0.hint = line.map(|line| Hint::Example(line.to_owned()));
        }
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The bytes of the given text that are wrong; empty where something is missing.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.0.span.clone()
    }

    /// What was expected there, a noun phrase.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// The nearest line that would do.
    #[must_use]
    pub fn hint(&self) -> Option<&Hint> {
        self.0.hint.as_ref()
    }

    /// The line around the place with a caret under it: two lines for a fixed-width font, without hidden characters.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.0.excerpt.to_string()
    }

    /// The fourth line: what was expected and the hint.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        match (self.expected(), self.hint()) {
            (Some(expected), Some(hint)) => Some(format!("expected {expected}; {hint}")),
            (Some(expected), None) => Some(format!("expected {expected}")),
            (None, Some(hint)) => Some(hint.to_string()),
            (None, None) => None,
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.0.problem, self.0.excerpt)?;
        match self.advice() {
            Some(advice) => write!(f, "\n{advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// `given` in quotes, cut to a length that can be read, with what is hidden in it written out.
pub(super) fn quoted(given: &str) -> String {
    const LONGEST: usize = 40;
    let cut: String = given.chars().take(LONGEST).collect();
    let more = if cut.len() < given.len() { "…" } else { "" };
    let visible: String = cut
        .chars()
        .map(|c| {
            if inert::is_hidden(c) {
                inert::REPLACEMENT
            } else {
                c
            }
        })
        .collect();
    format!("{:?}", format!("{visible}{more}"))
}
