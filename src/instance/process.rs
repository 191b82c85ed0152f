//! What a program of this machine is told, that stands in for the container of an instance.

use std::collections::BTreeMap;
use std::time::Duration;

use super::preset::{Protocol, Spec, Unfilled};
use crate::domain::name::{PresetName, VariableName};
use crate::host::{Checked, Command};

/// How often it is checked, and how long a check may take, where the preset has no check of its own.
const EVERY: Duration = Duration::from_millis(250);
const LIMIT: Duration = Duration::from_secs(2);

/// Why no program of this machine can stand in for an instance that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOnHost {
    /// A variable by which whoever asks could have another program or library run.
    #[error(
        "{preset} can't be given {name}. Without Docker it runs as a program of this machine, which gets only the variables that its preset names. Leave --env {name} out, or start Docker."
    )]
    Unnamed {
        /// Which preset.
        preset: PresetName,
        /// Which variable.
        name: VariableName,
    },
    /// How it is run can't be said.
    #[error("how it is run can't be said: {0}")]
    Unfilled(#[from] Unfilled),
}

/// Whether it may be run here at all: a container bounds what its variables do, and nothing bounds what those of a program do
/// (`PATH`, `LD_PRELOAD`), so that only whoever wrote the preset chooses which there are.
pub fn may_run(spec: &Spec) -> Result<(), NotOnHost> {
    match spec.unnamed.first() {
        Some(name) => Err(NotOnHost::Unnamed {
            preset: spec.preset.clone(),
            name: name.clone(),
        }),
        None => Ok(()),
    }
}

/// The program of an instance, and how it is known to work, at `ports` of this machine in the order of the preset's own; `None`:
/// its preset has no host command. What holds for a container alone (its image, its limits, what is mounted) doesn't hold here.
pub fn process(spec: &Spec, ports: &[u16]) -> Result<Option<(Command, Checked)>, NotOnHost> {
    may_run(spec)?;
    let Some([argv, test]) = spec.on_host(ports)? else {
        return Ok(None);
    };
    let environment: BTreeMap<VariableName, _> = spec
        .environment
        .iter()
        .map(|(name, value)| (name.clone(), value.expose().to_owned().into()))
        .collect();
    let served = spec.ports.iter().zip(ports);
    let tcp = served.filter(|(port, _)| port.protocol == Protocol::Tcp);
    let checked = Checked {
        test: (!test.is_empty()).then(|| Command {
            argv: test,
            environment: environment.clone(),
        }),
        ports: tcp.map(|(_, port)| *port).collect(),
        every: spec.health.as_ref().map_or(EVERY, |health| health.every.0),
        limit: spec.health.as_ref().map_or(LIMIT, |health| health.limit.0),
    };
    Ok(Some((Command { argv, environment }, checked)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::preset::{Supplied, Wanted, built_in};

    fn spec(preset: &str, variables: &[(&str, &str)]) -> Spec {
        let presets = built_in().unwrap();
        let preset = presets.iter().find(|found| found.name.as_str() == preset);
        let given = variables.iter();
        let wanted = Wanted {
            environment: given
                .map(|(name, value)| (name.parse().unwrap(), (*value).into()))
                .collect(),
            ..Wanted::default()
        };
        preset
            .unwrap()
            .resolve(&wanted, &Supplied::default())
            .unwrap()
    }

    #[test]
    fn only_variables_that_its_preset_names_reach_a_program_of_the_machine() {
        for name in ["LD_PRELOAD", "PATH"] {
            let refused = process(&spec("redis", &[(name, "/tmp/own")]), &[7001]).unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!(
                    "redis can't be given {name}. Without Docker it runs as a program of this machine, which gets only the \
                     variables that its preset names. Leave --env {name} out, or start Docker."
                )
            );
        }
        let presets = built_in().unwrap();
        let mut redis = presets
            .into_iter()
            .find(|found| found.name.as_str() == "redis")
            .unwrap();
        let zone: VariableName = "TZ".parse().unwrap();
        let usual = crate::instance::preset::Variable::Literal("UTC".to_owned());
        redis.environment.insert(zone.clone(), usual);
        let wanted = Wanted {
            environment: [(zone.clone(), "Asia/Tokyo".into())].into(),
            ..Wanted::default()
        };
        let spec = redis.resolve(&wanted, &Supplied::default()).unwrap();
        let (command, _) = process(&spec, &[7001]).unwrap().unwrap();
        assert_eq!(command.environment.keys().collect::<Vec<_>>(), [&zone]);
    }

    #[test]
    fn a_host_command_serves_at_the_port_that_it_is_given_and_its_check_asks_there() {
        let (command, checked) = process(&spec("redis", &[]), &[7001]).unwrap().unwrap();
        assert_eq!(
            command.argv[..5],
            ["redis-server", "--bind", "127.0.0.1", "--port", "7001"]
        );
        assert_eq!(
            checked.test.unwrap().argv,
            ["redis-cli", "-e", "-p", "7001", "ping"]
        );
        assert_eq!(checked.ports, [7001]);
        assert_eq!((checked.every, checked.limit), (EVERY, LIMIT));
    }
}
