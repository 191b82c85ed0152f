//! What the Compose binary says beside its output: warnings, and why it failed. Cleaned, so that it can be told on.

use std::sync::LazyLock;

use regex::Regex;

/// The lines of one run, told apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Warnings, each once, in order.
    pub(super) warnings: Vec<String>,
    /// Everything else, each once, in order: the cause, when the run failed.
    pub(super) causes: Vec<String>,
}

/// Terminal sequences: colours and cursor movements.
static TERMINAL: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the pattern is a constant, and a test runs it"
    )]
    Regex::new("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[@-_])")
        .expect("a constant pattern")
});

/// Tells warnings from causes. Compose logs in logrus's form, `time="…" level=warning msg="…"`, and ends with a plain line.
pub(super) fn read(text: &str) -> Said {
    let mut said = Said::default();
    let text = TERMINAL.replace_all(text, "");
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let (list, message) = match logged(line.trim()) {
            // Of no consequence by Compose's own account.
            Some(("info" | "debug" | "trace", _)) => continue,
            Some(("warning" | "warn", message)) => (&mut said.warnings, message),
            Some((_, message)) => (&mut said.causes, message),
            None => (&mut said.causes, line.trim().to_owned()),
        };
        let message = message.trim_end_matches('.').to_owned();
        if !message.is_empty() && !list.contains(&message) {
            list.push(message);
        }
    }
    said
}

/// The level and message of a line that was logged.
fn logged(line: &str) -> Option<(&str, String)> {
    let (_, rest) = line.strip_prefix("time=")?.split_once("level=")?;
    let (level, rest) = rest.split_once(' ')?;
    let message = rest.strip_prefix("msg=")?;
    // Go's quoting of a message is JSON's for all but rare control characters; then the text is taken as it stands.
    let message =
        serde_json::from_str(message).unwrap_or_else(|_| message.trim_matches('"').to_owned());
    Some((level, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_that_is_repeated_is_told_once_and_is_no_cause() {
        let line = r#"time="2026-11-21T09:15:23Z" level=warning msg="The \"TAG\" variable is not set. Defaulting to a blank string.""#;
        let said = read(&format!(
            "{line}\n{line}\nyaml: line 3: did not find expected key\n"
        ));
        assert_eq!(
            said,
            Said {
                warnings: vec![
                    "The \"TAG\" variable is not set. Defaulting to a blank string".into()
                ],
                causes: vec!["yaml: line 3: did not find expected key".into()],
            }
        );
    }

    #[test]
    fn terminal_sequences_and_control_characters_are_taken_out() {
        let said = read("\x1b[31mred\x1b[0m \x1b]0;title\x07and\x08 more\n");
        assert_eq!(said.causes, ["red and more"]);
    }

    #[test]
    fn an_error_that_is_logged_is_a_cause() {
        let said = read("time=\"now\" level=error msg=\"it broke\"\n");
        assert_eq!(
            (said.warnings.len(), said.causes),
            (0, vec!["it broke".to_owned()])
        );
    }
}
