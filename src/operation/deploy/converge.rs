//! Service by service in dependency order: the new container is made while the old one serves, the old one is stopped and
//! kept, the new one started. Nothing old is removed before the gate has passed.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Deploy;
use super::build::Built;
use super::swap::{self, New, Swap};
use crate::compose::hash;
use crate::compose::model::dependency::Condition;
use crate::compose::model::service::Service;
use crate::domain::container::State;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::engine::{Expects, GateRules, NewContainer, RestartPolicy, Watched};
use crate::operation::OperationError;
use crate::operation::verify::{self, Until};

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

    /// Points the project's own tags at the new images, so that Compose finds what runs.
    async fn tag_images(&self, built: &Built) -> Result<(), OperationError> {
        for (tag, from, to) in self.moved_tags(built) {
            self.move_tag(&tag, from, &to).await?;
        }
        Ok(())
    }

    pub(super) async fn move_tag(
        &self,
        tag: &str,
        from: Option<String>,
        to: &str,
    ) -> Result<(), OperationError> {
        let step = Step::TagImage {
            tag: tag.to_owned(),
            from,
            to: to.to_owned(),
        };
        self.under_way
            .step(step, async |intent| {
                self.engine.tag_image(intent, to, tag).await
            })
            .await
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
    fn present(&self, service: &ServiceName, swaps: &[Swap]) -> Vec<String> {
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

    /// Honours `depends_on` (Compose spec): a dependency must be healthy where that is asked for. One-shots have run to
    /// their end when it comes to this.
    async fn wait_for_dependencies(
        &self,
        service: &Service,
        swaps: &[Swap],
    ) -> Result<(), OperationError> {
        let healthy = service
            .depends_on
            .iter()
            .filter(|(_, wait)| wait.condition == Condition::Healthy);
        let watched: Vec<_> = healthy
            .flat_map(|(on, _)| {
                let watch = |container| Watched {
                    service: on.clone(),
                    container,
                    expects: Expects::Ready,
                    restarts_before: 0,
                };
                self.present(on, swaps).into_iter().map(watch)
            })
            .collect();
        self.wait(&watched).await
    }

    async fn run_to_its_end(
        &self,
        plan: &ServicePlan,
        swaps: &[Swap],
    ) -> Result<(), OperationError> {
        let watch = |container| Watched {
            service: plan.service.clone(),
            container,
            expects: Expects::Completed,
            restarts_before: 0,
        };
        let watched: Vec<_> = self
            .present(&plan.service, swaps)
            .into_iter()
            .map(watch)
            .collect();
        self.wait(&watched).await
    }

    async fn wait(&self, watched: &[Watched]) -> Result<(), OperationError> {
        if watched.is_empty() {
            return Ok(());
        }
        let rules = GateRules {
            deadline: Duration::from_secs(self.planned.plan.gate.deadline_secs),
            stability: Duration::ZERO,
            probe: None,
        };
        verify::wait(
            self.under_way,
            (self.engine, &rules),
            watched,
            Until::Cancelled,
        )
        .await
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

    /// Verifies the whole project: what was replaced and what stayed.
    pub(super) async fn gate(&self, swaps: &[Swap]) -> Result<(), OperationError> {
        let facts = &self.planned.facts;
        let mut watched = Vec::new();
        for service in facts.model.services.keys() {
            let one_shot = facts.one_shots.contains(service);
            let untouched = !swaps.iter().any(|swap| swap.service == *service);
            if one_shot && untouched {
                continue;
            }
            let expects = if one_shot {
                Expects::Completed
            } else {
                Expects::Ready
            };
            watched.extend(self.present(service, swaps).into_iter().map(|container| {
                let restarts_before = facts.restarts_of(&container);
                Watched {
                    service: service.clone(),
                    container,
                    expects,
                    restarts_before,
                }
            }));
        }
        verify::gate(
            self.under_way,
            &watched,
            &self.planned.plan.gate,
            Until::Cancelled,
        )
        .await?;
        self.under_way
            .step(Step::GatePassed, async |_| Ok::<_, OperationError>(()))
            .await
    }

    /// The project's tags that this deploy moves: tag, image before, image after.
    pub(super) fn moved_tags(&self, built: &Built) -> Vec<(String, Option<String>, String)> {
        use crate::domain::plan::ImagePlan;
        let moves = |plan: &ServicePlan| match &plan.image {
            Some(ImagePlan::Build { reference, .. }) => {
                let before = self.planned.facts.built_before.get(&plan.service).cloned();
                Some((reference.clone(), before, built.get(&plan.service)?.clone()))
            }
            _ => None,
        };
        self.planned
            .plan
            .services
            .iter()
            .filter_map(moves)
            .collect()
    }
}
