//! Whether a new container may start as soon as no process of the old one is left, while the engine still takes down what was
//! around it: its address, its mounts. Pure.
//!
//! The new one gets another address then, as it does where it is started first. So it waits where another container that stays
//! may remember the old address, or where something can be one container's at a time.

use std::collections::BTreeSet;

use crate::compose::model::Model;
use crate::compose::model::service::Service;
use crate::compose::order;
use crate::domain::name::ServiceName;
use crate::operation::deploy::planning::handover;

/// Whether `name`, one of the services that are `changing`, may start then.
pub(super) fn may_start_early(
    model: &Model,
    (name, service): (&ServiceName, &Service),
    changing: &BTreeSet<&ServiceName>,
) -> bool {
    let remembered = model
        .services
        .iter()
        .filter(|(other, _)| !changing.contains(other))
        .any(|(_, other)| order::needs(other).contains(name.as_str()));
    !remembered
        && handover::not_at_once(service).is_none()
        && own_networks(model, service)
        && plain_volumes(model, service)
}

/// Whether nobody outside of the project is in its networks.
fn own_networks(model: &Model, service: &Service) -> bool {
    let used = service.networks.keys();
    let mut used = used.filter_map(|key| model.networks.get(key));
    used.all(|network| !network.external && !network.attachable)
}

/// Whether its volumes are folders of the engine's own. What a driver mounts may be one container's at a time.
fn plain_volumes(model: &Model, service: &Service) -> bool {
    let used = service
        .volumes
        .iter()
        .filter_map(|mount| mount.source.as_ref());
    let mut used = used.filter_map(|key| model.volumes.get(key));
    used.all(|volume| {
        let local = volume
            .driver
            .as_deref()
            .is_none_or(|driver| driver == "local");
        local && volume.driver_opts.is_empty() && !volume.external
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compose::model::tests::whole;

    /// Whether `api` may, beside `web`, where only the services `changing` change.
    fn may(api: &Value, web: &Value, changing: &[&str]) -> bool {
        let model = whole(json!({
            "services": {"api": api, "web": web},
            "networks": {"own": {"name": "shop_own"}, "theirs": {"name": "theirs", "external": true}},
            "volumes": {
                "data": {"name": "shop_data"},
                "nfs": {"name": "shop_nfs", "driver_opts": {"type": "nfs", "device": ":/srv"}},
            },
        }));
        let api = model.services.iter().next().unwrap();
        let changing: Vec<_> = changing
            .iter()
            .map(|name| ServiceName::new(*name).unwrap())
            .collect();
        may_start_early(&model, api, &changing.iter().collect())
    }

    #[test]
    fn what_may_write_only_after_the_other_may_start_once_that_has_ended() {
        let data = json!({"type": "volume", "source": "data", "target": "/data"});
        let api = json!({"networks": {"own": null}, "volumes": [data]});
        assert!(may(&api, &json!({}), &["api"]));
    }

    #[test]
    fn a_service_that_stays_and_knows_it_keeps_its_address() {
        let knows =
            json!({"depends_on": {"api": {"condition": "service_started", "required": true}}});
        assert!(!may(&json!({}), &knows, &["api"]));
        assert!(may(&json!({}), &knows, &["api", "web"]));
        let theirs = json!({"networks": {"theirs": null}});
        assert!(!may(&theirs, &json!({}), &["api"]));
    }

    #[test]
    fn what_only_one_container_can_have_is_waited_for() {
        let port = json!({"target": 80, "published": "80", "protocol": "tcp"});
        let nfs = json!({"type": "volume", "source": "nfs", "target": "/data"});
        for api in [
            json!({"ports": [port]}),
            json!({"volumes": [nfs]}),
            json!({"networks": {"own": {"ipv4_address": "10.0.0.7"}}}),
        ] {
            assert!(!may(&api, &json!({}), &["api"]), "{api}");
        }
    }
}
