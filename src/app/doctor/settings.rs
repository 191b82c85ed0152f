//! The variables: which can't be used, which nothing reads, and which say nothing without another.

use super::Check;
use crate::config::{Config, Environment, Unheard};

const WHAT: &str = "configuration";

/// What only counts beside something else, and what that is.
const TELEGRAM: (&[&str], &str) = (&["TELEGRAM_API_URL"], "TELEGRAM_BOT_TOKEN");
const GITHUB: (&[&str], &str) = (
    &[
        "GITHUB_MODE",
        "GITHUB_WEBHOOK_SECRET",
        "GITHUB_WEBHOOK_SECRET_FILE",
    ],
    "GITHUB_TOKEN or GITHUB_APP_ID",
);

/// Those that can't be used.
pub(super) fn wrong(environment: &Environment) -> Vec<Check> {
    let wrong = Config::wrong(environment).into_iter();
    wrong
        .map(|error| {
            let found = format!("{} {}", error.name, error.problem);
            Check::bad(WHAT, found, format!("{}={}", error.name, error.example))
        })
        .collect()
}

/// All can be used.
pub(super) fn read(environment: &Environment, config: &Config) -> Vec<Check> {
    let mut checks = vec![Check::good(WHAT, "every variable can be read")];
    if config.telegram.is_none() {
        checks.extend(without(environment, TELEGRAM));
    }
    if config.github.is_none() {
        checks.extend(without(environment, GITHUB));
    }
    checks.extend(environment.unheard().into_iter().map(unheard));
    checks
}

fn without(environment: &Environment, (names, needed): (&[&str], &str)) -> Option<Check> {
    let set = names.iter().find(|name| environment.get(name).is_some())?;
    let found = format!("{set} is set and says nothing without {needed}");
    Some(Check::warn(
        WHAT,
        found,
        format!("set {needed}, or unset {set}"),
    ))
}

fn unheard(Unheard { name, meant }: Unheard) -> Check {
    let found = format!("{name} is set, and Hailer reads no such variable");
    let fix = match meant {
        Some(meant) => format!("write {meant} instead of {name}"),
        None => format!("unset {name}; docs/OPERATIONS.md lists the variables"),
    };
    Check::warn(WHAT, found, fix)
}
