//! The variables that were given: the process's own, over those of a `.env` beside the binary.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;

use super::ConfigError;

/// A set of variables. An empty value counts as unset, as in Compose's and systemd's files.
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// The process's variables, and under them those of the `.env` file in the binary's folder, if there is one.
    pub fn of_process() -> Result<Self, ConfigError> {
        let mut variables = BTreeMap::new();
        if let Some(file) = dotenv_file() {
            let unreadable = |error: dotenvy::Error| {
                ConfigError::new(
                    ".env",
                    format!("at {} can't be read: {error}", file.display()),
                    "value",
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
        Ok(Self { variables })
    }

    /// Just these variables.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self {
            variables: variables.into_iter().map(owned).collect(),
        }
    }

    /// The value of `name`, unless it is unset or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
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
            (Some(value), None) => Ok(Some(value.to_owned().into())),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(value) => Ok(Some(value.trim_end_matches(['\r', '\n']).to_owned().into())),
                Err(error) => Err(ConfigError::new(
                    &file_name,
                    format!("names {path:?}, which can't be read: {error}"),
                    "/run/secrets/hailer",
                )),
            },
            (None, None) => Ok(None),
        }
    }
}

fn dotenv_file() -> Option<PathBuf> {
    let file = std::env::current_exe().ok()?.parent()?.join(".env");
    file.is_file().then_some(file)
}
