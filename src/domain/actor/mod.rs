//! Who speaks, and where: all that is kept of a platform once its front end has verified a sender.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::name::RepositoryName;

/// Where a sender is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// The terminal of the machine that Hailer runs on.
    Console,
    /// Telegram; ids are numeric user ids.
    Telegram,
    /// GitHub; ids are numeric account ids.
    Github,
}

impl Platform {
    /// The name in principals and conversations ("telegram").
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Telegram => "telegram",
            Self::Github => "github",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Console, Self::Telegram, Self::Github]
            .into_iter()
            .find(|platform| platform.as_str() == text)
    }
}

/// One identity on one platform, `platform:id`. Logins change hands, so but for the console's the id is numeric.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Principal {
    platform: Platform,
    id: String,
}

/// A principal that isn't written `console:<login>`, `telegram:<number>` or `github:<number>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a person's identity: write console:<login>, telegram:<numeric id> or github:<numeric id>"
)]
pub struct InvalidPrincipal(pub String);

impl Principal {
    /// The local account `login` at the terminal.
    pub fn console(login: &str) -> Result<Self, InvalidPrincipal> {
        format!("console:{login}").parse()
    }

    /// The platform that vouches for this identity.
    #[must_use]
    pub const fn platform(&self) -> Platform {
        self.platform
    }

    /// What it is known by there: a number, or a login at the terminal.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromStr for Principal {
    type Err = InvalidPrincipal;

    fn from_str(text: &str) -> Result<Self, InvalidPrincipal> {
        let invalid = || InvalidPrincipal(text.to_owned());
        let (platform, id) = text.split_once(':').ok_or_else(invalid)?;
        let platform = Platform::parse(platform).ok_or_else(invalid)?;
        let well_formed = match platform {
            Platform::Console => {
                !id.is_empty()
                    && id.len() <= 64
                    && id
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_.@$".contains(c))
            }
            Platform::Telegram | Platform::Github => id
                .parse::<u64>()
                .is_ok_and(|number| number.to_string() == id),
        };
        if well_formed {
            Ok(Self {
                platform,
                id: id.to_owned(),
            })
        } else {
            Err(invalid())
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.platform.as_str(), self.id)
    }
}

impl TryFrom<String> for Principal {
    type Error = InvalidPrincipal;
    fn try_from(text: String) -> Result<Self, InvalidPrincipal> {
        text.parse()
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> String {
        principal.to_string()
    }
}

/// A verified sender. Only a front end makes one, after it has checked the platform's proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The identity that grants are given to.
    pub principal: Principal,
    /// The name shown to people; never used to decide anything.
    pub display_name: String,
    /// The person behind the identity, where the store knows one. `confirm_by = another` compares these.
    pub person: Option<PersonId>,
}

/// A person, who may have several identities.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

/// Where a command was given and its answer belongs: `platform:place` (a chat and topic, an issue, a login).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Conversation(String);

impl Conversation {
    /// The conversation at `place` of `platform`.
    #[must_use]
    pub fn new(platform: Platform, place: &str) -> Self {
        Self(format!("{}:{place}", platform.as_str()))
    }

    /// Whether it is one of `platform`.
    #[must_use]
    pub fn is_on(&self, platform: Platform) -> bool {
        let prefix = self.0.split(':').next();
        prefix == Some(platform.as_str())
    }

    /// The whole chat, where this is a topic in one (`telegram:-100/7` is in `telegram:-100`); else the same.
    #[must_use]
    pub fn whole(&self) -> Self {
        let topic = self.is_on(Platform::Telegram);
        let whole = topic.then(|| self.0.split_once('/')).flatten();
        Self(whole.map_or(self.0.as_str(), |(chat, _)| chat).to_owned())
    }

    /// The issue or pull request that it is about on GitHub, and its repository (`github:acme/shop#7`).
    #[must_use]
    pub fn thread(&self) -> Option<(RepositoryName, u64)> {
        let place = self.0.strip_prefix("github:")?;
        let (repository, number) = place.split_once('#')?;
        Some((RepositoryName::new(repository).ok()?, number.parse().ok()?))
    }

    /// The repository on GitHub that it is, and no thread in it (`github:acme/shop`).
    #[must_use]
    pub fn repository(&self) -> Option<RepositoryName> {
        RepositoryName::new(self.0.strip_prefix("github:")?).ok()
    }

    /// An issue or pull request as a conversation: `github:acme/shop#7`. GitHub's names are the same in capitals, and a
    /// conversation has one name.
    #[must_use]
    pub fn of_thread(repository: &RepositoryName, number: u64) -> Self {
        let repository = repository.as_str().to_lowercase();
        Self::new(Platform::Github, &format!("{repository}#{number}"))
    }

    /// The stored form, `platform:place`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Conversation {
    type Err = InvalidConversation;

    fn from_str(text: &str) -> Result<Self, InvalidConversation> {
        match text.split_once(':') {
            Some((platform, place)) if Platform::parse(platform).is_some() && !place.is_empty() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidConversation(text.to_owned())),
        }
    }
}

/// What kind of place a conversation is. Its front end knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The terminal of the machine that Hailer runs on.
    Terminal,
    /// A chat with one person, who alone reads what is said.
    Private,
    /// A chat of several: an administrator must have allowed it, and what is said is read by all.
    Group,
    /// An issue or a pull request: whoever may do something in its repository is known there, and what is said is read by all
    /// who may read that.
    Thread {
        /// Whether it can go on: it is neither closed nor locked.
        is_open: bool,
    },
}

impl Place {
    /// Whether several talk there, of whom not all may be known.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Group | Self::Thread { .. })
    }
}

/// A conversation that isn't written `platform:place`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a conversation: write console:<login>, telegram:<chat id> or github:<owner>/<repo>#<number>"
)]
pub struct InvalidConversation(pub String);

#[cfg(test)]
mod tests;
