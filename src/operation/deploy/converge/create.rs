//! One new container of a service, made while the old one serves: under a temporary name, with everything else as it
//! will be.

use std::collections::BTreeMap;

use crate::compose::hash;
use crate::compose::model::service::Service;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::plan::ServicePlan;
use crate::engine::NewContainer;
use crate::operation::OperationError;
use crate::operation::deploy::build::Built;
use crate::operation::deploy::{Deploy, swap};

impl Deploy<'_> {
    /// Makes the container with this number within the service. Returns its id.
    pub(super) async fn create(
        &self,
        plan: &ServicePlan,
        (service, number): (&Service, u32),
        built: &Built,
    ) -> Result<String, OperationError> {
        let facts = &self.planned.facts;
        let temporary = swap::temporary_name(self.under_way.operation(), &plan.service, number);
        let namespaces = self.shared_namespaces(service);
        let shared = |name: &str| namespaces.get(&ServiceName::new(name).ok()?).cloned();
        let missing = || {
            OperationError::Internal(format!(
                "{} shares a namespace that isn't there",
                plan.service
            ))
        };
        let image_id = built.get(&plan.service);
        let image_id = image_id
            .ok_or_else(|| OperationError::Internal(format!("{} has no image", plan.service)))?;
        let reference = service.image_reference(&facts.model.origin.project, &plan.service);
        // By the name where that gives the image: it is what Compose writes, and what people look for. A tag that isn't the
        // project's own, or that another service shares, may stand for another one than a release's.
        let by_name = self.stands_for(&reference, image_id, built);
        let replaced = plan
            .containers
            .iter()
            .find(|old| facts.number_of(&old.id) == Some(number));
        let new = NewContainer {
            model: &facts.model,
            name: &plan.service,
            service,
            number,
            container_name: &temporary,
            image: if by_name { &reference } else { image_id },
            image_id,
            config_hash: &hash::config_hash(service, facts.model.origin.version, shared)
                .ok_or_else(missing)?,
            replaces: replaced.map(|old| old.id.as_str()),
            namespaces: &namespaces,
            profiles: facts.profiles.coming(),
            codebase: &self.codebase.name,
        };
        let step = Step::CreateContainer {
            service: plan.service.to_string(),
            name: temporary.clone(),
        };
        self.under_way
            .step(step, async |intent| {
                Box::pin(self.engine.create_container(intent, &new)).await
            })
            .await
    }

    /// The containers whose namespaces the service shares, as they are now.
    fn shared_namespaces(&self, service: &Service) -> BTreeMap<ServiceName, String> {
        let modes = [&service.network_mode, &service.ipc, &service.pid];
        let named = modes
            .into_iter()
            .filter_map(|mode| Service::shared_service(mode.as_deref()));
        named
            .filter_map(|name| ServiceName::new(name).ok())
            .filter_map(|name| Some((name.clone(), self.present(&name).into_iter().next()?)))
            .collect()
    }

    /// The ids of a service's containers of this moment: the new ones where it has been replaced, else the old ones.
    pub(in crate::operation::deploy) fn present(&self, service: &ServiceName) -> Vec<String> {
        match self.replaced.new_of(service) {
            Some(new) => new.to_vec(),
            None => self
                .planned
                .facts
                .containers_of(service)
                .into_iter()
                .map(|own| own.id.clone())
                .collect(),
        }
    }
}
