//! What Hailer remembers: the store, its clock, the data folder, and which codebases there are.

use std::path::Path;

use chrono::Utc;
use futures_util::{StreamExt, stream};

use super::Check;
use super::codebase::{folders, repository};
use crate::app::{StartError, open_store};
use crate::config::Config;
use crate::domain::actor::Platform;
use crate::domain::codebase::Codebase;
use crate::reply::few;
use crate::store::{Store, StoreError};

/// Further apart than this, times in answers and in Docker's logs can't be compared.
const CLOCK_APART_SECS: i64 = 5;
/// Codebases whose folders are looked at side by side: of several that don't answer each takes its time.
const AT_A_TIME: usize = 16;
/// Codebases that are named before the rest is only counted.
const NAMES: usize = 10;

/// The store, and what it says.
pub(super) async fn store(config: &Config) -> Vec<Check> {
    match open_store(config).await {
        Ok(store) => {
            let mut checks = vec![
                Check::good("store", store.describe()),
                clock((Utc::now() - store.now()).num_seconds()),
                data(&config.folders.data),
            ];
            match remembered(config, &store).await {
                Ok(mut more) => checks.append(&mut more),
                Err(error) => checks.push(broken(&error.into())),
            }
            store.close().await;
            checks
        }
        Err(error) => vec![broken(&error)],
    }
}

fn broken(error: &StartError) -> Check {
    Check::bad("store", error.to_string(), mends(error))
}

fn mends(error: &StartError) -> &'static str {
    const BOTH: &str = "see the database's own log, then DATABASE_URL or HAILER_DATA_DIR";
    match error {
        StartError::DataFolder { .. } => {
            "set HAILER_DATA_DIR to a folder that this user may write to"
        }
        StartError::Seal(_)
        | StartError::Store(StoreError::OtherKey { .. } | StoreError::NoKey { .. }) => {
            "put back the file `key` that belongs to this database, readable by this user alone (chmod 600)"
        }
        StartError::Store(StoreError::Newer { .. }) => {
            "install the Hailer that used it last, or restore the backup from before that"
        }
        StartError::Store(StoreError::BadTarget { .. }) => {
            "set DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/DATABASE"
        }
        StartError::Store(StoreError::Unreachable { database, .. })
            if database.starts_with("PostgreSQL") =>
        {
            "see that PostgreSQL runs there, has this database, and takes this user and password; else correct DATABASE_URL"
        }
        StartError::Store(StoreError::Unreachable { .. }) => {
            "see that this user may write to HAILER_DATA_DIR and to the database in it"
        }
        _ => BOTH,
    }
}

/// `apart`: seconds that this machine's clock is before the store's.
fn clock(apart: i64) -> Check {
    if apart.abs() <= CLOCK_APART_SECS {
        return Check::good("clock", "this machine and the store agree");
    }
    Check::warn(
        "clock",
        format!(
            "this machine and the store are {} s apart; Hailer goes by the store's",
            apart.abs()
        ),
        "synchronise both with NTP (timedatectl set-ntp true)",
    )
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

/// What the store remembers that isn't so any more, or lets nobody in.
async fn remembered(config: &Config, store: &Store) -> Result<Vec<Check>, StoreError> {
    let codebases = store.codebases().await?;
    let mut checks = vec![named(&codebases)];
    let looks = codebases.iter().map(|codebase| folders(config, codebase));
    let looked: Vec<_> = stream::iter(looks).buffered(AT_A_TIME).collect().await;
    checks.extend(looked.into_iter().flatten());
    checks.extend(nobody(config, store).await?);
    let seen = codebases
        .iter()
        .map(|codebase| repository(config, codebase));
    let seen = futures_util::future::join_all(seen).await;
    checks.extend(seen.into_iter().flatten());
    Ok(checks)
}

/// Which there are. To have none is how everybody begins.
fn named(codebases: &[Codebase]) -> Check {
    let names: Vec<_> = codebases
        .iter()
        .map(|codebase| codebase.name.as_str())
        .collect();
    let found = if names.is_empty() {
        "none yet; hailer codebase add NAME --workspace PATH adds the first".to_owned()
    } else {
        few(&names, NAMES)
    };
    Check::good("codebases", found)
}

/// Nobody on Telegram may do anything.
async fn nobody(config: &Config, store: &Store) -> Result<Option<Check>, StoreError> {
    let is_there = |platform| platform == Platform::Telegram;
    let by_config = config.admins.iter().any(|admin| is_there(admin.platform()));
    if config.telegram.is_none() || by_config {
        return Ok(None);
    }
    let grants = store.grants().await?;
    let granted = grants
        .iter()
        .any(|grant| is_there(grant.principal.platform()));
    let check = || {
        Check::warn(
            "people",
            "nobody on Telegram may do anything yet",
            "hailer pair --admin, or HAILER_ADMINS=telegram:<numeric id>",
        )
    };
    Ok((!granted).then(check))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Tone;

    #[test]
    fn clocks_may_be_a_little_apart() {
        assert_eq!(clock(-5).tone, Tone::Good);
        let told = clock(-3600);
        assert_eq!(told.tone, Tone::Warn);
        assert!(told.found.contains("3600 s apart"), "{}", told.found);
    }
}
