//! The folders that Hailer was told of.

use super::Check;
use super::patience::{looked, silent};
use crate::config::Config;
use crate::instance::preset::{Catalog, Fault};

pub(super) async fn roots(config: &Config) -> Check {
    const WHAT: &str = "allowed roots";
    let roots = &config.folders.allowed_roots;
    let looks = roots
        .iter()
        .cloned()
        .map(|root| looked(move || root.is_dir()));
    let found = futures_util::future::join_all(looks).await;
    let shown = |wanted: Option<bool>| {
        let roots = roots.iter().zip(&found);
        let roots = roots.filter(|(_, is_there)| **is_there == wanted);
        let roots: Vec<_> = roots.map(|(root, _)| root.display().to_string()).collect();
        roots.join(", ")
    };
    let (there, missing, unknown) = (shown(Some(true)), shown(Some(false)), shown(None));
    if !unknown.is_empty() {
        Check::warn(
            WHAT,
            format!("unknown: {}", silent(&unknown)),
            "see that the servers of network file systems run (findmnt), or take it out of HAILER_ALLOWED_ROOTS",
        )
    } else if roots.is_empty() {
        Check::warn(
            WHAT,
            "none, so no codebase can be configured",
            "set HAILER_ALLOWED_ROOTS to the folders that projects lie under, as in HAILER_ALLOWED_ROOTS=/srv",
        )
    } else if missing.is_empty() {
        Check::good(WHAT, there)
    } else {
        Check::warn(
            WHAT,
            format!("not there, or no folder: {missing}"),
            "create it, or correct HAILER_ALLOWED_ROOTS",
        )
    }
}

/// The user's presets, where there is a folder of them.
pub(super) async fn presets(config: &Config) -> Vec<Check> {
    const WHAT: &str = "presets";
    let Some(folder) = config.folders.presets.clone() else {
        return Vec::new();
    };
    let (at, roots) = (folder.clone(), config.folders.allowed_roots.clone());
    let loaded = looked(move || Catalog::load(Some(&at), &roots)).await;
    let (own, faults) = match loaded {
        Some(Ok(catalog)) => {
            let own = catalog.entries.iter().filter(|entry| entry.file.is_some());
            (own.count(), catalog.faults)
        }
        Some(Err(fault)) => (0, vec![*fault]),
        None => {
            let shown = folder.display().to_string();
            return vec![Check::warn(
                WHAT,
                format!("unknown: {}", silent(&shown)),
                "see that the servers of network file systems run (findmnt), or correct HAILER_PRESETS_DIR",
            )];
        }
    };
    if faults.is_empty() {
        return vec![Check::good(WHAT, format!("{own} in {}", folder.display()))];
    }
    let check = |fault: Fault| {
        let said = fault.to_string();
        // The fault's own last sentence says what to do.
        let found = said.strip_suffix(&format!(" {}.", fault.fix));
        Check::warn(WHAT, found.unwrap_or(&said), fault.fix.clone())
    };
    faults.into_iter().map(check).collect()
}
