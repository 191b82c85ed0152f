//! `hailer doctor`: is everything there that Hailer needs, and if not, what mends it? It changes nothing.

use std::path::Path;

use chrono::Utc;
use serde::Serialize;

use super::{locator, open_store};
use crate::config::{Config, ConfigError, GithubMode};
use crate::engine::Engine;
use crate::frontend::telegram::Client;
use crate::instance::preset::{Catalog, Fault};
use crate::reply::{Block, Cell, Reply, Tone};

/// Further apart than this, times in answers and in Docker's logs can't be compared.
const CLOCK_APART_SECS: i64 = 5;

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
            what,
            tone: Tone::Warn,
            found: found.into(),
            fix: Some(fix.into()),
        }
    }

    fn bad(what: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            what,
            tone: Tone::Bad,
            found: found.into(),
            fix: Some(fix.into()),
        }
    }
}

/// Looks at everything and names the fix for what isn't right.
pub async fn doctor(config: Result<&Config, &ConfigError>) -> Reply {
    let checks = match config {
        Ok(config) => all(config).await,
        Err(error) => vec![Check::bad(
            "configuration",
            error.to_string(),
            format!("{}={}", error.name, error.example),
        )],
    };
    report(&checks)
}

async fn all(config: &Config) -> Vec<Check> {
    let (engine, compose, mut store, telegram) = tokio::join!(
        engine(config),
        compose(config),
        store(config),
        telegram(config)
    );
    let mut checks = vec![
        Check::good("configuration", "every variable can be read"),
        engine,
        compose,
    ];
    checks.append(&mut store);
    checks.push(roots(config));
    checks.extend(presets(config));
    checks.push(front_ends(config));
    checks.extend(telegram);
    checks
}

async fn engine(config: &Config) -> Check {
    const WHAT: &str = "Docker engine";
    match Engine::connect(config.docker.host.as_deref()).await {
        Ok(engine) => {
            let info = engine.info();
            Check::good(
                WHAT,
                format!(
                    "{} (API {}, {}/{})",
                    info.version, info.api, info.os, info.arch
                ),
            )
        }
        Err(error) => Check::bad(
            WHAT,
            error.to_string(),
            "systemctl start docker, or set DOCKER_HOST",
        ),
    }
}

async fn compose(config: &Config) -> Check {
    const WHAT: &str = "Compose binary";
    match locator(config).find().await {
        Ok(binary) => Check::good(
            WHAT,
            format!("{} at {}", binary.version(), binary.path().display()),
        ),
        Err(error) => Check::warn(
            WHAT,
            format!(
                "{error} (status, logs and restart work without it; planning and deploying don't)"
            ),
            "install Docker's Compose plugin, or set HAILER_COMPOSE_BIN",
        ),
    }
}

/// The store, its clock and its key.
async fn store(config: &Config) -> Vec<Check> {
    match open_store(config).await {
        Ok(store) => {
            let apart = (Utc::now() - store.now()).num_seconds().abs();
            let clock = if apart <= CLOCK_APART_SECS {
                Check::good("clock", "this machine and the store agree")
            } else {
                Check::warn(
                    "clock",
                    format!(
                        "this machine and the store are {apart} s apart; Hailer goes by the store's"
                    ),
                    "synchronise both with NTP (timedatectl set-ntp true)",
                )
            };
            let found = store.describe().to_owned();
            store.close().await;
            vec![
                Check::good("store", found),
                clock,
                data(&config.folders.data),
            ]
        }
        Err(error) => vec![Check::bad(
            "store",
            error.to_string(),
            "see the store's own log, then HAILER_DATA_DIR or DATABASE_URL",
        )],
    }
}

/// The data folder holds the key: others must not read it.
fn data(folder: &Path) -> Check {
    use std::os::unix::fs::PermissionsExt;
    const WHAT: &str = "data folder";
    let shown = folder.display();
    match std::fs::metadata(folder) {
        Ok(metadata) if metadata.permissions().mode().trailing_zeros() >= 6 => {
            Check::good(WHAT, format!("{shown}, private"))
        }
        Ok(_) => Check::warn(
            WHAT,
            format!("{shown} can be entered by other users"),
            format!("chmod 700 {shown}"),
        ),
        Err(error) => Check::bad(WHAT, format!("{shown}: {error}"), "set HAILER_DATA_DIR"),
    }
}

