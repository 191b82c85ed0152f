//! Lines that are made of what lines are made of, in every order: each is read, or refused with a caret under the place.

use std::sync::LazyLock;

use hailer::command::{Invocation, ParseError, Problem, all_verbs, parse, parse_answer, parse_for};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Every name, example and flag that there is.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = Vec::new();
    for verb in all_verbs() {
        words.push(format!("/{}", verb.name));
        words.extend(verb.flags.iter().map(|flag| format!("--{}", flag.name)));
        for example in verb.examples {
            words.push((*example).to_owned());
            words.extend(example.split(' ').map(str::to_owned));
        }
    }
    let others = [
        "yes",
        "no",
        "YES!",
        "--in",
        "--in=shop",
        "-",
        "--",
        "---",
        "—since",
        "–",
        "=",
        "--=",
        "\"",
        "'",
        "“",
        "”",
        "‘",
        "«",
        "\\\"",
        "\"\"",
        "\"a b\"",
        "'it''s'",
        "@hailer_bot",
        "@",
        "@other_bot",
        "/",
        "//",
        "/docker",
        "docker",
        "-f",
        "-e",
        "K=V",
        "PASSWORD=hunter22",
        "0",
        "-1",
        "99999999999999999999",
        "10m",
        "2h5m",
        "1e9s",
        "366days",
        "*",
        "(",
        "[a-",
        "(?i)x",
        "x{1000}",
        "..",
        "/srv/../etc",
        "~",
        "$HOME",
        "\0",
        "\t",
        "\n",
        "\r\n",
        "\u{a0}",
        "\u{2003}",
        "\u{202e}",
        "\u{200b}",
        "é",
        "e\u{301}",
        "漢字",
        "🚢",
        "👩\u{200d}💻",
        "ﷺ",
        "İ",
        "ß",
    ];
    words.extend(others.map(str::to_owned));
    words
});

fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => prop::sample::select(WORDS.clone()),
        1 => any::<String>(),
        1 => "[-=\"'“” @/a-z0-9]{0,12}",
    ];
    let gap = prop_oneof![8 => Just(" "), 1 => Just(""), 1 => Just("\u{a0}"), 1 => Just("  "), 1 => Just("\n")];
    prop::collection::vec((word, gap), 0..9)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

/// What was read is printed as what is read as the same.
fn comes_back(read: &Invocation) -> Result<(), TestCaseError> {
    let printed = read.to_string();
    let again = parse(&printed).map_err(|error| error.to_string());
    prop_assert_eq!(again.as_ref(), Ok(read), "{}", printed);
    let in_chat = parse_for(&printed, Some("hailer_bot")).map_err(|error| error.to_string());
    prop_assert_eq!(in_chat.as_ref(), Ok(read), "{}", printed);
    Ok(())
}

/// The caret stands under something that is shown, and nothing that is shown acts.
fn points_at_its_place(line: &str, error: &ParseError) -> Result<(), TestCaseError> {
    let span = error.span();
    prop_assert!(
        span.start <= span.end && span.end <= line.len(),
        "{:?}",
        span
    );
    prop_assert!(
        line.is_char_boundary(span.start) && line.is_char_boundary(span.end),
        "{:?}",
        span
    );
    let told = error.to_string();
    let acts = |letter: char| letter.is_control() && letter != '\n';
    prop_assert!(
        !told.contains(acts) && !told.contains(['\u{202e}', '\u{200b}']),
        "{:?}",
        told
    );
    let pointer = error.pointer();
    // Of a line of nothing but gaps nothing is shown, and the caret alone stands there.
    if let Some((text, carets)) = pointer.split_once('\n') {
        let width = unicode_width::UnicodeWidthStr::width;
        prop_assert!(
            carets.trim_matches(' ').chars().all(|it| it == '^'),
            "{:?}",
            pointer
        );
        // A caret behind the end, and the gap before it, say that something is missing there.
        prop_assert!(width(carets) <= width(text).max(2) + 2, "{:?}", pointer);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_line_is_read_and_comes_back_or_is_refused_at_its_place(line in line()) {
        match parse(&line) {
            Ok(read) => comes_back(&read)?,
            Err(error) => points_at_its_place(&line, &error)?,
        }
        match parse_for(&line, Some("Hailer_Bot")) {
            Ok(read) => {
                prop_assert!(line.trim_start().starts_with('/'));
                comes_back(&read)?;
            }
            Err(error) => points_at_its_place(&line, &error)?,
        }
    }

    #[test]
    fn what_a_correction_suggests_can_be_typed(line in line()) {
        if let Err(error) = parse(&line)
            && let Some(hint) = error.hint()
        {
            prop_assert!(!hint.line().contains('\n'));
            // It may be wrong elsewhere, but not there for the same reason.
            if let Err(again) = parse(hint.line()) {
                prop_assert!(again.problem() != &Problem::NotACommand, "{} from {}", hint.line(), line);
            }
        }
    }

    #[test]
    fn an_answer_is_one_word(text in prop_oneof![any::<String>(), " *(yes|no|YES|No)[.! ]{0,3}"]) {
        if parse_answer(&text).is_some() {
            let word = text.trim().trim_end_matches(['.', '!']).to_ascii_lowercase();
            prop_assert!(word == "yes" || word == "no");
        }
    }
}
