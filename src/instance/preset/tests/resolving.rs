//! What was asked for, over what the preset says.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::{ExposeSecret, SecretString};

use super::*;
use crate::domain::name::VariableName;

fn preset(more: &str) -> Preset {
    super::read::preset("shop.toml", &text(more)).unwrap()
}

fn variable(name: &str) -> VariableName {
    VariableName::new(name).unwrap()
}

fn resolved(preset: &Preset, wanted: &Wanted) -> Result<Spec, Unresolved> {
    preset.resolve(wanted, &Supplied::default())
}

fn on_port(port: u16) -> Wanted {
    Wanted {
        port: Some(port),
        ..Wanted::default()
    }
}

#[test]
fn an_unknown_version_is_told_the_nearest_and_an_alias_is_known() {
    let mut preset = preset("");
    let versions = [("16", Version::default()), ("17", Version::default())];
    preset.versions = versions
        .map(|(name, version)| (name.parse().unwrap(), version))
        .into();
    preset.default_version = "16".parse().unwrap();
    let latest = vec!["latest".parse().unwrap()];
    preset.versions.values_mut().last().unwrap().aliases = latest;
    let of = |version: &str| {
        let version = Some(version.to_owned());
        resolved(
            &preset,
            &Wanted {
                version,
                ..Wanted::default()
            },
        )
    };
    assert_eq!(of("latest").unwrap().image, "shop:17");
    assert_eq!(
        of("19").unwrap_err().to_string(),
        "shop has no version \"19\". It has 16, 17. Use --version 16."
    );
}

#[test]
fn a_secret_is_needed_unless_it_is_given_and_is_never_printed() {
    let preset = preset(
        "[environment]\nA = { secret = \"generated\", length = 12 }\nB = { secret = \"given\", about = \"a licence\" }",
    );
    let mut wanted = Wanted::default();
    let generated = BTreeMap::from([(variable("A"), 12)]);
    assert_eq!(
        preset.needs(&wanted),
        Needs {
            generated,
            discovered: BTreeSet::new()
        }
    );
    let given = |wanted: &mut Wanted, name: &str| {
        wanted
            .environment
            .insert(variable(name), SecretString::from("hunter2"));
    };
    given(&mut wanted, "A");
    assert_eq!(preset.needs(&wanted), Needs::default());
    assert_eq!(
        resolved(&preset, &wanted).unwrap_err().to_string(),
        "shop can't be made without B. It is a licence. Give it with --env B=VALUE."
    );
    given(&mut wanted, "B");
    given(&mut wanted, "EXTRA");
    let spec = resolved(&preset, &wanted).unwrap();
    assert_eq!(spec.environment.len(), 3);
    assert!(!format!("{spec:?} {wanted:?}").contains("hunter2"));
}

#[test]
fn what_was_not_found_is_named_with_the_way_to_give_it() {
    let preset = preset("[environment]\nURL = { discovered = \"quilt.catalog\" }");
    let wanted = Wanted::default();
    assert_eq!(
        preset.needs(&wanted).discovered,
        BTreeSet::from([Discovered::QuiltCatalog])
    );
    assert_eq!(
        resolved(&preset, &wanted).unwrap_err().to_string(),
        "shop can't be made without URL. It was not found. Give it with --env URL=VALUE."
    );
}

#[test]
fn other_ports_keep_their_distance_to_the_first() {
    let preset = preset(
        "[[ports]]\nname = \"a\"\ncontainer = 80\nhost = 8080\n[[ports]]\nname = \"b\"\ncontainer = 81\nhost = 8090",
    );
    let preferred = |wanted: &Wanted| {
        let ports = resolved(&preset, wanted).unwrap().ports;
        ports.iter().map(|port| port.preferred).collect::<Vec<_>>()
    };
    assert_eq!(preferred(&Wanted::default()), [8080, 8090]);
    assert_eq!(preferred(&on_port(9000)), [9000, 9010]);
    assert_eq!(preferred(&on_port(65_525)), [65_525, 65_535]);
    assert_eq!(
        resolved(&preset, &on_port(65_526)).unwrap_err().to_string(),
        "shop can't be served at port 65526. Its 2 ports would reach beyond 1 to 65535. Use a port from 1024 to 65525."
    );
}

#[test]
fn a_port_for_what_serves_none_is_refused() {
    assert_eq!(
        resolved(&preset(""), &on_port(80)).unwrap_err().to_string(),
        "shop can't be served at a port. It has none. Leave --port out."
    );
}

#[test]
fn a_mode_stands_over_the_preset_and_an_image_over_both() {
    let preset = preset(
        "command = [\"a\"]\nlimits = { memory = \"64MiB\", cpus = 2 }\n[modes.durable]\ncommand = [\"b\"]\nlimits = { memory = \"1GiB\" }",
    );
    let of = |mode| {
        let image = Some("other:1".to_owned());
        resolved(
            &preset,
            &Wanted {
                mode,
                image,
                ..Wanted::default()
            },
        )
        .unwrap()
    };
    let (fast, durable) = (of(Mode::Fast), of(Mode::Durable));
    assert_eq!(
        (fast.command, fast.restart),
        (Some(vec!["a".to_owned()]), Restart::No)
    );
    assert_eq!(
        (durable.command, durable.restart),
        (Some(vec!["b".to_owned()]), Restart::UnlessStopped)
    );
    assert_eq!(durable.limits.memory, Some(Size(1 << 30)));
    assert_eq!(durable.limits.cpus, Some(Cores(2.0)));
    assert_eq!(durable.image, "other:1");
}

#[test]
fn a_password_is_encoded_in_a_url_and_nowhere_else() {
    let preset = preset(
        "[environment]\nPW = { secret = \"generated\" }\n[connect]\nurl = \"db://u:{PW}@{host}:{port}\"\nwords = \"password={PW}\"\n[[ports]]\ncontainer = 80",
    );
    let mut wanted = Wanted::default();
    wanted
        .environment
        .insert(variable("PW"), SecretString::from("a/b@c-_.~"));
    let reached = resolved(&preset, &wanted)
        .unwrap()
        .connections("127.0.0.1", &[8081])
        .unwrap();
    assert_eq!(
        reached["url"].expose_secret(),
        "db://u:a%2Fb%40c-_.~@127.0.0.1:8081"
    );
    assert_eq!(reached["words"].expose_secret(), "password=a/b@c-_.~");
}
