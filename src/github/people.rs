//! Accounts, and what they may do in a repository.

use http::StatusCode;
use serde::Deserialize;

use super::at::At;
use super::call::{Ask, part};
use super::client::Client;
use super::error::GitHubError;
use super::facts::{Permission, Who};
use super::login::{App, Lines};

#[derive(Deserialize)]
pub(super) struct Account {
    pub(super) id: u64,
    pub(super) login: String,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Slug {
    slug: String,
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    role_name: String,
    #[serde(default)]
    permission: String,
    #[serde(default)]
    user: Option<Account>,
}

impl Client {
    /// The account that our comments are made as; an App's is its bot. Asked for until it is known, and then no more.
    pub async fn me(&self) -> Result<Who, GitHubError> {
        let me = self.all.me.get_or_try_init(|| self.ask_me()).await?;
        Ok(me.clone())
    }

    async fn ask_me(&self) -> Result<Who, GitHubError> {
        let shown: Account = match &self.all.lines {
            Lines::Token(line) => line.ask(&Ask::get("/user".to_owned())).await?.json()?,
            Lines::App(app) => self.bot(app).await?,
        };
        Ok(Who {
            id: shown.id,
            login: shown.login,
            is_bot: shown.kind == "Bot",
        })
    }

    /// An App sees nobody's account; its installations do, and on github.com everybody does.
    async fn bot(&self, app: &App) -> Result<Account, GitHubError> {
        let Slug { slug } = app.own.ask(&Ask::get("/app".to_owned())).await?.json()?;
        let ask = Ask::get(format!("/users/{}", part(&format!("{slug}[bot]"))));
        match app.any().await? {
            Some(line) => line.ask(&ask).await?.json(),
            None => self.all.nobody.ask(&ask).await?.json(),
        }
    }
}

impl At {
    /// What somebody may do here at this moment. Of another account with the same name, and of none, nothing is said:
    /// [`Permission::None`].
    pub async fn permission(&self, id: u64, login: &str) -> Result<Permission, GitHubError> {
        let path = self.path(&["collaborators", login, "permission"]);
        let answer = self.ask(&Ask::get(path)).await?;
        // "octocat is not a user"; a repository that isn't there is "Not Found".
        if answer.status == StatusCode::NOT_FOUND && answer.words().ends_with("is not a user") {
            return Ok(Permission::None);
        }
        let shown: Shown = answer.json()?;
        let is_meant = shown.user.as_ref().is_some_and(|user| user.id == id);
        Ok(if is_meant {
            shown.permission()
        } else {
            Permission::None
        })
    }
}

impl Shown {
    /// `permission` folds maintain into write; it counts where the role is one of an organization's own.
    fn permission(&self) -> Permission {
        named(&self.role_name)
            .or_else(|| named(&self.permission))
            .unwrap_or(Permission::None)
    }
}

fn named(name: &str) -> Option<Permission> {
    Some(match name {
        "none" => Permission::None,
        "read" => Permission::Read,
        "triage" => Permission::Triage,
        "write" => Permission::Write,
        "maintain" => Permission::Maintain,
        "admin" => Permission::Admin,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_an_organizations_own_counts_as_what_it_is_built_upon() {
        let told = |json: &str| serde_json::from_str(json).map(|shown: Shown| shown.permission());
        for (json, expected) in [
            (
                r#"{"permission":"write","role_name":"maintain"}"#,
                Permission::Maintain,
            ),
            (
                r#"{"permission":"write","role_name":"write"}"#,
                Permission::Write,
            ),
            (
                r#"{"permission":"write","role_name":"release-captain"}"#,
                Permission::Write,
            ),
            (r#"{"permission":"admin"}"#, Permission::Admin),
            (
                r#"{"permission":"owner","role_name":"boss"}"#,
                Permission::None,
            ),
            ("{}", Permission::None),
        ] {
            assert_eq!(told(json).ok(), Some(expected), "{json}");
        }
    }
}
