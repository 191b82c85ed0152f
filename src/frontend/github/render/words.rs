//! Words in GitHub's Markdown. GitHub looks for mentions, issues, commits, addresses and emoji in the text that Markdown has
//! made, so neither a backslash nor an entity before an `@` keeps it from calling somebody (github/markup#1168). In code it
//! looks for none of them: what could come to life is set as code. An invisible character would do the same, and would be copied
//! along with the text.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::command;

/// What may stand around a word without being part of it.
const BEFORE: &[char] = &['(', '"', '\'', '«', '“', '‘'];
const BEHIND: &[char] = &[')', '"', '\'', '»', '”', '’', '.', ',', ';', ':', '!', '?'];
/// What is markup somewhere, or begins a reference.
const ACTIVE: &str = "@#*_~`[]<>&\\|$^{}";
/// Digits of a commit's short name.
const SHA: usize = 7;

/// The commands that there are, with `_` for `-`.
static COMMANDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let entries = command::menu().into_iter();
    entries
        .flat_map(|entry| std::iter::once(entry.name).chain(entry.alias))
        .collect()
});

/// Text from anywhere on one line, in which nothing comes to life, wherever in a line it stands.
pub(super) fn inert(text: &str) -> String {
    let (text, announced) = announced(text);
    let words = text.split_whitespace().enumerate();
    let mut all: Vec<String> = words
        .map(|(number, word)| match number {
            0 if begins_a_block(word) => code(word),
            _ => inert_word(word),
        })
        .collect();
    all.extend(announced.map(|(command, behind)| code(command) + behind));
    all.join(" ")
}

/// Text as code, on one line. Nothing in it ends it.
pub(super) fn code(text: &str) -> String {
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    if text.is_empty() {
        return text;
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// Text in bold, with nothing alive in it.
pub(super) fn bold(text: &str) -> String {
    let text = inert(text);
    if text.is_empty() {
        text
    } else {
        format!("**{text}**")
    }
}

/// The longest row of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    let rows = text.split(|letter| letter != '`');
    rows.map(str::len).max().unwrap_or_default()
}

/// The length of `text`; never less than GitHub counts.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As much of the beginning of `text` as has room; that something is missing is shown.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        used += letter.len_utf16();
        if used > most {
            return format!("{}…", &text[..at]);
        }
    }
    text.to_owned()
}

/// What stands before the command with its arguments that a colon announces at the end, which is there to be copied; the command
/// and the full stop behind it.
fn announced(text: &str) -> (&str, Option<(&str, &str)>) {
    let Some(at) = text.rfind(": /") else {
        return (text, None);
    };
    let (before, rest) = text.split_at(at + 1);
    let rest = rest.trim();
    let command = rest.trim_end_matches('.');
    let behind = &rest[command.len()..];
    match command.split_once(' ') {
        Some((first, _)) if is_command(first) && command.trim_end() == command => {
            (before, Some((command, behind)))
        }
        _ => (text, None),
    }
}

fn is_command(word: &str) -> bool {
    let name = word.strip_prefix('/').unwrap_or_default();
    COMMANDS.contains(&name.to_ascii_lowercase().replace('-', "_"))
}

fn inert_word(word: &str) -> String {
    let rest = word.trim_start_matches(BEFORE);
    let core = rest.trim_end_matches(BEHIND);
    if !is_alive(core) {
        return if is_alive(word) {
            code(word)
        } else {
            word.to_owned()
        };
    }
    let before = &word[..word.len() - rest.len()];
    let behind = &rest[core.len()..];
    format!("{before}{}{behind}", code(core))
}

/// Whether a line that begins with it could be a list, a rule or the underline of a heading.
fn begins_a_block(word: &str) -> bool {
    let is_drawn = word.chars().all(|letter| matches!(letter, '-' | '+' | '='));
    let number = word.strip_suffix(['.', ')']);
    let is_number = |number: &str| number.bytes().all(|digit| digit.is_ascii_digit());
    is_drawn || number.is_some_and(is_number)
}

/// Whether Markdown or GitHub could see more in it than text.
fn is_alive(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    word.contains(|letter| ACTIVE.contains(letter))
        || (word.len() > 1 && word.starts_with('/'))
        || word.contains(":/")
        || lower.contains("www.")
        || lower.contains("ghsa-")
        || is_emoji(word)
        || is_commit(word)
        || is_reference(word)
}

/// `:name:`
fn is_emoji(word: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_+-".contains(letter);
    let parts: Vec<&str> = word.split(':').collect();
    let within = parts.get(1..parts.len() - 1).unwrap_or_default();
    within
        .iter()
        .any(|name| !name.is_empty() && name.chars().all(is_part))
}

/// Digits as a commit's name has them, short or whole.
fn is_commit(word: &str) -> bool {
    let rows = word.split(|letter: char| !letter.is_ascii_hexdigit());
    rows.map(str::len).any(|digits| digits >= SHA)
}

/// `GH-7`, and whatever prefix a repository has made a link of.
fn is_reference(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(3).any(|three| match three {
        [letter, '-', digit] => letter.is_alphabetic() && digit.is_ascii_digit(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_github_would_bring_to_life_is_set_as_code() {
        for (text, markdown) in [
            ("ask @admin, now", "ask `@admin`, now"),
            ("(@acme/ops)", "(`@acme/ops`)"),
            ("fixes #7 and acme/shop#7.", "fixes `#7` and `acme/shop#7`."),
            ("GH-7 at 3f2a9c1", "`GH-7` at `3f2a9c1`"),
            ("see https://evil.example/x", "see `https://evil.example/x`"),
            ("www.evil.example", "`www.evil.example`"),
            ("<b>&amp;", "`<b>&amp`;"),
            ("![x](y) *a* _b_ ~c~", "`![x](y`) `*a*` `_b_` `~c~`"),
            (":+1: 12:30, a::b", "`:+1:` 12:30, a::b"),
            ("a`b ``", "``a`b`` ``` `` ```"),
            ("1/2 a/b 8080→80 e.g. up…", "1/2 a/b 8080→80 e.g. up…"),
            ("in /srv/shop.", "in `/srv/shop`."),
            ("  two\n lines ", "two lines"),
            ("- [ ] do", "`-` `[` `]` do"),
            ("1. first", "`1.` first"),
            ("--- =", "`---` ="),
            ("$HOME a|b", "`$HOME` `a|b`"),
        ] {
            assert_eq!(inert(text), markdown);
        }
    }

    #[test]
    fn a_command_that_is_announced_can_be_copied_whole() {
        assert_eq!(
            inert("An administrator can change that: /grant github:7 viewer shop."),
            "An administrator can change that: `/grant github:7 viewer shop`."
        );
        assert_eq!(
            inert("gone: /srv/shop and more"),
            "gone: `/srv/shop` and more"
        );
        assert_eq!(
            inert("End it with /docker-unlock; it ends by itself"),
            "End it with `/docker-unlock`; it ends by itself"
        );
        assert_eq!(inert("a: /logs shop \t ."), "a: `/logs` shop .");
        assert_eq!(inert("a: /logs \t."), "a: `/logs` .");
        assert_eq!(inert("a: /logs ."), "a: `/logs` .");
    }
}
