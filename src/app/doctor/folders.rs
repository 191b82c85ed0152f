//! The folders that Hailer was told of.

use super::Check;
use crate::config::Config;
use crate::instance::preset::{Catalog, Fault};

pub(super) fn roots(config: &Config) -> Check {
    const WHAT: &str = "allowed roots";
    let roots = &config.folders.allowed_roots;
    let shown = |is_there: bool| {
        let roots = roots.iter().filter(|root| root.is_dir() == is_there);
        let roots: Vec<_> = roots.map(|root| root.display().to_string()).collect();
        roots.join(", ")
    };
    let (there, missing) = (shown(true), shown(false));
    if roots.is_empty() {
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
pub(super) fn presets(config: &Config) -> Vec<Check> {
    const WHAT: &str = "presets";
    let Some(folder) = config.folders.presets.as_deref() else {
        return Vec::new();
    };
    let (own, faults) = match Catalog::load(Some(folder), &config.folders.allowed_roots) {
        Ok(catalog) => {
            let own = catalog.entries.iter().filter(|entry| entry.file.is_some());
            (own.count(), catalog.faults)
        }
        Err(fault) => (0, vec![*fault]),
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
