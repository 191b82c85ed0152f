//! The variables that were given: the process's own, over those of a `.env` beside the binary.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use secrecy::SecretString;

use super::ConfigError;

/// How the names begin that are nobody's but ours.
const OURS: &str = "HAILER_";
/// How those begin that others have too, and how many letters of one may be wrong before it is another's.
const OTHERS: [(&str, usize); 3] = [("TELEGRAM_", 4), ("GITHUB_", 2), ("DATABASE_", 2)];

/// A set of variables. An empty value counts as unset, as in Compose's and systemd's files.
pub struct Environment {
    variables: BTreeMap<String, String>,
    /// The names that were asked for.
    asked: RefCell<BTreeSet<String>>,
}

/// A variable that is set, and that nothing reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// Its name.
    pub name: String,
    /// The one that may be meant.
    pub meant: Option<String>,
}

impl Environment {
    /// The process's variables, and under them those of the `.env` file in the binary's folder, if there is one.
    pub fn of_process() -> Result<Self, ConfigError> {
        let mut variables = BTreeMap::new();
        if let Some(file) = dotenv_file() {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let unreadable = |error: dotenvy::Error| {
                let why = in_words(&error, &text);
                let problem = format!("at {} can't be read: {why}", file.display());
                ConfigError::new(
                    ".env",
                    problem,
                    "a file of lines such as HAILER_ALLOWED_ROOTS=/srv",
                )
            };
            for variable in dotenvy::from_path_iter(&file).map_err(unreadable)? {
                let (name, value) = variable.map_err(unreadable)?;
                variables.insert(name, value);
            }
        }
        // A variable that isn't UTF-8 can't be one of ours: their values are names, numbers, URLs and paths.
        variables.extend(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }));
        Ok(Self::with(variables))
    }

    fn with(variables: BTreeMap<String, String>) -> Self {
        let asked = RefCell::default();
        Self { variables, asked }
    }

    /// Just these variables.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self::with(variables.into_iter().map(owned).collect())
    }

    /// The value of `name`, unless it is unset or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.asked.borrow_mut().insert(name.to_owned());
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// What is set, looks like one of ours, and was asked for by nothing until now.
    #[must_use]
    pub fn unheard(&self) -> Vec<Unheard> {
        let asked = self.asked.borrow();
        let set = self.variables.iter();
        let set = set.filter(|(name, value)| !value.is_empty() && !asked.contains(*name));
        set.filter_map(|(name, _)| unheard(name, &asked)).collect()
    }

    /// The secret `name`, or the contents of the file that `NAME_FILE` names, without its last line break.
    pub(super) fn secret(
        &self,
        name: &str,
        example: &'static str,
    ) -> Result<Option<SecretString>, ConfigError> {
        let file_name = format!("{name}_FILE");
        match (self.get(name), self.get(&file_name)) {
            (Some(_), Some(_)) => Err(ConfigError::new(
                name,
                format!("is set twice, also by {file_name}"),
                example,
            )),
            (Some(value), None) if value.trim().is_empty() => {
                Err(ConfigError::new(name, "is blank", example))
            }
            (Some(value), None) => Ok(Some(value.to_owned().into())),
            (None, Some(path)) => secret_in(path).map(Some).map_err(|why| {
                let problem = format!("names {path:?}, which {why}");
                ConfigError::new(&file_name, problem, "/run/secrets/hailer")
            }),
            (None, None) => Ok(None),
        }
    }
}

/// What a file holds, without its last line break. One that holds nothing would be a secret that everybody knows.
fn secret_in(path: &str) -> Result<SecretString, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("can't be read: {error}"))?;
    if text.trim().is_empty() {
        return Err("holds nothing".to_owned());
    }
    Ok(text.trim_end_matches(['\r', '\n']).to_owned().into())
}

