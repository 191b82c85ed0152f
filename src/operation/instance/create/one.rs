//! One of those that are asked for: its name, its place among the others, and what becomes of it where it fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::decide::Plan;
use super::make::{Order, make};
use super::room::taken;
use super::together::Member;
use super::undone::undone;
use super::{Created, Wanted};
use crate::domain::instance::{Instance, Runs};
use crate::domain::name::InstanceName;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::instance::name;
use crate::instance::preset::Preset;
use crate::operation::instance::asked::Asked;
use crate::operation::instance::each::changed_meanwhile;
use crate::operation::instance::{self, InstanceError};
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// How often a name is drawn: one of a million may be taken.
const DRAWS: usize = 3;

/// One of those that are made, and what it shares with the others.
pub(super) struct One<'a> {
    pub(super) context: &'a Context,
    pub(super) approved: &'a Approved,
    pub(super) wanted: &'a Wanted,
    pub(super) responder: &'a Arc<dyn Responder>,
    pub(super) places: &'a Semaphore,
}

impl One<'_> {
    pub(super) async fn create(&self, plan: Plan, mut member: Option<Member<'_>>) -> Created {
        let mut created = Created {
            preset: plan.preset.name.clone(),
            version: plan
                .asked
                .resolve(&plan.preset)
                .ok()
                .map(|spec| spec.version),
            name: self.wanted.name.clone(),
            result: Err(InstanceError::Interrupted("it never began".to_owned()).into()),
            kept: false,
            gone: false,
            warnings: plan.warnings,
            took: Duration::ZERO,
        };
        for _ in 0..DRAWS {
            let name = match self.name(&plan.preset, &plan.asked) {
                Ok(name) => name,
                Err(error) => {
                    created.result = Err(error);
                    break;
                }
            };
            let order = Order {
                name: name.clone(),
                preset: plan.preset.clone(),
                asked: plan.asked.clone(),
                owner: self.approved.actor().clone(),
                conversation: self.approved.conversation().clone(),
                created_at: self.context.store.now(),
                expires_at: self
                    .wanted
                    .period
                    .and_then(|period| chrono::TimeDelta::from_std(period).ok())
                    .map(|period| self.context.store.now() + period),
                with_bot: self.wanted.with_bot,
            };
            created.name = Some(name);
            self.make(order, &mut member, &mut created).await;
            if self.wanted.name.is_some() || !is_of_the_name(&created.result) {
                break;
            }
        }
        created
    }

    /// The name that was chosen, else one that is drawn.
    pub(super) fn name(
        &self,
        preset: &Preset,
        asked: &Asked,
    ) -> Result<InstanceName, OperationError> {
        if let Some(name) = &self.wanted.name {
            return Ok(name.clone());
        }
        let version = asked.resolve(preset)?.version;
        Ok(name::drawn(&preset.name, &version)
            .map_err(|error| InstanceError::Draw(error.to_string()))?)
    }

    pub(super) async fn make(
        &self,
        mut order: Order,
        member: &mut Option<Member<'_>>,
        created: &mut Created,
    ) {
        // Nobody closes it, so there is a place sooner or later.
        let mut place = self.places.acquire().await.ok();
        let lock = order.name.lock();
        let mut made = Err(InstanceError::Interrupted("it never began".to_owned()).into());
        let mut kept = false;
        let carried = under_way::carry_out(
            self.context,
            self.approved,
            &lock,
            self.responder,
            async |under_way| {
                let mut came = self.replaced(under_way, &mut order).await;
                // Those that wait for the others keep nobody from being made.
                drop(place.take());
                if let (Ok(_), Some(member)) = (&came, member.as_mut())
                    && let Err(other) = member.joins().await
                {
                    came = Err(InstanceError::Undone { other }.into());
                }
                let outcome = match &came {
                    Ok(_) => Outcome::done(),
                    Err(error) => {
                        let keep = self.wanted.keep && is_of_the_start(error);
                        kept = keep && keep_it(under_way, &order.name).await?;
                        undone(under_way, &order.name, (error, kept)).await?
                    }
                };
                made = came;
                Ok(outcome)
            },
        )
        .await;
        match carried {
            Ok(ended) => {
                created.took = ended.elapsed;
                created.result = made;
                created.kept = kept;
                created.gone = matches!(ended.outcome, Outcome::Untouched { .. });
            }
            Err(OperationError::Busy(busy)) if !busy.lapsed => {
                // Whoever asked for it first is told rather than what is at work on it.
                let store = &self.context.store;
                created.result = Err(match store.instance(&order.name).await {
                    Ok(Some(other)) => taken(&order.name, &other),
                    _ => OperationError::Busy(busy),
                });
            }
            Err(error) => created.result = Err(error),
        }
    }

    /// Makes it, in the place of another of its name where that was asked for.
    async fn replaced(
        &self,
        under_way: &UnderWay<'_>,
        order: &mut Order,
    ) -> Result<Instance, OperationError> {
        if self.wanted.replace
            && let Some(shown) = self.approved.digest()
            && let Some(old) = self.context.store.instance(&order.name).await?
        {
            let action = self.approved.action();
            let now = instance::plan_replace(self.context, Some(&order.name), action).await?;
            if now.digest() != shown {
                return Err(changed_meanwhile());
            }
            // What most often fails comes first: while the old one is there.
            let spec = order.asked.resolve(&order.preset)?;
            if instance::process::runs(self.context, &spec).await? == Runs::Container {
                instance::image::have(under_way, &spec.image).await?;
            }
            instance::destroy::destroy_one(under_way, &old, true).await?;
        }
        make(under_way, order).await
    }
}

/// Whether the name was another's, so that another would do.
fn is_of_the_name(result: &Result<Instance, OperationError>) -> bool {
    match result {
        Err(OperationError::Busy(busy)) => !busy.lapsed,
        Err(OperationError::Instance(error)) => matches!(
            **error,
            InstanceError::NameTaken { .. } | InstanceError::NameForeign { .. }
        ),
        _ => false,
    }
}

/// Whether it failed once its container was there.
fn is_of_the_start(error: &OperationError) -> bool {
    matches!(error, OperationError::Instance(error) if matches!(**error, InstanceError::NotReady(_) | InstanceError::ProcessNotReady(_)))
}

/// It stays as it is, to be looked at.
async fn keep_it(under_way: &UnderWay<'_>, name: &InstanceName) -> Result<bool, OperationError> {
    let store = &under_way.context.store;
    under_way
        .record("instance", store.instance_is_there(name, None))
        .await?;
    Ok(true)
}
