//! Repositories whose comments can't be looked for, each said in the log once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::name::RepositoryName;

/// Why which isn't heard.
#[derive(Default)]
pub(super) struct Unheard(Mutex<BTreeMap<RepositoryName, String>>);

impl Unheard {
    /// It can't be looked at, or (`None`) it was.
    pub(super) fn note(&self, repository: &RepositoryName, why: Option<&str>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.remove(repository);
        match why {
            Some(why) => {
                if before.as_deref() != Some(why) {
                    tracing::warn!(%repository, error = why, "comments are not looked for");
                }
                all.insert(repository.clone(), why.to_owned());
            }
            None if before.is_some() => {
                tracing::info!(%repository, "comments are looked for again");
            }
            None => {}
        }
    }
}
