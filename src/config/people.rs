//! `HAILER_ADMINS`.

use super::{ConfigError, Environment};
use crate::domain::actor::Principal;

/// The administrators that need no grant, as principals with numeric ids.
pub fn admins(environment: &Environment) -> Result<Vec<Principal>, ConfigError> {
    environment
        .get("HAILER_ADMINS")
        .into_iter()
        .flat_map(|admins| admins.split(','))
        .map(|admin| {
            admin.trim().parse::<Principal>().map_err(|error| {
                ConfigError::new(
                    "HAILER_ADMINS",
                    format!("can't be read: {error}"),
                    "telegram:7,github:583231",
                )
            })
        })
        .collect()
}
