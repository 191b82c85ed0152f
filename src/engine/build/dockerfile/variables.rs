//! Words of a Dockerfile: quotes taken off and `$NAME` filled in, as the builder's own shell words are (Dockerfile
//! reference, "Environment replacement").

use std::collections::BTreeMap;

/// The words of `text`, with their quotes: white space parts them, but not within quotes.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    text.split(move |c: char| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c.is_whitespace()
    })
    .filter(|word| !word.is_empty())
}

/// `text` without its quotes and with its variables filled in; `None` where one isn't known, or is written in a way that only the builder
/// works out.
pub(super) fn expand(text: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '\\', '"', '\'']) {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        // What is between double quotes is filled in like all else.
        if let Some(after) = rest.strip_prefix('"') {
            rest = after;
            continue;
        }
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (plain, after) = quoted.split_once('\'')?;
            whole.push_str(plain);
            rest = after;
            continue;
        }
        let variable = rest.strip_prefix('$')?;
        let (value, after) = if let Some(braced) = variable.strip_prefix('{') {
            let (inside, after) = braced.split_once('}')?;
            (in_braces(inside, known)?, after)
        } else {
            let (name, after) = variable.split_at(name_ends(variable));
            (known.get(name)?.clone(), after)
        };
        whole.push_str(&value);
        rest = after;
    }
    whole.push_str(rest);
    Some(whole)
}

/// `NAME`, `NAME:-word` (the word where it is unset or empty) or `NAME:+word` (the word where it is not).
fn in_braces(inside: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let (name, operator) = inside.split_at(name_ends(inside));
    let value = known.get(name).filter(|value| !value.is_empty());
    if operator.is_empty() {
        return known.get(name).cloned();
    }
    if operator.contains(['$', '\\', '"', '\'']) {
        return None;
    }
    if let Some(word) = operator.strip_prefix(":-") {
        return Some(value.map_or(word, String::as_str).to_owned());
    }
    let word = operator.strip_prefix(":+")?;
    Some(value.map_or("", |_| word).to_owned())
}

/// Where the name that `text` begins with ends.
fn name_ends(text: &str) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.find(|c| !is_name(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_what_is_not_known_is_not_guessed() {
        let known: BTreeMap<_, _> = [("A", "1"), ("EMPTY", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        for (text, whole) in [
            ("x:$A-slim", Some("x:1-slim")),
            ("x:${A}${B:-2}", Some("x:12")),
            ("${EMPTY:-3}${A:+4}${B:+5}", Some("34")),
            ("plain", Some("plain")),
            ("\"x y\":\"$A\"'$A'", Some("x y:1$A")),
            ("'x", None),
            ("$B", None),
            ("${A#1}", None),
            ("${B:-$A}", None),
            ("\\$A", None),
            ("${A", None),
        ] {
            assert_eq!(expand(text, &known).as_deref(), whole, "{text}");
        }
    }

    #[test]
    fn white_space_parts_words_but_not_within_quotes() {
        let found: Vec<_> = words("A=1  B=\"x y\" C='it\"s z'\tD").collect();
        assert_eq!(found, ["A=1", "B=\"x y\"", "C='it\"s z'", "D"]);
    }
}
