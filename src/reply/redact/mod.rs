//! Secrets taken out of whatever is shown, stored or traced: values that are known, and shapes that only secrets have.
//!
//! It never decides what may be read, and it can't know a secret that was neither given to it nor looks like one.

mod forms;
mod secrets;
mod shape;
mod stream;

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::block::Reply;
use super::clean::clean;

pub use secrets::RedactorBuilder;
pub use stream::Stream;

/// What stands in the place of an end that is missing.
const CUT: &str = " …(cut)";

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// Takes secrets out of text. Cheap to use, dear to build: one for each project and state of its files.
#[derive(Debug, Clone)]
pub struct Redactor {
    known: Option<AhoCorasick>,
    /// Bytes of the longest known secret.
    longest: usize,
}

impl Redactor {
    /// Starts gathering secrets.
    #[must_use]
    pub fn builder() -> RedactorBuilder {
        RedactorBuilder::default()
    }

    /// Compiles the known shapes, which the first text would wait for.
    pub fn prepare() {
        shape::prepare();
    }

    /// `text` without secrets. Where one comes out only once the text is made inert, since an escape sequence stands in the
    /// middle of it, the text is inert too.
    #[must_use]
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if matches!(clean(text), Cow::Owned(_)) {
            // A known one may have hidden characters of its own.
            let without_known = replaced(text, &self.known_in(text));
            let inert = clean(&without_known);
            if let Cow::Owned(redacted) = replaced(&inert, &self.secrets_in(&inert)) {
                return Cow::Owned(redacted);
            }
        }
        replaced(text, &self.secrets_in(text))
    }

    /// A line of a log without secrets. Where its end was `cut` off it may end in the middle of one, which nobody could know
    /// by its beginning: so as much is taken off as a secret can be long.
    #[must_use]
    pub fn line<'t>(&self, text: &'t str, cut: bool) -> Cow<'t, str> {
        if !cut {
            return self.redact(text);
        }
        // As in `redact`; and what is taken off has to be measured without escape sequences.
        let without_known = match clean(text) {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(_) => replaced(text, &self.known_in(text)),
        };
        let inert = clean(&without_known);
        let secrets = self.secrets_in(&inert);
        // A hidden character of a secret takes three bytes once it is inert.
        let longest = shape::LONGEST.max(3 * self.longest);
        let end = inert.floor_char_boundary(inert.len().saturating_sub(longest));
        let across = secrets.iter().find(|one| one.start < end && end < one.end);
        let end = across.map_or(end, |secret| secret.start);
        let before: Vec<_> = secrets.into_iter().filter(|one| one.end <= end).collect();
        let shown = inert.get(..end).unwrap_or_default();
        Cow::Owned(cut_out(shown, &before) + CUT)
    }

    /// `reply` without secrets, in its texts and in its data.
    #[must_use]
    pub fn reply(&self, reply: Reply) -> Reply {
        reply.map_text(&|text| match self.redact(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(redacted) => redacted,
        })
    }

    /// For text that comes in pieces.
    #[must_use]
    pub fn stream(&self) -> Stream<'_> {
        Stream::new(self)
    }

    /// Where secrets are in `text`, in order, apart from each other.
    fn secrets_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.hits(text);
        shape::find(text, &mut found);
        apart(found)
    }

    /// Where known secrets are.
    fn known_in(&self, text: &str) -> Vec<Range<usize>> {
        apart(self.hits(text))
    }

    fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.known.iter();
        known
            .flat_map(|known| known.find_overlapping_iter(text).map(|hit| hit.range()))
            .collect()
    }
}

/// In order, with those that run into each other as one.
fn apart(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// `text` with each of `ranges` replaced, if there are any.
fn replaced<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(cut_out(text, ranges))
    }
}

/// `text` with each of `ranges`, which are in order, replaced.
fn cut_out(text: &str, ranges: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        shown.push_str(text.get(at..range.start).unwrap_or_default());
        shown.push_str(REDACTED);
        at = range.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests;
