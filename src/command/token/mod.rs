//! Text to words and flags. Quotes (`"…"`, `'…'`) open only at the beginning of a value, so that `don't` is a word; what
//! phones make of quotes and dashes (`“…”`, `—since`) is understood.

use std::borrow::Cow;
use std::ops::Range;

/// A word or a flag, with its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A value, bare or in quotes.
    Word(Word<'t>),
    /// A token that begins with a dash.
    Flag {
        /// What follows the dashes, up to `=`.
        name: &'t str,
        /// What follows `=`.
        value: Option<Word<'t>>,
        /// The bytes of dashes and name.
        span: Range<usize>,
    },
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// Without its quotes.
    pub(super) text: Cow<'t, str>,
    /// With its quotes.
    pub(super) span: Range<usize>,
    /// Whether it stood in quotes: then it is never the word `yes` and never a number of lines.
    pub(super) quoted: bool,
}

/// A token that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadQuote {
    /// Where.
    pub(super) span: Range<usize>,
    /// The quote that was waited for; `None` when it came and something followed it directly.
    pub(super) unclosed: Option<char>,
}

/// The tokens of a text, one at a time: what stands behind a bad quote is never looked at.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads up to white space, or to the first of `stop` if that comes before.
    fn bare(&mut self, stop: Option<char>) -> &'t str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || Some(c) == stop)
            .unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// Reads one value: in quotes when it begins with one, else up to white space.
    fn word(&mut self) -> Result<Word<'t>, BadQuote> {
        let start = self.at;
        let Some(close) = self.rest().chars().next().and_then(closing) else {
            let text = Cow::Borrowed(self.bare(None));
            return Ok(Word {
                text,
                span: start..self.at,
                quoted: false,
            });
        };
        let text = self.quoted(close)?;
        let end = self.at;
        if !self.bare(None).is_empty() {
            return Err(BadQuote {
                span: end..self.at,
                unclosed: None,
            });
        }
        Ok(Word {
            text,
            span: start..end,
            quoted: true,
        })
    }

    /// Reads a quoted value, whose opening quote is next. Within `"…"`, `\"` is a quote and `\\` a backslash; any other
    /// backslash stands for itself, as regular expressions need it.
    fn quoted(&mut self, close: char) -> Result<Cow<'t, str>, BadQuote> {
        let start = self.at;
        let rest = self.rest();
        let mut chars = rest.char_indices().skip(1).peekable();
        let mut unescaped: Option<String> = None;
        let open = rest.chars().next().map_or(0, char::len_utf8);
        while let Some((offset, c)) = chars.next() {
            let escaped = (close == '"' && c == '\\')
                .then(|| chars.next_if(|(_, next)| matches!(next, '"' | '\\')))
                .flatten();
            if let Some((_, escaped)) = escaped {
                let before = rest.get(open..offset).unwrap_or_default();
                unescaped
                    .get_or_insert_with(|| before.to_owned())
                    .push(escaped);
            } else if c == close {
                self.at += offset + c.len_utf8();
                let whole = rest.get(open..offset).unwrap_or_default();
                return Ok(unescaped.map_or(Cow::Borrowed(whole), Cow::Owned));
            } else if let Some(text) = &mut unescaped {
                text.push(c);
            }
        }
        self.at = self.text.len();
        Err(BadQuote {
            span: start..start + open,
            unclosed: Some(close),
        })
    }

    /// The dashes that a flag begins with, as people and phones write them.
    fn dashes(&self) -> Option<&'static str> {
        ["--", "—", "–", "-"]
            .into_iter()
            .find(|dashes| self.rest().starts_with(dashes))
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Result<Token<'t>, BadQuote>;

    fn next(&mut self) -> Option<Self::Item> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        if self.rest().is_empty() {
            return None;
        }
        let start = self.at;
        let Some(dashes) = self.dashes() else {
            return Some(self.word().map(Token::Word));
        };
        self.at += dashes.len();
        let name = self.bare(Some('='));
        let span = start..self.at;
        let value = if self.rest().starts_with('=') {
            self.at += 1;
            match self.word() {
                Ok(word) => Some(word),
                Err(bad) => return Some(Err(bad)),
            }
        } else {
            None
        };
        Some(Ok(Token::Flag { name, value, span }))
    }
}

const fn closing(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '\'' => Some('\''),
        '“' | '”' | '„' => Some('”'),
        '‘' | '’' => Some('’'),
        _ => None,
    }
}

/// `text` as it must be written to be read back as the same value.
pub(super) fn quote(text: &str) -> Cow<'_, str> {
    let plain = text
        .chars()
        .all(|c| c.is_alphanumeric() || "-_./:,@*+%=".contains(c))
        && !text.starts_with('-')
        && !text.is_empty()
        && !text.eq_ignore_ascii_case("yes");
    if plain {
        Cow::Borrowed(text)
    } else {
        let escaped = text.replace('\\', r"\\").replace('"', "\\\"");
        Cow::Owned(format!("\"{escaped}\""))
    }
}

#[cfg(test)]
mod tests;
