//! What an instance, its container and its volumes are called.

use crate::domain::name::{InstanceName, InvalidName, PresetName, VersionName};

/// What every name begins with, by which an instance is told from a service.
const BEGINS: &str = "hailer-";

/// Crockford's base 32 in lower case: 32 characters, none easily taken for another.
const BASE_32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A name that nobody chose: `hailer-postgres-16-k3f9`. One of a million for each preset and version, so whoever uses it has to see
/// whether it is taken.
pub fn drawn(preset: &PresetName, version: &VersionName) -> Result<InstanceName, DrawError> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes)?;
    let drawn: String = bytes
        .iter()
        .filter_map(|byte| BASE_32.get(usize::from(byte % 32)))
        .map(|byte| char::from(*byte))
        .collect();
    let version = version.as_str().to_ascii_lowercase();
    Ok(InstanceName::new(format!(
        "{BEGINS}{preset}-{version}-{drawn}"
    ))?)
}

/// The name that `--name` chose: `x` and `hailer-x` are both `hailer-x`.
pub fn chosen(given: &str) -> Result<InstanceName, InvalidName> {
    let own = given.strip_prefix(BEGINS).unwrap_or(given);
    InstanceName::new(format!("{BEGINS}{own}")).map_err(|wrong| InvalidName {
        given: given.to_owned(),
        ..wrong
    })
}

/// What an instance's own volume is called on the engine: `hailer-x-data`.
#[must_use]
pub fn volume(instance: &InstanceName, part: &str) -> String {
    format!("{instance}-{part}")
}

/// Why no name could be made.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// This machine gives no random numbers.
    #[error("no name could be drawn: {0}")]
    Random(#[from] getrandom::Error),
    /// The parts make no name.
    #[error(transparent)]
    Name(#[from] InvalidName),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_name_says_preset_and_version_and_is_hardly_ever_the_same() {
        let (preset, version) = ("postgres".parse().unwrap(), "16-RC1".parse().unwrap());
        let names: Vec<_> = (0..20).map(|_| drawn(&preset, &version).unwrap()).collect();
        for name in &names {
            let end = name
                .as_str()
                .strip_prefix("hailer-postgres-16-rc1-")
                .unwrap();
            assert_eq!(end.len(), 4, "{name}");
            assert!(end.bytes().all(|byte| BASE_32.contains(&byte)), "{name}");
        }
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert!(distinct.len() > 15, "{names:?}");
    }

    #[test]
    fn the_longest_names_of_presets_and_versions_make_one() {
        let preset = PresetName::new("p".repeat(32)).unwrap();
        let version = VersionName::new("v".repeat(63)).unwrap();
        assert!(drawn(&preset, &version).is_ok());
    }

    #[test]
    fn a_chosen_name_gets_its_beginning_once() {
        assert_eq!(chosen("shop-db").unwrap().as_str(), "hailer-shop-db");
        assert_eq!(chosen("hailer-shop-db").unwrap().as_str(), "hailer-shop-db");
        for wrong in ["", "-x", "X", "a b", "../x", "hailer-", "a/b"] {
            let error = chosen(wrong).unwrap_err();
            assert_eq!((error.kind, error.given.as_str()), ("instance name", wrong));
        }
        assert_eq!(volume(&chosen("x").unwrap(), "data"), "hailer-x-data");
    }
}
