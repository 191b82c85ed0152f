//! Every preset that is built in, in every version and mode.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::*;
use crate::domain::name::{PresetName, VersionName};

/// All that a preset may need, recognisable.
fn supplied(needs: &Needs) -> Supplied {
    let secrets = needs.generated.iter();
    let secrets = secrets.map(|(name, length)| {
        let secret = SecretString::from(format!("s3cret-of-{length}"));
        (name.clone(), secret)
    });
    Supplied {
        secrets: secrets.collect(),
        discovered: BTreeMap::from([
            (
                Discovered::QuiltCatalog,
                "https://quilt.example.org".to_owned(),
            ),
            (
                Discovered::QuiltRegistry,
                "https://registry.quilt.example.org".to_owned(),
            ),
        ]),
    }
}

fn spec(preset: &Preset, version: &VersionName, mode: Mode) -> Spec {
    let wanted = Wanted {
        version: Some(version.to_string()),
        mode,
        ..Wanted::default()
    };
    preset
        .resolve(&wanted, &supplied(&preset.needs(&wanted)))
        .unwrap()
}

/// A spec, a line for each thing that it says.
fn drawn(spec: &Spec) -> String {
    let mut lines = vec![format!("--{} {}", spec.mode, spec.image)];
    let mut add = |what: &str, value: String| lines.push(format!("  {what}: {value}"));
    if let Some(command) = &spec.command {
        add("command", format!("{command:?}"));
    }
    for (name, value) in &spec.environment {
        add("env", format!("{name}={value:?}"));
    }
    for port in &spec.ports {
        add(
            "port",
            format!(
                "{:?} {} -> {} {:?}",
                port.name, port.preferred, port.container, port.protocol
            ),
        );
    }
    add("public", spec.public.to_string());
    for mount in &spec.mounts {
        add(
            "mount",
            format!(
                "{:?} at {} read_only {}",
                mount.source, mount.target, mount.read_only
            ),
        );
    }
    for tmpfs in &spec.tmpfs {
        add("tmpfs", format!("{} {}", tmpfs.target, tmpfs.options()));
    }
    if let Some(health) = &spec.health {
        add(
            "health",
            format!(
                "{:?} every {} limit {} within {}",
                health.test, health.every, health.limit, health.within
            ),
        );
    }
    for (path, text) in &spec.files {
        add("file", format!("{path} {text:?}"));
    }
    add("limits", format!("{:?}", spec.limits));
    add("security", format!("{:?}", spec.security));
    add("network", format!("{:?}", spec.network));
    add("restart", format!("{:?}", spec.restart));
    for (name, value) in &spec.labels {
        add("label", format!("{name}={value}"));
    }
    let ports: Vec<_> = spec.ports.iter().map(|port| port.preferred).collect();
    for (called, reached) in spec.connections("127.0.0.1", &ports).unwrap() {
        add("connect", format!("{called} {}", reached.expose_secret()));
    }
    if let Some(host) = &spec.host {
        let words = |all: &[Template]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        add(
            "host",
            format!(
                "{:?} health {:?}",
                words(&host.command),
                words(&host.health)
            ),
        );
    }
    add("traced", spec.traced.to_string());
    lines.join("\n")
}

/// All versions and modes of a preset; of each version but the first only the lines that differ from the first one's.
fn all_of(name: &str) -> String {
    let catalog = Catalog::load(None, &[]).unwrap();
    let preset = &catalog
        .find(&PresetName::new(name).unwrap())
        .unwrap()
        .preset;
    let mut text = String::new();
    for mode in Mode::ALL {
        let mut first: Option<String> = None;
        for version in preset.versions.keys() {
            let drawn = drawn(&spec(preset, version, mode));
            let shown = match &first {
                None => drawn.clone(),
                Some(first) => {
                    let known: Vec<_> = first.lines().collect();
                    let new = drawn.lines().filter(|line| !known.contains(line));
                    new.collect::<Vec<_>>().join("\n")
                }
            };
            first.get_or_insert(drawn);
            text.push_str(&shown);
            text.push_str("\n\n");
        }
    }
    text
}

macro_rules! presets {
    ($($test:ident $name:literal),+) => {
        $(#[test]
        fn $test() {
            insta::assert_snapshot!(all_of($name));
        })+

        #[test]
        fn every_preset_that_is_built_in_has_its_test() {
            let named = [$($name),+];
            let presets = built_in().unwrap();
            assert!(presets.iter().map(|preset| preset.name.as_str()).eq(named));
        }
    };
}

presets!(
    postgres "postgres",
    pgvector "pgvector",
    redis "redis",
    mysql "mysql",
    sqlserver "sqlserver",
    azurite "azurite",
    mcp_stateless "mcp-stateless",
    mcp_multitenant_fake "mcp-multitenant-fake",
    mcp_health_check "mcp-health-check"
);

#[test]
fn no_preset_that_is_built_in_reaches_beyond_its_container() {
    for entry in Catalog::load(None, &[]).unwrap().entries {
        let scope = crate::compose::policy::Scope::of_roots(&[]);
        let found = super::super::policy::judged(&entry.preset, &scope).unwrap();
        assert_eq!(found, [], "{}", entry.preset.name);
    }
}

#[test]
fn what_is_asked_for_in_place_of_a_presets_own_is_asked_and_told() {
    for (name, given) in [
        (
            "postgres",
            &[("POSTGRES_DB", "shop_test"), ("POSTGRES_USER", "ada")][..],
        ),
        (
            "pgvector",
            &[("POSTGRES_DB", "shop_test"), ("POSTGRES_USER", "ada")][..],
        ),
        ("mysql", &[("MYSQL_DATABASE", "shop_test")][..]),
    ] {
        let catalog = Catalog::load(None, &[]).unwrap();
        let preset = &catalog.find(&name.parse().unwrap()).unwrap().preset;
        let wanted = Wanted {
            environment: given
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), (*value).into()))
                .collect(),
            ..Wanted::default()
        };
        let supplied = supplied(&preset.needs(&wanted));
        let spec = preset.resolve(&wanted, &supplied).unwrap();
        let reached = spec.connections("127.0.0.1", &[7001]).unwrap();
        let url = reached["url"].expose_secret();
        let test = spec.health.unwrap().test.join(" ");
        for (name, value) in given {
            assert!(url.contains(value), "{url}");
            assert!(test.contains(&format!("\"${name}\"")), "{test}");
        }
    }
}

#[test]
fn what_a_check_asks_within_the_container_never_holds_a_secret() {
    for preset in built_in().unwrap() {
        for version in preset.versions.keys() {
            let health = spec(&preset, version, Mode::Fast).health.unwrap();
            assert!(
                !health.test.iter().any(|word| word.contains("s3cret")),
                "{}",
                preset.name
            );
        }
    }
}
