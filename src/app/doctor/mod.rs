//! `hailer doctor`: is everything there that Hailer needs, and if not, what mends it?
//!
//! Everything that is asked from outside has a limit. Like every command it makes the data folder and the store where there
//! are none, and brings an older version's tables up to date; it changes nothing else.

mod accounts;
mod codebase;
mod folders;
mod http;
mod kept;
mod machine;
mod patience;
mod settings;

use serde::Serialize;

use crate::config::{Config, Environment};
use crate::reply::{Block, Cell, Reply, Tone};

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    what: &'static str,
    tone: Tone,
    found: String,
    /// What mends it.
    fix: Option<String>,
}

impl Check {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            tone: Tone::Good,
            found: found.into(),
            fix: None,
        }
    }

    fn warn(what: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            tone: Tone::Warn,
            fix: Some(fix.into()),
            ..Self::good(what, found)
        }
    }

    fn bad(what: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            tone: Tone::Bad,
            ..Self::warn(what, found, fix)
        }
    }
}

/// Looks at everything and names the fix for what isn't right. Where a variable can't be read, at the variables alone.
pub async fn doctor(environment: &Environment) -> Reply {
    if let Ok(config) = Config::from_env(environment) {
        let mut checks = settings::read(environment, &config);
        checks.append(&mut all(&config).await);
        return report(&checks);
    }
    let checks = settings::wrong(environment);
    let wrong = match checks.len() {
        1 => "1 variable can't be used".to_owned(),
        several => format!("{several} variables can't be used"),
    };
    shown(Reply::usage(wrong), &checks)
}

async fn all(config: &Config) -> Vec<Check> {
    let (engine, compose, store, telegram, github, listen) = tokio::join!(
        machine::engine(config),
        machine::compose(config),
        kept::store(config),
        accounts::telegram(config),
        accounts::github(config),
        http::listen(config),
    );
    // The data folder is there by now.
    let (roots, disks, presets) = tokio::join!(
        folders::roots(config),
        machine::disks(config),
        folders::presets(config),
    );
    let mut checks = vec![engine, compose];
    checks.extend(store);
    checks.push(roots);
    checks.extend(disks);
    checks.extend(presets);
    checks.push(accounts::front_ends(config));
    checks.extend(telegram);
    checks.extend(github);
    checks.extend(listen);
    checks
}

fn report(checks: &[Check]) -> Reply {
    let of = |tone| checks.iter().filter(|check| check.tone == tone).count();
    let reply = match (of(Tone::Bad), of(Tone::Warn)) {
        (0, 0) => Reply::done("All is well"),
        (0, 1) => Reply::done("It works; 1 thing is worth a look"),
        (0, several) => Reply::done(format!("It works; {several} things are worth a look")),
        (1, _) => Reply::failed("1 thing is broken"),
        (several, _) => Reply::failed(format!("{several} things are broken")),
    };
    shown(reply, checks)
}

fn shown(reply: Reply, checks: &[Check]) -> Reply {
    let rows = checks.iter().map(|check| {
        let sign = match check.tone {
            Tone::Good | Tone::Plain => "ok",
            Tone::Warn => "look",
            Tone::Bad => "broken",
        };
        let status = Cell {
            text: sign.to_owned(),
            tone: check.tone,
        };
        vec![
            Cell::plain(check.what),
            status,
            Cell::plain(check.found.clone()),
        ]
    });
    let header = ["what", "", "found"].map(str::to_owned).to_vec();
    let fixes: Vec<_> = checks
        .iter()
        .filter_map(|check| Some(format!("{}: {}", check.what, check.fix.as_ref()?)))
        .collect();
    let reply = reply
        .with(Block::Table {
            header,
            rows: rows.collect(),
        })
        .data_of(checks);
    if fixes.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading("What to do".to_owned()))
        .with(Block::List(fixes))
}
