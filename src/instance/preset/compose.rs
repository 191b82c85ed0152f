//! Presets in a compose file, under `x-hailer-presets`: by their names, written as the files of presets are, in YAML.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::catalog::Entry;
use super::fault::Fault;
use super::read;
use super::record::Preset;
use super::value::Mode;

/// Of a compose file what is read here. Its other keys are Compose's.
#[derive(Deserialize)]
struct Presets {
    #[serde(default, rename = "x-hailer-presets")]
    presets: BTreeMap<String, toml::Table>,
}

/// The presets of a compose file, each read as strictly as a file of its own, and why others can't be used. `host` is refused: what
/// comes with a version of a project must start nothing on the machine itself.
pub(super) fn presets(file: &str, text: &str) -> (Vec<Preset>, Vec<Fault>) {
    let read: Presets = match serde_saphyr::from_str(text) {
        Ok(read) => read,
        Err(wrong) => return (vec![], vec![unreadable(file, &wrong.to_string())]),
    };
    let (mut presets, mut faults) = (vec![], vec![]);
    for (name, table) in read.presets {
        match preset(file, &name, table) {
            Ok(preset) => presets.push(preset),
            Err(fault) => faults.push(*fault),
        }
    }
    (presets, faults)
}

/// Why a preset of a project can't be used although the policy only warns of it: nobody has confirmed what comes with a version.
pub(super) fn reaches_out(file: &str, entry: &Entry) -> Option<Fault> {
    let preset = &entry.preset;
    let modes = Mode::ALL.map(|mode| preset.modes.of(mode).volumes.as_ref());
    let mut volumes = modes
        .into_iter()
        .flatten()
        .chain([&preset.volumes])
        .flatten();
    let what = match entry.warnings.first() {
        Some(found) => format!("{}: {}", found.path, found.what),
        None => volumes
            .find_map(|volume| volume.host.as_ref())
            .map(|host| format!("it mounts {host}"))?,
    };
    Some(Fault {
        fix: "Take that out, or make it a preset of HAILER_PRESETS_DIR".to_owned(),
        ..unreadable(
            &format!("{file}: x-hailer-presets.{}", preset.name),
            &format!("it reaches beyond its container ({what})"),
        )
    })
}

fn preset(file: &str, name: &str, mut table: toml::Table) -> Result<Preset, Box<Fault>> {
    let place = format!("{file}: x-hailer-presets.{name}");
    if table.contains_key("host") {
        return Err(Box::new(Fault {
            key: Some("host".to_owned()),
            fix: "Take it out, or make it a preset of HAILER_PRESETS_DIR".to_owned(),
            ..unreadable(
                &place,
                "a compose file can't start processes on the machine itself",
            )
        }));
    }
    table.insert("name".to_owned(), name.into());
    let text = toml::to_string(&table);
    let text = text.map_err(|wrong| Box::new(unreadable(&place, &wrong.to_string())))?;
    // The lines are those of what it was turned into, not the file's.
    let nowhere = |fault: Box<Fault>| {
        Box::new(Fault {
            line: None,
            ..*fault
        })
    };
    read::preset(&place, &text).map_err(nowhere)
}

fn unreadable(file: &str, problem: &str) -> Fault {
    // A parser draws a picture over several lines; the first says what is wrong.
    let problem = problem.lines().next().unwrap_or_default();
    Fault {
        file: file.to_owned(),
        line: None,
        key: None,
        problem: problem.to_owned(),
        expected: None,
        fix: "Correct it in the file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::instance::preset::Catalog;

    const SHOP: &str = "
services:
  web:
    image: shop
x-hailer-presets:
  shop-db:
    about: The shop's database
    image: 'shop-db:{version}'
    default_version: '2'
    versions: {'1': {}, '2': {}}
    ports: [{container: 5432}]
    limits: {memory: 64MiB}
";

    #[test]
    fn a_preset_of_a_compose_file_is_what_one_of_a_file_is() {
        let (presets, faults) = presets("compose.yaml", SHOP);
        assert_eq!(faults, []);
        let [preset] = presets.as_slice() else {
            panic!("{presets:?}");
        };
        assert_eq!(preset.name.as_str(), "shop-db");
        assert_eq!(preset.limits.memory.map(|size| size.0), Some(64 << 20));
        assert_eq!(preset.ports.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_and_no_process_is_started() {
        let said = |text: &str| {
            let (presets, faults) = presets("compose.yaml", text);
            assert!(presets.is_empty(), "{presets:?}");
            faults[0].to_string()
        };
        let unknown = said(&SHOP.replace("limits:", "limit:"));
        assert!(
            unknown.contains("compose.yaml: x-hailer-presets.shop-db"),
            "{unknown}"
        );
        assert!(unknown.contains("limits"), "{unknown}");
        let host = said(&format!("{SHOP}    host: {{command: [rm, -rf, /]}}\n"));
        assert!(host.contains("can't start processes"), "{host}");
        let yaml = said("x-hailer-presets: [");
        let project = |more: &str| {
            let files = [(
                PathBuf::from("/srv/shop/compose.yaml"),
                format!("{SHOP}{more}"),
            )];
            let all = Catalog::default().and_of_project(&files, &[PathBuf::from("/srv")]);
            (
                all.entries.len(),
                all.faults
                    .iter()
                    .map(ToString::to_string)
                    .collect::<String>(),
            )
        };
        assert_eq!(project(""), (1, String::new()));
        for more in [
            "    security: {cap_add: [ALL]}\n",
            "    network: host\n",
            "    volumes: [{host: /srv/other, target: /x}]\n",
        ] {
            let (found, said) = project(more);
            assert!(
                found == 0 && said.contains("beyond its container"),
                "{more}: {said}"
            );
        }
        assert!(yaml.starts_with("compose.yaml can't be used."), "{yaml}");
        assert_eq!(presets("compose.yaml", "services: {}"), (vec![], vec![]));
    }
}
