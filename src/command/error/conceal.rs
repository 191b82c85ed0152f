//! A line without its secrets, as an error may show it.

use std::borrow::Cow;
use std::ops::Range;

use crate::command::token::{Token, Tokens, Word};
use crate::command::verb::{Flag, Verb};
use crate::command::verbs;
use crate::domain::name::VariableName;

/// Stands for each byte of a secret: places in the line stay where they are. Never part of a suggested line, since it is hidden.
pub(super) const CONCEALED: char = '\u{1a}';

/// `text` without the values of its variables, byte for byte as long. `rest` is what stands behind the verb; where `careful`,
/// what only looks like a variable is concealed too: its flag may be misspelt or missing.
pub(in crate::command) fn conceal<'t>(
    text: &'t str,
    rest: Tokens<'t>,
    careful: bool,
) -> Cow<'t, str> {
    let mut secrets = Secrets {
        text,
        careful,
        waiting: Waiting::Nothing,
        goes_on: false,
        found: Vec::new(),
    };
    let mut read = 0;
    for token in rest {
        match token {
            Ok(Token::Flag { name, value, span }) => {
                read = value.as_ref().map_or(span.end, |value| value.span.end);
                secrets.flag(name, value.as_ref());
            }
            Ok(Token::Word(word)) => {
                read = word.span.end;
                secrets.word(&word);
            }
            Err(_) => {
                secrets.unreadable(read);
                break;
            }
        }
    }
    without(text, &secrets.found)
}

/// What a flag before a word says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Nothing,
    /// It is a variable.
    Variable,
    /// It is the value of another flag.
    Other,
}

struct Secrets<'t> {
    text: &'t str,
    careful: bool,
    waiting: Waiting,
    /// Whether what follows the last variable may be part of its value.
    goes_on: bool,
    found: Vec<Range<usize>>,
}

impl Secrets<'_> {
    fn flag(&mut self, name: &str, value: Option<&Word<'_>>) {
        let name = name.to_ascii_lowercase();
        let known = verbs::all().flat_map(Verb::all_flags);
        let mut known = known.filter(|flag| flag.name == name).peekable();
        self.goes_on = false;
        self.waiting = match known.peek() {
            Some(flag) if flag.is_secret() => Waiting::Variable,
            Some(Flag { value: Some(_), .. }) => Waiting::Other,
            Some(_) | None => Waiting::Nothing,
        };
        if let Some(value) = value {
            self.word(value);
        }
    }

    fn word(&mut self, word: &Word<'_>) {
        match std::mem::replace(&mut self.waiting, Waiting::Nothing) {
            Waiting::Variable => {
                self.goes_on = may_go_on(word);
                self.variable(word);
            }
            Waiting::Nothing if self.goes_on => self.found.push(word.span.clone()),
            Waiting::Nothing if self.careful && word.text.contains('=') => {
                self.goes_on = may_go_on(word);
                self.variable(word);
            }
            Waiting::Nothing | Waiting::Other => {}
        }
    }

    /// What isn't the name of a variable may be the secret itself.
    fn variable(&mut self, word: &Word<'_>) {
        let Range { start, end } = word.span;
        let raw = self.text.get(start..end).unwrap_or_default();
        let value = raw.find('=').map(|at| start + at + 1);
        let is_named = word
            .text
            .split_once('=')
            .is_some_and(|(name, _)| VariableName::new(name).is_ok());
        let from = value.filter(|_| is_named).unwrap_or(start);
        self.found.push(from..end);
    }

    /// Quotes can't be told apart from `read` on.
    fn unreadable(&mut self, read: usize) {
        let rest = self.text.get(read..).unwrap_or_default();
        let is_secret = self.careful || self.goes_on || self.waiting == Waiting::Variable;
        if is_secret {
            let spaces = rest.len() - rest.trim_start().len();
            self.found.push(read + spaces..self.text.len());
        }
    }
}

/// Whether what follows a variable may be part of its value: only as a whole in quotes has it an end.
fn may_go_on(word: &Word<'_>) -> bool {
    !word.quoted || !word.text.contains('=')
}

/// Whether `c` opens a quote where a value begins.
pub(in crate::command) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '„' | '‘' | '’')
}

/// `text` with `secrets`, which are in their order, concealed.
fn without<'t>(text: &'t str, secrets: &[Range<usize>]) -> Cow<'t, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for secret in secrets {
        shown.push_str(text.get(shown.len()..secret.start).unwrap_or_default());
        shown.extend(std::iter::repeat_n(
            CONCEALED,
            secret.end.saturating_sub(shown.len()),
        ));
    }
    shown.push_str(text.get(shown.len()..).unwrap_or_default());
    Cow::Owned(shown)
}
