//! What counts as a secret of a project, gathered before a redactor is built.

use aho_corasick::{AhoCorasick, MatchKind};

use super::Redactor;
use super::forms::written_forms;

/// The secrets of a project, gathered.
#[derive(Default)]
pub struct RedactorBuilder {
    secrets: Vec<String>,
}

impl RedactorBuilder {
    /// Shorter values of env files are words like any other.
    const SHORTEST_VALUE: usize = 6;
    /// Shorter secrets would black out ordinary words, and so give themselves away.
    const SHORTEST_SECRET: usize = 4;

    /// A variable of a service: its value counts when its key looks secret.
    #[must_use]
    pub fn variable(self, key: &str, value: &str) -> Self {
        if looks_secret(key) {
            self.secret(value)
        } else {
            self
        }
    }

    /// A variable from an env file: its value counts whatever the key.
    #[must_use]
    pub fn env_file_variable(self, key: &str, value: &str) -> Self {
        if value.len() >= Self::SHORTEST_VALUE {
            self.secret(value)
        } else {
            self.variable(key, value)
        }
    }

    /// A secret: the content of a Compose secret, a token of ours. Each line of it counts, since logs come in lines.
    #[must_use]
    pub fn secret(mut self, value: &str) -> Self {
        for line in value.lines().map(str::trim) {
            let word = ["true", "false", "null", "none"]
                .iter()
                .any(|word| line.eq_ignore_ascii_case(word));
            if line.len() >= Self::SHORTEST_SECRET && !word {
                self.secrets.extend(written_forms(line));
            }
        }
        self
    }

    /// The redactor of what was gathered, and of every known shape.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "building fails only beyond 2^31 states, which no env file holds"
    )]
    pub fn build(mut self) -> Redactor {
        self.secrets.sort();
        self.secrets.dedup();
        let longest = self.secrets.iter().map(String::len).max().unwrap_or(0);
        #[expect(
            clippy::expect_used,
            reason = "building fails only beyond 2^31 states, which no env file holds"
        )]
        let known = (!self.secrets.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&self.secrets)
                .expect("the secrets of one project fit")
        });
        Redactor { known, longest }
    }
}

/// Whether a variable of this name holds a secret, by the words that its name is made of.
fn looks_secret(key: &str) -> bool {
    const WORDS: [&str; 14] = [
        "AUTH",
        "COOKIE",
        "CREDENTIAL",
        "CREDENTIALS",
        "DSN",
        "KEY",
        "KEYS",
        "PASS",
        "PASSPHRASE",
        "PWD",
        "SALT",
        "SIGNATURE",
        "WEBHOOK",
        "PRIVATE",
    ];
    const PARTS: [&str; 5] = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY"];
    let key = key.to_ascii_uppercase();
    // `DB_PASSWORD_FILE` holds a path.
    let path = key.ends_with("_FILE") || key.ends_with("_PATH");
    let word = key.split(['_', '-', '.']).any(|word| WORDS.contains(&word));
    !path && (word || PARTS.iter().any(|part| key.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn names_of_variables_that_hold_secrets_are_known() {
        for key in [
            "API_KEY",
            "GITHUB_TOKEN",
            "POSTGRES_PASSWORD",
            "secret",
            "aws.secret-access",
            "SENTRY_DSN",
            "DB_PASS",
        ] {
            assert!(looks_secret(key), "{key}");
        }
        for key in [
            "PATH",
            "KEYBOARD",
            "PASSENGER_PORT",
            "TOKENIZER_FILE",
            "HOST",
            "DB_PASSWORD_FILE",
        ] {
            assert!(!looks_secret(key), "{key}");
        }
    }
}
