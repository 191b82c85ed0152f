//! The keys that the binary takes and then leaves out of what it prints, because it has no use for them itself. The model
//! before interpolation still has them, so they can at least be said.

use std::collections::HashSet;

use serde_json::Value;

use super::inputs::Raw;
use super::keys::says_something;
use super::walk::{self, Pattern};
use crate::compose::Version;

/// The first two are taken by Compose 2.26 and not printed, the others by 2.40 (models where no service uses them).
const LEFT_OUT: [Pattern; 4] = [
    &["services", "*", "networks", "*", "gw_priority"],
    &["networks", "*", "ipam", "options"],
    &["services", "*", "pull_refresh_after"],
    &["models"],
];

/// A sentence for each key that `raw` has and `resolved`, which the binary of this `version` printed, has not. What is left
/// out with all that it stands in (a service without an active profile, a network that nobody uses) is not meant.
pub(super) fn warn(raw: &mut Raw, resolved: &mut Value, version: Version) -> Vec<String> {
    let Raw::Model(raw) = raw else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    for pattern in LEFT_OUT {
        let mut printed = HashSet::new();
        let mut stands_in = HashSet::new();
        walk::each(resolved, pattern, &mut |place, _| {
            printed.insert(place.to_owned());
        });
        walk::each(resolved, &pattern[..pattern.len() - 1], &mut |place, _| {
            stands_in.insert(place.to_owned());
        });
        walk::each(raw, pattern, &mut |place, value| {
            let around = place.rsplit_once('.').map_or("", |(around, _)| around);
            if says_something(value) && stands_in.contains(around) && !printed.contains(place) {
                warnings.push(format!(
                    "{place} has no effect: Docker Compose {version} leaves it out"
                ));
            }
        });
    }
    warnings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_missing_where_its_surroundings_are_there_is_said() {
        let joined = |network: Value| json!({"networks": {"front": network}});
        let raw = json!({"services": {
            "api": joined(json!({"gw_priority": 1})),
            "web": joined(json!({"gw_priority": 2})),
            "zero": joined(json!({"gw_priority": 0})),
            "off": joined(json!({"gw_priority": 3})),
        }});
        let mut resolved = json!({"services": {
            "api": joined(json!({})),
            "web": joined(json!({"gw_priority": 2})),
            "zero": joined(json!({})),
        }});
        assert_eq!(
            warn(&mut Raw::Model(raw), &mut resolved, Version::new(2, 26, 1)),
            [
                "services.api.networks.front.gw_priority has no effect: Docker Compose 2.26.1 leaves it out"
            ]
        );
    }
}