fn roots(config: &Config) -> Check {
    const WHAT: &str = "allowed roots";
    let roots = &config.folders.allowed_roots;
    let missing: Vec<_> = roots
        .iter()
        .filter(|root| !root.is_dir())
        .map(|root| root.display().to_string())
        .collect();
    let shown: Vec<_> = roots
        .iter()
        .map(|root| root.display().to_string())
        .collect();
    if roots.is_empty() {
        Check::warn(
            WHAT,
            "none, so no codebase can be configured",
            "set HAILER_ALLOWED_ROOTS=/srv",
        )
    } else if missing.is_empty() {
        Check::good(WHAT, shown.join(", "))
    } else {
        Check::warn(
            WHAT,
            format!("not there: {}", missing.join(", ")),
            "create them, or correct HAILER_ALLOWED_ROOTS",
        )
    }
}

/// The user's presets, where there is a folder of them.
fn presets(config: &Config) -> Option<Check> {
    const WHAT: &str = "presets";
    let folder = config.folders.presets.as_deref()?;
    let (own, faults) = match Catalog::load(Some(folder), &config.folders.allowed_roots) {
        Ok(catalog) => {
            let own = catalog.entries.iter().filter(|entry| entry.file.is_some());
            (own.count(), catalog.faults)
        }
        Err(fault) => (0, vec![*fault]),
    };
    let found = format!("{own} in {}", folder.display());
    Some(if faults.is_empty() {
        Check::good(WHAT, found)
    } else {
        let faults: Vec<_> = faults.iter().map(Fault::to_string).collect();
        Check::warn(
            WHAT,
            format!("{found}, and what can't be used"),
            faults.join(" "),
        )
    })
}

fn front_ends(config: &Config) -> Check {
    const WHAT: &str = "front ends";
    let telegram = config.telegram.as_ref().map_or("", |_| ", Telegram");
    let Some(github) = &config.github else {
        return Check::good(WHAT, format!("the terminal{telegram}"));
    };
    let found = format!("the terminal{telegram}, GitHub");
    let is_delivered = github.webhook_secret.is_some() && config.listen.is_some();
    if is_delivered || github.mode == GithubMode::Poll {
        return Check::good(WHAT, found);
    }
    Check::warn(
        WHAT,
        format!("{found}, whose comments can't be delivered"),
        "set GITHUB_WEBHOOK_SECRET and HAILER_LISTEN, or GITHUB_MODE=poll, so that hailer serve starts",
    )
}

/// Whether the token is that of a bot, as Telegram says.
async fn telegram(config: &Config) -> Option<Check> {
    const WHAT: &str = "Telegram";
    let settings = config.telegram.as_ref()?;
    let client = Client::new(&settings.token, settings.api.as_deref());
    let me = match client {
        Ok(client) => client.me().await,
        Err(error) => Err(error),
    };
    Some(match me {
        Ok(me) => Check::good(WHAT, format!("the bot is @{}", me.username)),
        Err(error) => Check::bad(
            WHAT,
            error.to_string(),
            "see that this machine reaches TELEGRAM_API_URL, and that TELEGRAM_BOT_TOKEN is the one that BotFather shows",
        ),
    })
}

fn report(checks: &[Check]) -> Reply {
    let bad = checks
        .iter()
        .filter(|check| check.tone == Tone::Bad)
        .count();
    let warnings = checks
        .iter()
        .filter(|check| check.tone == Tone::Warn)
        .count();
    let reply = match (bad, warnings) {
        (0, 0) => Reply::done("All is well"),
        (0, 1) => Reply::done("It works; 1 thing is worth a look"),
        (0, several) => Reply::done(format!("It works; {several} things are worth a look")),
        (1, _) => Reply::failed("1 thing is broken"),
        (several, _) => Reply::failed(format!("{several} things are broken")),
    };
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
