//! Comments that are drawn at random.

use proptest::prelude::*;

use super::one;
use crate::frontend::github::heard::tests::*;

/// Bits of Markdown around commands.
fn comments() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        Just("/docker-status"),
        Just("/docker-deploy yes"),
        Just("\n"),
        Just("\r\n"),
        Just("\n\n"),
        Just("> "),
        Just("- "),
        Just("1. "),
        Just("    "),
        Just("```"),
        Just("`"),
        Just("~~~"),
        Just("<!--"),
        Just("-->"),
        Just("<details>"),
        Just("</details>"),
        Just("<pre>"),
        Just("["),
        Just("](x)"),
        Just("**"),
        Just("_"),
        Just("| a |\n|---|\n"),
        Just("\\"),
        Just("&#47;"),
        Just("\u{200b}"),
        Just("$$"),
        Just("[^1]: "),
        Just("text"),
        Just("# "),
        Just("==="),
    ];
    proptest::collection::vec(bit, 0..24).prop_map(|bits| bits.concat())
}

/// Every line of it, quoted.
fn quoted(body: &str) -> String {
    let lines = body.split(['\r', '\n']);
    lines.flat_map(|line| ["> ", line, "\n"]).collect()
}

proptest! {
    #[test]
    fn a_command_is_a_line_that_was_typed(body in comments()) {
        if let Commands::One(line) = command_in(&body) {
            prop_assert!(line.starts_with("/docker-"), "{:?}", line);
            let begins = body.split(['\r', '\n']).any(|typed| typed.trim_start_matches([' ', '\t']).starts_with("/docker-"));
            prop_assert!(begins, "{:?}", line);
            prop_assert!(!line.contains(['\n', '\r']));
        }
    }

    #[test]
    fn a_quoted_or_fenced_comment_says_nothing(body in comments()) {
        let quoted = quoted(&body);
        prop_assert_eq!(command_in(&quoted), Commands::None);
        let fence = "`".repeat(80);
        let fenced = format!("{fence}\n{body}\n{fence}");
        prop_assert_eq!(command_in(&fenced), Commands::None);
    }

    #[test]
    fn a_command_in_its_own_paragraph_is_heard_whatever_was_quoted_before(body in comments()) {
        let quoted = quoted(&body);
        let reply = format!("{quoted}\n/docker-status");
        prop_assert_eq!(command_in(&reply), one("/docker-status"));
    }

    #[test]
    fn no_text_makes_it_fall_over(body in any::<String>()) {
        drop(command_in(&body));
    }
}
