//! What a program of this machine is told, that stands in for the container of an instance.

use std::collections::BTreeMap;
use std::time::Duration;

use super::preset::{Protocol, Spec, Unfilled};
use crate::domain::name::VariableName;
use crate::host::{Checked, Command};

/// How often it is checked, and how long a check may take, where the preset has no check of its own.
const EVERY: Duration = Duration::from_millis(250);
const LIMIT: Duration = Duration::from_secs(2);

/// The program of an instance, and how it is known to work, at `ports` of this machine in the order of the preset's own; `None`:
/// its preset has no host command. What holds for a container alone (its image, its limits, what is mounted) doesn't hold here.
pub fn process(spec: &Spec, ports: &[u16]) -> Result<Option<(Command, Checked)>, Unfilled> {
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

    fn spec(preset: &str) -> Spec {
        let presets = built_in().unwrap();
        let preset = presets.iter().find(|found| found.name.as_str() == preset);
        let wanted = Wanted::default();
        preset
            .unwrap()
            .resolve(&wanted, &Supplied::default())
            .unwrap()
    }

    #[test]
    fn a_host_command_serves_at_the_port_that_it_is_given_and_its_check_asks_there() {
        let (command, checked) = process(&spec("redis"), &[7001]).unwrap().unwrap();
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
