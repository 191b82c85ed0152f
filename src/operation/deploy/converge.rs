//! Service by service in dependency order: the new container is made while the old one serves, the old one is stopped and
//! kept, the new one started. Nothing old is removed before the gate has passed.

use std::collections::BTreeMap;

use super::Deploy;
use super::build::Built;
use super::swap::{self, Swap};
use crate::compose::hash;
use crate::compose::model::service::Service;
use crate::domain::container::State;
use crate::domain::journal::{NewNames, OldContainer, Step};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::engine::{NewContainer, RestartPolicy};
use crate::operation::{OperationError, step};

impl Deploy<'_> {
    /// Brings every service that changes to its new version. What it has done stands in `swaps` at every moment.
    pub(super) async fn converge(
        &self,
        built: &Built,
        swaps: &mut Vec<Swap>,
    ) -> Result<(), OperationError> {
        self.tag_images(built).await?;
        self.networks_and_volumes().await?;
        for plan in self.changing() {
            self.under_way.go_on()?;
            swaps.push(self.begin_swap(plan).await?);
            if plan.change == Change::Remove {
                self.stop_old(swaps).await?;
            } else {
                self.replace(plan, built, swaps).await?;
            }
        }
        Ok(())
    }

    /// Puts on record which containers are replaced, and by which names the new ones are known.
    async fn begin_swap(&self, plan: &ServicePlan) -> Result<Swap, OperationError> {
        let facts = &self.planned.facts;
        let ran = |id: &str| {
            let own = facts.containers.iter().find(|own| own.id == id);
            // One that is being restarted or is frozen lives too, and would live on beside the new one.
            own.is_some_and(|own| {
                !matches!(own.state, State::Created | State::Exited | State::Dead)
            })
        };
        let old = plan.containers.iter().map(|container| OldContainer {
            id: container.id.clone(),
            name: container.name.clone(),
            ran: ran(&container.id),
        });
        let old: Vec<_> = old.collect();
        let definition = facts.model.services.get(&plan.service);
        let definition = definition.filter(|_| plan.change != Change::Remove);
        let project = &facts.model.origin.project;
        let new = definition.into_iter().flat_map(|definition| {
            (1..=plan.replicas).map(|number| NewNames {
                temporary: swap::temporary_name(self.under_way.operation(), &plan.service, number),
                name: swap::final_name(project, &plan.service, definition, number),
            })
        });
        let step = Step::SwapService {
            service: plan.service.clone(),
            one_shot: plan.one_shot,
            old: old.clone(),
            new: new.collect(),
        };
        self.under_way
            .step(step, async |_| Ok::<_, OperationError>(()))
            .await?;
        Ok(Swap {
            service: plan.service.clone(),
            old,
            new: vec![],
        })
    }

    async fn networks_and_volumes(&self) -> Result<(), OperationError> {
        let model = &self.planned.facts.model;
        for (key, network) in &model.networks {
            if self.planned.plan.networks.contains(&network.name) {
                let step = Step::CreateNetwork {
                    name: network.name.clone(),
                };
                let create =
                    async |intent: &_| self.engine.create_network(intent, model, key).await;
                self.under_way.step(step, create).await?;
            }
        }
        for (key, volume) in &model.volumes {
            if self.planned.plan.volumes.contains(&volume.name) {
                let step = Step::CreateVolume {
                    name: volume.name.clone(),
                };
                let create = async |intent: &_| self.engine.create_volume(intent, model, key).await;
                self.under_way.step(step, create).await?;
            }
        }
        Ok(())
    }

    /// New containers are made, the old ones stopped, the new ones started.
    async fn replace(
        &self,
        plan: &ServicePlan,
        built: &Built,
        swaps: &mut [Swap],
    ) -> Result<(), OperationError> {
        let Some(service) = self.planned.facts.model.services.get(&plan.service) else {
            return Err(OperationError::Internal(format!(
                "{} is not in the model",
                plan.service
            )));
        };
        let doing = format!("replacing {}", plan.service);
        self.under_way.progress(doing.as_str(), None, false);
        for number in 1..=plan.replicas {
            let new = self.create(plan, (service, number), built, swaps).await?;
            if let Some(swap) = swaps.last_mut() {
                swap.new.push(new);
            }
        }
        self.wait_for_dependencies(service, swaps).await?;
        self.stop_old(swaps).await?;
        self.start_new(swaps).await?;
        if plan.one_shot {
            self.run_to_its_end(plan, swaps).await?;
        }
        self.under_way.progress(doing.as_str(), None, true);
        Ok(())
    }

    async fn create(
        &self,
        plan: &ServicePlan,
        (service, number): (&Service, u32),
        built: &Built,
        swaps: &[Swap],
    ) -> Result<String, OperationError> {
        let facts = &self.planned.facts;
        let temporary = swap::temporary_name(self.under_way.operation(), &plan.service, number);
        let namespaces = self.shared_namespaces(service, swaps);
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
            image: &service.image_reference(&facts.model.origin.project, &plan.service),
            image_id,
            config_hash: &hash::config_hash(service, facts.model.origin.version, shared)
                .ok_or_else(missing)?,
            replaces: replaced.map(|old| old.id.as_str()),
            namespaces: &namespaces,
            codebase: &self.codebase.name,
        };
        let step = Step::CreateContainer {
            service: plan.service.to_string(),
            name: temporary.clone(),
        };
        self.under_way
            .step(step, async |intent| {
                self.engine.create_container(intent, &new).await
            })
            .await
    }

    /// The containers whose namespaces the service shares, as they are now.
    fn shared_namespaces(
        &self,
        service: &Service,
        swaps: &[Swap],
    ) -> BTreeMap<ServiceName, String> {
        let modes = [&service.network_mode, &service.ipc, &service.pid];
        let named = modes
            .into_iter()
            .filter_map(|mode| Service::shared_service(mode.as_deref()));
        named
            .filter_map(|name| ServiceName::new(name).ok())
            .filter_map(|name| Some((name.clone(), self.present(&name, swaps).into_iter().next()?)))
            .collect()
    }

    /// The ids of a service's containers of this moment: the new ones where it has been replaced, else the old ones.
    pub(super) fn present(&self, service: &ServiceName, swaps: &[Swap]) -> Vec<String> {
        match swaps.iter().find(|swap| swap.service == *service) {
            Some(swap) => swap.new.clone(),
            None => self
                .planned
                .facts
                .containers_of(service)
                .into_iter()
                .map(|own| own.id.clone())
                .collect(),
        }
    }

    /// Stops the old containers of the service that is being replaced. They keep their names, and no daemon restart
    /// revives them.
    async fn stop_old(&self, swaps: &[Swap]) -> Result<(), OperationError> {
        let Some(swap) = swaps.last() else {
            return Ok(());
        };
        for old in swap.old.iter().filter(|old| old.ran) {
            let policy = self.engine.restart_policy(&old.id).await?;
            if policy != RestartPolicy::No {
                let change = (policy, RestartPolicy::No);
                step::set_restart_policy(self.under_way, &old.id, change).await?;
            }
            step::stop(self.under_way, &old.id).await?;
        }
        Ok(())
    }

    async fn start_new(&self, swaps: &[Swap]) -> Result<(), OperationError> {
        for new in swaps.last().into_iter().flat_map(|swap| &swap.new) {
            step::start(self.under_way, new).await?;
        }
        Ok(())
    }
}
