//! How a compose file is written: whether it can name another file at all, and whether Compose might read something else in it
//! than the YAML library does. Compose's own reader knows ends of lines and ways to write a tag that others don't, and takes
//! keys with the tag `!reset` away before it merges.

/// Ends of lines in YAML 1.1 that are none in YAML 1.2.
const OLD_BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// Whether a file has neither `include` nor `extends`, nor anything by which letters can be written as others. Most have not, and
/// then it doesn't matter what else is in them.
pub(super) fn names_nothing(text: &str) -> bool {
    let signs = [
        "include", "extends", "binary", "\\x", "\\u", "\\U", "\\\n", "\\\r",
    ];
    !signs.iter().any(|sign| text.contains(sign))
        && !has_directives(text)
        && !tags(text).any(|(tag, _)| is_encoded(tag))
}

/// Whether it is written in a way that two readers may take for two things.
pub(super) fn is_ambiguous(text: &str) -> bool {
    let merges = text.contains("<<");
    let minds_merges = |(tag, behind): (&str, &str)| {
        tag.contains("merge")
            || tag.contains("reset") && merges
            || is_bare_merge(tag, behind) && (merges || text.contains('\\'))
    };
    text.contains(OLD_BREAKS)
        || has_directives(text)
        || tags(text).any(|one| is_encoded(one.0) || minds_merges(one))
}

fn has_directives(text: &str) -> bool {
    let mut lines = text.split(|c| matches!(c, '\n' | '\r') || OLD_BREAKS.contains(&c));
    lines.any(|line| line.trim_start_matches('\u{feff}').starts_with('%'))
}

/// Whatever may be a tag, with what stands behind it. A text in quotes may hold what looks like one.
fn tags(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('!').filter_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let begins = |c: char| c.is_whitespace() || "[]{},:?-".contains(c);
        before.chars().next_back().is_none_or(begins).then(|| {
            let ends = |c: char| c.is_whitespace() || "[]{},".contains(c);
            rest.split_at(rest.find(ends).unwrap_or(rest.len()))
        })
    })
}

/// Whether a tag is written by codes, or in full.
fn is_encoded(tag: &str) -> bool {
    tag.contains(['%', '<'])
}

/// Whether a bare `!` may stand before a merge key, which it leaves one to Compose alone.
fn is_bare_merge(tag: &str, behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '\t']);
    let behind = behind.trim_start_matches(['"', '\'']);
    tag == "!" && behind.starts_with(['<', '\\', '&', '!', '#', '\n', '\r'])
}
