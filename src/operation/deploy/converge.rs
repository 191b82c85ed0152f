//! Service by service in dependency order: the new container is made while the old one serves, the old one is stopped and
//! kept, the new one started. Nothing old is removed before the gate has passed.

use std::collections::BTreeMap;

use super::Deploy;
use super::build::Built;
use super::swap::{self, New, Swap};
use crate::compose::hash;
use crate::compose::model::service::Service;
use crate::domain::container::State;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::engine::{NewContainer, RestartPolicy};
use crate::operation::OperationError;

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
            let containers = &self.planned.facts.containers;
            let ran = |id: &str| {
                containers
                    .iter()
                    .any(|own| own.id == id && own.state == State::Running)
            };
            swaps.push(Swap::of(plan, |container| ran(&container.id)));
            if plan.change == Change::Remove {
                self.stop_old(swaps).await?;
            } else {
                self.replace(plan, built, swaps).await?;
            }
        }
        Ok(())
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
            let created = self.create(plan, (service, number), built, swaps).await;
            let (new, failed) = match created {
                Ok(new) => (Some(new), None),
                // It may be there all the same, half made, and must not be left over.
                Err(error) => (self.half_made(plan, service, number).await?, Some(error)),
            };
            if let Some(swap) = swaps.last_mut() {
                swap.new.extend(new);
            }
            if let Some(error) = failed {
                return Err(error);
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
    ) -> Result<New, OperationError> {
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
        let id = self
            .under_way
            .step(step, async |intent| {
                self.engine.create_container(intent, &new).await
            })
            .await?;
        Ok(New {
            id,
            temporary: temporary.clone(),
            name: new.final_name(),
            started: false,
        })
    }

    /// The container that a failed creation left under its temporary name, if it did.
    async fn half_made(
        &self,
        plan: &ServicePlan,
        service: &Service,
        number: u32,
    ) -> Result<Option<New>, OperationError> {
        let temporary = swap::temporary_name(self.under_way.operation(), &plan.service, number);
        let project = &self.planned.facts.model.origin.project;
        let found = self.engine.by_name(&temporary).await?;
        Ok(found.map(|found| New {
            id: found.id,
            temporary,
            name: swap::final_name(project, &plan.service, service, number),
            started: false,
        }))
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
            Some(swap) => swap.new.iter().map(|new| new.id.clone()).collect(),
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
    async fn stop_old(&self, swaps: &mut [Swap]) -> Result<(), OperationError> {
        let Some(swap) = swaps.last_mut() else {
            return Ok(());
        };
        for old in swap.old.iter_mut().filter(|old| old.ran) {
            let id = old.container.id.as_str();
            let policy = self.engine.restart_policy(id).await?;
            if policy != RestartPolicy::No {
                let (from, to) = (policy.to_string(), RestartPolicy::No.to_string());
                let step = Step::SetRestartPolicy {
                    container: id.to_owned(),
                    from,
                    to,
                };
                old.policy = Some(policy);
                let set = async |intent: &_| {
                    self.engine
                        .set_restart_policy(intent, id, RestartPolicy::No)
                        .await
                };
                self.under_way.step(step, set).await?;
            }
            let step = Step::StopContainer {
                container: id.to_owned(),
            };
            self.under_way
                .step(step, async |intent| {
                    self.engine.stop(intent, id, None).await
                })
                .await?;
        }
        Ok(())
    }

    async fn start_new(&self, swaps: &mut [Swap]) -> Result<(), OperationError> {
        let Some(swap) = swaps.last_mut() else {
            return Ok(());
        };
        for new in &mut swap.new {
            new.started = true;
            let step = Step::StartContainer {
                container: new.id.clone(),
            };
            self.under_way
                .step(step, async |intent| {
                    self.engine.start(intent, &new.id).await
                })
                .await?;
        }
        Ok(())
    }
}
