//! Sentences for Telegram. Of plain text it makes links, mentions and commands by itself; what came from outside must not
//! become one (a mention calls somebody), so what looks like one is set as code, where nothing is recognised. Only our own
//! commands, in our own sentences, are left to be tapped.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::alive::is_alive;
use super::html::{Html, Mark};
use crate::command;

/// What may stand around a word.
const BEFORE: [char; 8] = ['(', '[', '{', '"', '\'', '«', '“', '‘'];
const BEHIND: [char; 14] = [
    ')', ']', '}', '"', '\'', '»', '”', '’', '.', ',', ';', ':', '!', '?',
];

/// Words of a line that are set as code each; where there are more, the line is.
const HANDFUL: usize = 5;

/// The commands that there are, as Telegram writes them.
static COMMANDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let entries = command::menu().into_iter();
    entries
        .flat_map(|entry| std::iter::once(entry.name).chain(entry.alias))
        .collect()
});

/// Text from anywhere, in which nothing comes to life.
pub(in crate::frontend::telegram) fn inert(text: &str) -> Html {
    let (before, announced, behind) = announced(text);
    let mut html = each_word(before, |html, word| {
        if is_alive(word) {
            html.mark(Mark::Code, word);
        } else {
            html.plain(word);
        }
    });
    html.mark(Mark::Code, announced).plain(behind);
    html.at_most(HANDFUL)
}

/// A sentence of ours: its commands can be tapped, anything else is inert.
pub(super) fn prose(text: &str) -> Html {
    let (before, announced, behind) = announced(text);
    let mut html = each_word(before, |html, word| {
        if let Some(command) = tappable(word) {
            html.plain(&command);
        } else {
            html.add(&inert(word));
        }
    });
    html.mark(Mark::Code, announced).plain(behind);
    html.at_most(HANDFUL)
}

/// Text from anywhere that stands out; what could come to life in it stands out as code.
pub(super) fn bold(text: &str) -> Html {
    if text.split_whitespace().any(is_alive) {
        inert(text)
    } else {
        Html::marked(Mark::Bold, text)
    }
}

/// A command: to be tapped, or to be copied where it has more than one word, since a tap sends the first alone.
pub(super) fn command(text: &str) -> Html {
    match text.split_once(' ') {
        Some((first, _)) if tappable(first).is_some() => Html::marked(Mark::Code, text),
        _ => prose(text),
    }
}

/// The command with its arguments that a colon announces at the end of a line, which is there to be copied, with what stands
/// before it and behind it.
fn announced(text: &str) -> (&str, &str, &str) {
    let none = (text, "", "");
    let Some(at) = text.rfind(": /") else {
        return none;
    };
    let (before, rest) = text.split_at(at + ": ".len());
    let line = rest.trim_end_matches(['.', ' ']);
    match line.split_once(' ') {
        Some((first, _)) if tappable(first).is_some() && !line.contains('\n') => {
            (before, line, &rest[line.len()..])
        }
        _ => none,
    }
}

/// A command of ours in the form that Telegram makes tappable, of `[a-z0-9_]` alone: `/docker-status` is `/docker_status`.
pub(super) fn tappable(word: &str) -> Option<String> {
    let name = word.strip_prefix('/')?.to_ascii_lowercase();
    let name = name.replace('-', "_");
    COMMANDS.contains(&name).then(|| format!("/{name}"))
}

/// White space and punctuation stay as they are; `add` is given each word between them.
fn each_word(text: &str, add: impl Fn(&mut Html, &str)) -> Html {
    let mut html = Html::default();
    for piece in text.split_inclusive(char::is_whitespace) {
        let inner = piece.trim_end_matches(char::is_whitespace);
        let word = inner.trim_start_matches(BEFORE);
        let before = inner.len() - word.len();
        let word = word.trim_end_matches(BEHIND);
        let (opening, rest) = piece.split_at(before);
        let (word, behind) = rest.split_at(word.len());
        html.plain(opening);
        add(&mut html, word);
        html.plain(behind);
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telegram_would_bring_to_life_is_set_as_code() {
        for (text, markup) in [
            ("ask @admin, now", "ask <code>@admin</code>, now"),
            (
                "(see https://evil.example/x)",
                "(see <code>https://evil.example/x</code>)",
            ),
            (
                "why:/docker_deploy #top",
                "<code>why:/docker_deploy</code> <code>#top</code>",
            ),
            (
                "main.rs and v1.4.2, 12.3 MiB",
                "<code>main.rs</code> and v1.4.2, 12.3 MiB",
            ),
            ("1/2 a/b 8080→80 e.g. up…", "1/2 a/b 8080→80 e.g. up…"),
            ("in /srv/shop.", "in <code>/srv/shop</code>."),
            ("<b>&", "&lt;b&gt;&amp;"),
            (
                "203.0.113.7/login, at 0.0.0.0:8080→80 10.0.0.1.",
                "<code>203.0.113.7/login</code>, at <code>0.0.0.0:8080→80</code> <code>10.0.0.1</code>.",
            ),
            (
                "$HOME, +1, +49-30-1234567",
                "<code>$HOME</code>, +1, <code>+49-30-1234567</code>",
            ),
            (
                "This allows it: /docker-config set policy.x warn.",
                "This allows it: <code>/docker-config set policy.x warn</code>.",
            ),
        ] {
            assert_eq!(inert(text).into_markup(), markup);
        }
    }

    #[test]
    fn commands_of_ours_can_be_tapped_in_our_own_sentences_alone() {
        let ours = "End it with /docker-unlock; /banana isn't ours.";
        assert_eq!(
            prose(ours).into_markup(),
            "End it with /docker_unlock; <code>/banana</code> isn't ours."
        );
        assert_eq!(
            inert("/docker-unlock").into_markup(),
            "<code>/docker-unlock</code>"
        );
        assert_eq!(
            prose("Revoke it first: /revoke github:<id>.").into_markup(),
            "Revoke it first: <code>/revoke github:&lt;id&gt;</code>."
        );
        assert_eq!(tappable("/Status"), Some("/status".to_owned()));
        assert_eq!(tappable("/start"), None, "Telegram's own");
    }

    #[test]
    fn what_stands_out_comes_no_more_to_life_than_anything_else() {
        assert_eq!(
            bold("Last lines of api").into_markup(),
            "<b>Last lines of api</b>"
        );
        assert_eq!(bold("of @admin").into_markup(), "of <code>@admin</code>");
    }

    #[test]
    fn more_than_a_handful_of_words_that_could_come_to_life_are_one_piece_of_code() {
        let tags = "#a #b #c #d #e";
        assert_eq!(inert(tags).marks(), 5);
        let more = format!("see {tags}, and #f.");
        let code = format!("<code>{more}</code>");
        assert_eq!(inert(&more).into_markup(), code);
        assert_eq!(prose(&more).into_markup(), code);
        assert_eq!(bold(&more).into_markup(), code);
    }

    #[test]
    fn nothing_is_lost_between_the_words() {
        let text = "  (a)  \n @b\t«c». ";
        assert_eq!(inert(text).text(), text);
        assert_eq!(prose(text).text(), text);
    }
}
