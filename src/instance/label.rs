//! Labels: by which an instance is known on the engine, whoever looks.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::actor::Principal;
use crate::domain::name::{InstanceName, PresetName, VersionName};

/// What all of ours begin with. No preset may have such labels of its own.
pub const OURS: &str = "hailer.";

/// On everything that Hailer made for an instance, "true". What doesn't carry it is never touched.
pub const MANAGED: &str = "hailer.managed";
/// The instance's name.
pub const INSTANCE: &str = "hailer.instance";
/// Its preset.
pub const PRESET: &str = "hailer.preset";
/// Its version.
pub const VERSION: &str = "hailer.version";
/// When it was asked for, RFC 3339.
pub const CREATED_AT: &str = "hailer.created_at";
/// Who asked for it.
pub const OWNER: &str = "hailer.owner";
/// How much it minds its data ("fast"), so that what nobody remembers is known to be ephemeral or not.
pub const MODE: &str = "hailer.mode";
/// Which of several Hailers on one engine made it.
pub const HOUSE: &str = "hailer.house";
/// When it destroys itself, RFC 3339; absent: never.
pub const EXPIRES_AT: &str = "hailer.expires_at";

/// The label, with its value, of all that is an instance's: what an engine is asked for.
#[must_use]
pub fn of_instance(instance: &InstanceName) -> String {
    format!("{INSTANCE}={instance}")
}

/// The label, with its value, of all that is any instance's.
#[must_use]
pub fn of_all() -> String {
    format!("{MANAGED}=true")
}

/// What the labels of an instance say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Its name.
    pub instance: InstanceName,
    /// Its preset.
    pub preset: PresetName,
    /// Its version.
    pub version: VersionName,
    /// When it was asked for, to the second.
    pub created_at: DateTime<Utc>,
    /// Who asked for it.
    pub owner: Principal,
    /// When it destroys itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// Which of several Hailers on one engine made it.
    pub house: String,
}

/// Something carries `hailer.managed` and not what goes with it: it isn't ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the label {label} {problem}, so this was not made by Hailer")]
pub struct Forged {
    /// Which label.
    pub label: &'static str,
    /// What is wrong with it, the rest of a sentence.
    pub problem: String,
}

impl Marks {
    /// As labels.
    #[must_use]
    pub fn labels(&self) -> BTreeMap<String, String> {
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let all = [
            (MANAGED, Some("true".to_owned())),
            (INSTANCE, Some(self.instance.to_string())),
            (PRESET, Some(self.preset.to_string())),
            (VERSION, Some(self.version.to_string())),
            (CREATED_AT, Some(time(self.created_at))),
            (OWNER, Some(self.owner.to_string())),
            (EXPIRES_AT, self.expires_at.map(time)),
            (HOUSE, Some(self.house.clone())),
        ];
        let there = all
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        there.collect()
    }

    /// What `labels` of the container `name` say; `None` where they don't say that it is ours.
    pub fn of(name: &str, labels: &BTreeMap<String, String>) -> Result<Option<Self>, Forged> {
        if labels.get(MANAGED).is_none_or(|managed| managed != "true") {
            return Ok(None);
        }
        let instance: InstanceName = read(labels, INSTANCE)?;
        if instance.as_str() != name {
            let problem = format!("says {instance} on {name:?}");
            return Err(Forged {
                label: INSTANCE,
                problem,
            });
        }
        let has_end = labels.contains_key(EXPIRES_AT);
        Ok(Some(Self {
            instance,
            preset: read(labels, PRESET)?,
            version: read(labels, VERSION)?,
            created_at: read(labels, CREATED_AT)?,
            owner: read(labels, OWNER)?,
            expires_at: has_end.then(|| read(labels, EXPIRES_AT)).transpose()?,
            house: read(labels, HOUSE)?,
        }))
    }
}

fn read<T: std::str::FromStr>(
    labels: &BTreeMap<String, String>,
    label: &'static str,
) -> Result<T, Forged> {
    let wrong = |problem: &str| Forged {
        label,
        problem: problem.to_owned(),
    };
    let value = labels.get(label).ok_or_else(|| wrong("is missing"))?;
    value.parse().map_err(|_| wrong("can't be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(expires_at: Option<&str>) -> Marks {
        Marks {
            instance: "hailer-postgres-16-k3f9".parse().unwrap(),
            preset: "postgres".parse().unwrap(),
            version: "16".parse().unwrap(),
            created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
            owner: "telegram:7".parse().unwrap(),
            expires_at: expires_at.map(|at| at.parse().unwrap()),
            house: "k3f9a2m7qx".to_owned(),
        }
    }

    #[test]
    fn what_was_marked_is_known_again() {
        for marks in [marks(None), marks(Some("2026-01-02T05:04:05Z"))] {
            let labels = marks.labels();
            assert!(labels.keys().all(|label| label.starts_with(OURS)));
            assert_eq!(
                Marks::of("hailer-postgres-16-k3f9", &labels),
                Ok(Some(marks))
            );
        }
    }

    #[test]
    fn what_is_not_marked_is_not_ours() {
        let mut labels = marks(None).labels();
        labels.insert(MANAGED.to_owned(), "false".to_owned());
        assert_eq!(Marks::of("hailer-postgres-16-k3f9", &labels), Ok(None));
        assert_eq!(Marks::of("x", &BTreeMap::new()), Ok(None));
    }

    #[test]
    fn a_label_that_is_missing_or_forged_is_named() {
        let name = "hailer-postgres-16-k3f9";
        for label in [INSTANCE, PRESET, VERSION, CREATED_AT, OWNER] {
            let mut labels = marks(None).labels();
            labels.remove(label);
            let forged = Marks::of(name, &labels).unwrap_err();
            assert_eq!(
                (forged.label, forged.problem.as_str()),
                (label, "is missing")
            );
            labels.insert(label.to_owned(), "../x y".to_owned());
            let forged = Marks::of(name, &labels).unwrap_err();
            assert_eq!(
                (forged.label, forged.problem.as_str()),
                (label, "can't be read")
            );
        }
        let forged = Marks::of("web", &marks(None).labels()).unwrap_err();
        assert_eq!(
            forged.to_string(),
            "the label hailer.instance says hailer-postgres-16-k3f9 on \"web\", so this was not made by Hailer"
        );
    }
}
