//! How far a preset reaches beyond its container: the Compose policy's own findings, at its own levels.

use std::collections::BTreeMap;

use super::place::Step;
use super::read::Wrong;
use super::record::Preset;
use super::resolve::mounts;
use super::spec::Source;
use super::value::Mode;
use crate::compose::model::mount::{Mount, MountKind};
use crate::compose::model::port::Port;
use crate::compose::model::service::Service;
use crate::compose::policy::{Scope, findings_of_one};
use crate::domain::finding::{Finding, FindingKind, Level};

/// What is found, each with the place where it stands in the preset; a denied finding is what is wrong with it.
pub(super) fn judged(preset: &Preset, scope: &Scope) -> Result<Vec<Finding>, Wrong> {
    let mut found: BTreeMap<String, Finding> = BTreeMap::new();
    for mode in Mode::ALL {
        for finding in findings_of_one(&as_service(preset, mode), scope) {
            let at = place(&finding, preset, mode);
            if finding.kind.default_level() == Level::Deny {
                return Err(denied(at, &finding));
            }
            let path = super::place::key(&at);
            found.insert(path.clone(), Finding { path, ..finding });
        }
    }
    Ok(found.into_values().collect())
}

/// What the policy looks at, in its own words.
fn as_service(preset: &Preset, mode: Mode) -> Service {
    let security = &preset.security;
    let volumes = preset
        .modes
        .of(mode)
        .volumes
        .as_ref()
        .unwrap_or(&preset.volumes);
    let mounts = mounts(volumes, mode, preset.data.as_deref()).into_iter();
    let ports = preset.ports.iter().map(|port| Port {
        name: None,
        mode: None,
        // Unless somebody asks for more, which is theirs to answer for.
        host_ip: Some("127.0.0.1".to_owned()),
        target: port.container,
        published: None,
        protocol: None,
        app_protocol: None,
    });
    Service {
        privileged: security.privileged,
        cap_add: security.cap_add.clone(),
        network_mode: preset
            .network
            .as_ref()
            .map(|network| network.as_str().to_owned()),
        volumes: mounts.map(as_mount).collect(),
        ports: ports.collect(),
        ..Service::default()
    }
}

fn as_mount(mount: super::Mount) -> Mount {
    let (kind, source) = match mount.source {
        Source::Volume { name, .. } => (MountKind::Volume, name.into()),
        Source::Host(host) => (MountKind::Bind, host),
    };
    Mount {
        kind,
        source: Some(source),
        target: mount.target,
        read_only: mount.read_only,
        consistency: None,
        bind: None,
        volume: None,
        tmpfs: None,
    }
}

/// Where the preset says what was found.
fn place(finding: &Finding, preset: &Preset, mode: Mode) -> Vec<Step> {
    let item = || {
        let (_, rest) = finding.path.split_once('[')?;
        rest.trim_end_matches(']').parse::<usize>().ok()
    };
    let security = |key: &str| vec![Step::from("security"), Step::from(key)];
    match finding.kind {
        FindingKind::Privileged => security("privileged"),
        FindingKind::CapAdd => security("cap_add"),
        FindingKind::HostNetwork => vec!["network".into()],
        _ => {
            let own = preset.modes.of(mode).volumes.is_some();
            let mut at: Vec<Step> = if own {
                vec!["modes".into(), mode.as_str().into(), "volumes".into()]
            } else {
                vec!["volumes".into()]
            };
            at.extend(item().map(Step::from));
            at
        }
    }
}

fn denied(at: Vec<Step>, finding: &Finding) -> Wrong {
    let what = &finding.what;
    let (problem, fix) = match finding.kind {
        FindingKind::OutsideBind => (
            format!("{what} is outside of HAILER_ALLOWED_ROOTS"),
            "Use a folder under one of them, or a volume".to_owned(),
        ),
        FindingKind::DockerSocket => (
            format!("{what} gives the Docker socket away"),
            "Leave it out".to_owned(),
        ),
        kind => (
            format!("a preset may not ask for that ({})", kind.as_str()),
            "Leave it out".to_owned(),
        ),
    };
    Wrong {
        at,
        problem,
        expected: None,
        fix,
    }
}
