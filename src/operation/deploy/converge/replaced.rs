//! How far the services that change have come: which containers each has at this moment.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::domain::name::ServiceName;

/// The services that change, each with the ids of its new containers once they have taken the old ones' place.
#[derive(Debug)]
pub(in crate::operation::deploy) struct Replaced(BTreeMap<ServiceName, OnceLock<Vec<String>>>);

impl Replaced {
    /// None of `changing` has been replaced yet.
    pub(in crate::operation::deploy) fn none_of<'a>(
        changing: impl Iterator<Item = &'a ServiceName>,
    ) -> Self {
        Self(
            changing
                .map(|service| (service.clone(), OnceLock::new()))
                .collect(),
        )
    }

    /// Whether the service changes at all.
    pub(in crate::operation::deploy) fn changes(&self, service: &ServiceName) -> bool {
        self.0.contains_key(service)
    }

    /// The new containers of a service that has been replaced.
    pub(in crate::operation::deploy) fn new_of(&self, service: &ServiceName) -> Option<&[String]> {
        self.0.get(service)?.get().map(Vec::as_slice)
    }

    /// A service has been replaced. It is once in a deploy, so what is known already stays.
    pub(super) fn put(&self, service: &ServiceName, new: Vec<String>) {
        if let Some(own) = self.0.get(service) {
            own.get_or_init(|| new);
        }
    }
}