fn unheard(name: &str, asked: &BTreeSet<String>) -> Option<Unheard> {
    let away = |known: &String| strsim::damerau_levenshtein(name, known);
    let near = asked.iter().min_by_key(|known| away(known));
    let within = |most: usize| near.filter(|known| away(known) <= most).cloned();
    let of = |meant| Unheard {
        name: name.to_owned(),
        meant,
    };
    if name.starts_with(OURS) {
        return Some(of(within(4)));
    }
    let (_, most) = OTHERS.iter().find(|(begin, _)| name.starts_with(begin))?;
    within(*most).map(|meant| of(Some(meant)))
}

/// What is wrong with a `.env`. Its lines may hold secrets, so no more is said of one than its number.
fn in_words(error: &dotenvy::Error, text: &str) -> String {
    match error {
        // What is told of a line may be its value alone.
        dotenvy::Error::LineParse(part, _) => {
            let at = text.lines().position(|line| line.contains(part.as_str()));
            let line = at.map_or_else(|| "a line".to_owned(), |at| format!("line {}", at + 1));
            format!("{line} is not NAME=VALUE; put a value with spaces or signs in single quotes")
        }
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "it is no file of variables".to_owned(),
    }
}

fn dotenv_file() -> Option<PathBuf> {
    let file = std::env::current_exe().ok()?.parent()?.join(".env");
    file.is_file().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unheard(set: &[&str]) -> Vec<(String, Option<String>)> {
        let environment = Environment::of(set.iter().map(|name| (*name, "x")));
        for known in [
            "HAILER_LISTEN",
            "HAILER_ALLOWED_ROOTS",
            "TELEGRAM_BOT_TOKEN",
            "GITHUB_MODE",
        ] {
            let _ = environment.get(known);
        }
        let unheard = environment.unheard().into_iter();
        unheard.map(|one| (one.name, one.meant)).collect()
    }

    #[test]
    fn what_nothing_reads_is_told_with_what_may_be_meant() {
        let meant = |name: &str, meant: &str| (name.to_owned(), Some(meant.to_owned()));
        assert_eq!(
            unheard(&[
                "HAILER_LISTEN",
                "HAILER_ALOWED_ROOTS",
                "TELEGRAM_TOKEN",
                "HAILER_COLOUR"
            ]),
            [
                meant("HAILER_ALOWED_ROOTS", "HAILER_ALLOWED_ROOTS"),
                ("HAILER_COLOUR".to_owned(), None),
                meant("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
            ]
        );
        assert_eq!(
            unheard(&["GITHUB_JOB", "GITHUB_REF", "TELEGRAM_CHAT_ID", "PATH"]),
            []
        );
    }

    #[test]
    fn a_secret_that_is_blank_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let path = file.to_str().unwrap().to_owned();
        let of_file = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let environment = Environment::of([("GITHUB_WEBHOOK_SECRET_FILE", path.as_str())]);
            environment.secret("GITHUB_WEBHOOK_SECRET", "a long random word")
        };
        for text in ["", "\n", " \t\r\n"] {
            assert_eq!(
                of_file(text).unwrap_err().to_string(),
                format!(
                    "GITHUB_WEBHOOK_SECRET_FILE names {path:?}, which holds nothing. Set it like this: \
                     GITHUB_WEBHOOK_SECRET_FILE=/run/secrets/hailer"
                )
            );
        }
        assert!(of_file("hunter2\n").unwrap().is_some());
        let blank = Environment::of([("GITHUB_WEBHOOK_SECRET", " ")]);
        assert_eq!(
            blank
                .secret("GITHUB_WEBHOOK_SECRET", "a long random word")
                .unwrap_err()
                .to_string(),
            "GITHUB_WEBHOOK_SECRET is blank. Set it like this: GITHUB_WEBHOOK_SECRET=a long random word"
        );
    }

    #[test]
    fn nothing_of_a_secret_in_a_wrong_line_is_shown() {
        let text = "HAILER_LEASE=30s\nGITHUB_TOKEN=hunter2 hunter2\n";
        for part in ["hunter2 hunter2", "GITHUB_TOKEN=hunter2 hunter2"] {
            let error = dotenvy::Error::LineParse(part.to_owned(), 3);
            let said = in_words(&error, text);
            assert!(said.starts_with("line 2 is not NAME=VALUE"), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
