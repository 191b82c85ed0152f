//! What `/help` says and what a menu lists, as data: the router makes a reply of it, a front end a menu.

use crate::domain::action::Action;
use crate::domain::setting::Setting;

use super::verb::{Alias, Verb};
use super::verbs::{self, GROUPS, Spelling};

/// Verbs that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Each verb as it is typed, and what it does.
    pub verbs: Vec<(String, &'static str)>,
}

/// One verb explained, with all its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The verb as it is typed ("/docker-logs").
    pub name: String,
    /// Its other names ("/logs").
    pub also: Vec<String>,
    /// Its forms.
    pub forms: Vec<FormHelp>,
    /// The settings that it takes, with what each means; empty for other verbs than `/docker-config`.
    pub settings: Vec<(String, String)>,
}

/// One form of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormHelp {
    /// `/docker-logs [SERVICE] [LINES] …`
    pub usage: String,
    /// What it does, one line.
    pub summary: &'static str,
    /// Who may, and whether it asks for a yes.
    pub needs: String,
    /// Its arguments and flags, each with its meaning.
    pub terms: Vec<(String, &'static str)>,
    /// Lines that work.
    pub examples: &'static [&'static str],
}

/// A line of a chat's command menu. Names have only letters, digits and `_`, as Telegram asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// The canonical name (`docker_status`).
    pub name: String,
    /// The shorter one, where there is one for chats ("status").
    pub alias: Option<String>,
    /// What it does.
    pub summary: &'static str,
}

/// Every verb, for `/help`.
#[must_use]
pub fn overview() -> Vec<Section> {
    GROUPS
        .iter()
        .map(|group| Section {
            title: group.title,
            verbs: group
                .verbs
                .iter()
                .map(|verb| (format!("/{}", verb.name), verb.summary))
                .collect(),
        })
        .collect()
}

/// One verb by its canonical name ("docker-logs"); `None` where there is none of that name.
#[must_use]
pub fn topic(head: &str) -> Option<Topic> {
    let forms = || verbs::named(head, Spelling::Free);
    let first = forms().next()?;
    let also = first.alias.map(|alias| match alias {
        Alias::Anywhere(name) => format!("/{name}"),
        Alias::AtTerminal(name) => format!("{name} (at the terminal)"),
    });
    let takes_settings = first.head() == verbs::config::SET.head();
    Some(Topic {
        name: format!("/{}", first.head()),
        also: also.into_iter().collect(),
        forms: forms().map(form).collect(),
        settings: if takes_settings {
            settings()
        } else {
            Vec::new()
        },
    })
}

fn form(verb: &'static Verb) -> FormHelp {
    let args = verb
        .args
        .iter()
        .map(|arg| (arg.name.to_owned(), arg.meaning));
    let flags = verb
        .all_flags()
        .map(|flag| (flag.to_string(), flag.meaning));
    let yes = verb
        .takes_yes
        .then(|| ("yes".to_owned(), "carry out the plan that was shown"));
    FormHelp {
        usage: verb.usage(),
        summary: verb.summary,
        needs: needs(verb.action),
        terms: args.chain(flags).chain(yes).collect(),
        examples: verb.examples,
    }
}

/// Who may ask for `action`, as a phrase.
fn needs(action: Option<Action>) -> String {
    let Some(rule) = action.map(Action::rule) else {
        return "whoever may do what is pending".to_owned();
    };
    let who = rule
        .role
        .map_or_else(|| "anyone".to_owned(), |role| role.to_string());
    if rule.confirmed {
        format!("{who}, and a yes to the preview")
    } else {
        who
    }
}

/// Every setting with its meaning and an example; those of the policy in one line.
fn settings() -> Vec<(String, String)> {
    let policy = Setting::all()
        .find(|setting| matches!(setting, Setting::Policy(_)))
        .map(|setting| ("policy.KIND".to_owned(), setting));
    Setting::PLAIN
        .into_iter()
        .map(|setting| (setting.to_string(), setting))
        .chain(policy)
        .map(|(name, setting)| {
            let about = setting.about();
            (
                name,
                format!("{}; such as {}", about.meaning, about.example),
            )
        })
        .collect()
}

/// What a chat's menu lists: each verb once.
#[must_use]
pub fn menu() -> Vec<MenuEntry> {
    let mut entries: Vec<MenuEntry> = Vec::new();
    for verb in verbs::all() {
        let name = verb.head().replace('-', "_");
        if entries.iter().any(|entry| entry.name == name) {
            continue;
        }
        let alias = match verb.alias {
            Some(Alias::Anywhere(alias)) => Some(alias.replace('-', "_")),
            Some(Alias::AtTerminal(_)) | None => None,
        };
        entries.push(MenuEntry {
            name,
            alias,
            summary: verb.summary,
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_listed_and_explained() {
        let listed: usize = overview().iter().map(|section| section.verbs.len()).sum();
        assert_eq!(listed, verbs::all().count());
        for verb in verbs::all() {
            let topic = topic(verb.head()).unwrap();
            assert!(topic.forms.iter().any(|form| form.summary == verb.summary));
        }
        assert_eq!(topic("banana"), None);
    }

    #[test]
    fn a_topic_says_who_may_and_what_each_word_means() {
        let deploy = topic("docker-deploy").unwrap();
        assert_eq!(deploy.also, ["/deploy"]);
        assert_eq!(deploy.forms[0].needs, "deployer, and a yes to the preview");
        let flags: Vec<&str> = deploy.forms[0]
            .terms
            .iter()
            .map(|(term, _)| term.as_str())
            .collect();
        assert_eq!(
            flags,
            [
                "REF",
                "--services A,B",
                "--build-push",
                "--dry-run",
                "--in CODEBASE",
                "yes"
            ]
        );
        let settings = topic("docker-config").unwrap().settings;
        assert_eq!(settings.len(), Setting::PLAIN.len() + 1);
    }

    #[test]
    fn the_menu_has_only_names_that_telegram_takes() {
        for entry in menu() {
            for name in std::iter::once(&entry.name).chain(&entry.alias) {
                let allowed = name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
                assert!(allowed && name.len() <= 32, "{name}");
            }
        }
        assert!(menu().iter().any(|entry| entry.name == "docker_status"));
    }
}
