//! One word to one typed value, with what to say when it isn't one.

mod unreadable;

use std::path::PathBuf;

use super::error::quoted;
use super::suggest::nearest;
use super::value::{Code, LineCount, Pattern, Period, Sentence, Who};
use super::verbs;
use crate::domain::name::{
    CodebaseName, GitRef, OperationId, PresetName, ProjectName, ReleaseName, RepositoryName,
    ServiceName, VersionName,
};
use crate::domain::role::{Role, Scope};
use crate::domain::setting::Setting;

pub(in crate::command) use unreadable::{Unreadable, checked};

/// A value that one word can be read as.
pub(super) trait FromWord: Sized {
    fn from_word(word: &str) -> Result<Self, Unreadable>;
}

macro_rules! names_from_words {
    ($($name:ident),+) => {
        $(impl FromWord for $name {
            fn from_word(word: &str) -> Result<Self, Unreadable> {
                checked(word, $name::new)
            }
        })+
    };
}

names_from_words!(
    CodebaseName,
    GitRef,
    OperationId,
    PresetName,
    ProjectName,
    ReleaseName,
    RepositoryName,
    ServiceName,
    VersionName
);

/// Services between commas.
pub(super) struct Services(pub(super) Vec<ServiceName>);

impl FromWord for Services {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        word.split(',')
            .map(ServiceName::from_word)
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(|error| error.instead(None::<String>))
    }
}

impl FromWord for LineCount {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        let wrong = Unreadable::not(word, "a number of lines");
        if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong);
        }
        // A number of digits that doesn't fit is above the range.
        let number = word.parse().unwrap_or(u16::MAX);
        Self::new(number).ok_or_else(|| wrong.instead(Some(number.clamp(1, Self::MAX).to_string())))
    }
}

impl FromWord for Period {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        let read = |text: &str| {
            humantime::parse_duration(text)
                .ok()
                .filter(|duration| duration.subsec_nanos() == 0)
                .and_then(|duration| Self::from_secs(duration.as_secs()))
        };
        read(word).ok_or_else(|| {
            // A bare number is most often meant as minutes.
            let minutes = format!("{word}m");
            let instead = read(&minutes).map(|_| minutes);
            Unreadable::not(word, "a duration").instead(instead)
        })
    }
}

impl FromWord for Pattern {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        Self::new(word).map_err(|why| Unreadable {
            sentence: format!("{} is not a pattern: {why}", quoted(word)),
            expected: None,
            instead: None,
        })
    }
}

impl FromWord for PathBuf {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        match Setting::ProductionPath.check(word) {
            Ok(()) => Ok(Self::from(word)),
            Err(_) => Err(Unreadable::not(word, "a path that can be used here")),
        }
    }
}

impl FromWord for Setting {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        word.to_ascii_lowercase()
            .replace('-', "_")
            .parse()
            .or_else(|_| word.parse())
            .map_err(|_| {
                let names: Vec<String> = Self::all().map(|setting| setting.to_string()).collect();
                let instead = nearest(word, names.iter().map(String::as_str)).map(str::to_owned);
                Unreadable::not(word, "a setting").instead(instead)
            })
    }
}

/// The text of a value that `setting` takes.
pub(super) fn setting_value(setting: Setting, word: &str) -> Result<String, Unreadable> {
    match setting.check(word) {
        Ok(()) => Ok(word.to_owned()),
        Err(error) => Err(Unreadable {
            expected: Some(format!("{}, such as {}", error.expected, error.example)),
            ..Unreadable::not(word, &format!("a value of {setting}"))
        }),
    }
}

impl FromWord for Code {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        Self::new(word).ok_or_else(|| Unreadable::not(word, "a code"))
    }
}

impl FromWord for Sentence {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        Self::new(word).ok_or_else(|| Unreadable::not(word, "a reason that can be kept"))
    }
}

impl FromWord for Who {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        if let Some(who) = word.strip_prefix('@').and_then(Self::login) {
            return Ok(who);
        }
        word.parse().map(Self::Principal).map_err(|_| {
            // `github:octocat` and `octocat` are both meant as the login.
            let login = word.rsplit(':').next().and_then(Self::login);
            Unreadable::not(word, "a person's identity")
                .instead(login.map(|login| login.to_string()))
        })
    }
}

impl FromWord for Role {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        word.to_ascii_lowercase().parse().map_err(|_| {
            let instead = nearest(word, Self::ALL.iter().map(|role| role.as_str()));
            Unreadable::not(word, "a role").instead(instead)
        })
    }
}

impl FromWord for Scope {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        match word {
            "*" => Ok(Self::Everything),
            name => CodebaseName::from_word(name).map(Self::Codebase),
        }
    }
}

/// The head of a verb ("docker-status"), by its name or alias, with or without a slash.
pub(super) struct Topic(pub(super) &'static str);

impl Topic {
    /// Whether `word` is one of the verb's forms.
    pub(super) fn has_form(&self, word: &str) -> bool {
        let form = verbs::normal(word);
        verbs::named(self.0, verbs::Spelling::Free).any(|verb| verb.form() == Some(&form))
    }
}

impl FromWord for Topic {
    fn from_word(word: &str) -> Result<Self, Unreadable> {
        let name = verbs::normal(word.trim_start_matches('/'));
        verbs::named(&name, verbs::Spelling::Free)
            .next()
            .map(|verb| Self(verb.head()))
            .ok_or_else(|| {
                let instead = nearest(&name, verbs::names(verbs::Spelling::Free));
                Unreadable::not(word, "a command").instead(instead)
            })
    }
}
