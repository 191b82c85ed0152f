//! What an instance, its container and its volumes are called.

use crate::domain::name::{InstanceName, InvalidName, PresetName, VersionName};

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
    // A name has to fit where hosts are named, so a long version is cut.
    let version = version.as_str().to_ascii_lowercase();
    let version: String = version.chars().take(16).collect();
    Ok(InstanceName::new(format!(
        "{}{preset}-{version}-{drawn}",
        InstanceName::BEGINS
    ))?)
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
    fn a_volume_is_called_after_its_instance() {
        let name = InstanceName::chosen("x").unwrap();
        assert_eq!(volume(&name, "data"), "hailer-x-data");
    }
}
