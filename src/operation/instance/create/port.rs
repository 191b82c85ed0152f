//! Where an instance is served: ports are bound when a container starts, so what is free is decided by starting it.

use std::collections::BTreeSet;

use crate::domain::instance::{Instance, Served};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::engine::single::Single;
use crate::engine::{Engine, EngineError};
use crate::instance::container;
use crate::instance::label::Marks;
use crate::instance::preset::Spec;
use crate::operation::OperationError;
use crate::operation::instance::{InstanceError, remove};
use crate::operation::under_way::UnderWay;

/// Which ports will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation::instance) enum Ports {
    /// Those that it prefers, else the next that are free.
    Near,
    /// Those that somebody named, and no others.
    Exact,
}

/// Creates and starts its container. Ports are bound at the start, so what is free is decided by starting: where one is in use by
/// another program, the container is made again with the next.
pub(super) async fn start_at_a_port(
    under_way: &UnderWay<'_>,
    mut instance: Instance,
    (spec, marks, which): (&Spec, &Marks, Ports),
) -> Result<Instance, OperationError> {
    let engine = under_way.context.engine().await?;
    let wanted = instance.made.ports.clone();
    let mut refused = BTreeSet::new();
    loop {
        under_way.go_on().await?;
        claim(under_way, &mut instance, (&wanted, &refused, which)).await?;
        let ports: Vec<_> = instance.made.ports.iter().map(|port| port.host).collect();
        let id = create(under_way, engine, &container::single(spec, marks, &ports)).await?;
        let store = &under_way.context.store;
        let recorded = store.set_instance_container(&instance.name, Some(&id), &instance.made);
        under_way.record("instance", recorded).await?;
        instance.container = Some(id.clone());
        under_way.progress("starting", None, false);
        let start = Step::StartContainer {
            container: id.clone(),
            made_for: None,
        };
        let started = under_way
            .step(start, async |intent| engine.start(intent, &id).await)
            .await;
        match started {
            Ok(()) => return Ok(instance),
            Err(OperationError::Engine(EngineError::PortTaken { address, .. }))
                if !wanted.is_empty() =>
            {
                // An address that isn't understood is the first of them.
                refused.insert(port_in(&address).unwrap_or(ports[0]));
                remove::by_force(under_way, (&id, instance.name.as_str())).await?;
                instance.container = None;
                let recorded = store.set_instance_container(&instance.name, None, &instance.made);
                under_way.record("instance", recorded).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The port of an address as the engine says it ("127.0.0.1:5432", "0.0.0.0:53/udp").
fn port_in(address: &str) -> Option<u16> {
    let port = address.rsplit(':').next()?;
    port.split('/').next()?.parse().ok()
}

/// The ports that it is tried at: just those that somebody named, else the next ones that are free.
pub(in crate::operation::instance) async fn claim(
    under_way: &UnderWay<'_>,
    instance: &mut Instance,
    (wanted, refused, which): (&[Served], &BTreeSet<u16>, Ports),
) -> Result<(), OperationError> {
    let Some(first) = wanted.first() else {
        return Ok(());
    };
    let store = &under_way.context.store;
    if which == Ports::Exact {
        let taken = |port: u16, holder: Option<InstanceName>| InstanceError::PortTaken {
            name: instance.name.clone(),
            port,
            holder,
        };
        if let Some(port) = refused.first() {
            return Err(taken(*port, None).into());
        }
        let claimed = store.claim_exact_ports(&instance.name, wanted);
        return match under_way.record("instance", claimed).await? {
            Some((port, holder)) => Err(taken(port, Some(holder)).into()),
            None => Ok(()),
        };
    }
    let claimed = store.claim_ports(&instance.name, wanted, refused);
    let claimed = under_way.record("instance", claimed).await?;
    instance.made.ports = claimed.ok_or_else(|| InstanceError::NoPort {
        name: instance.name.clone(),
        from: first.host,
    })?;
    Ok(())
}

async fn create(
    under_way: &UnderWay<'_>,
    engine: &Engine,
    single: &Single,
) -> Result<String, OperationError> {
    under_way.progress("creating", None, false);
    let step = Step::CreateContainer {
        service: String::new(),
        name: single.name.clone(),
    };
    let create = async |intent: &_| engine.create_single(intent, single).await;
    match under_way.step(step, create).await {
        Err(OperationError::Engine(EngineError::Conflict { .. })) => {
            let name = single.name.parse();
            let name = name.map_err(|wrong: crate::domain::name::InvalidName| {
                OperationError::Internal(wrong.to_string())
            })?;
            Err(InstanceError::NameForeign { name }.into())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_an_address_is_known_however_the_engine_says_it() {
        for (address, port) in [
            ("127.0.0.1:5432", Some(5432)),
            ("0.0.0.0:8080/tcp", Some(8080)),
            ("[::1]:53/udp", Some(53)),
            ("somewhere", None),
        ] {
            assert_eq!(port_in(address), port, "{address}");
        }
    }
}
