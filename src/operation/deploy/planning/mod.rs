//! From what was asked to the plan: what is found is collected, what follows from it is decided. Nothing in production
//! is changed, and what can't be carried out is refused here.

mod before;
mod collect;
mod decide;
pub(super) mod evaluate;
pub(super) mod facts;
pub(super) mod findings;
pub(super) mod handover;
mod lasting;
mod left_out;
pub(super) mod mounted;
mod neighbours;
pub(in crate::operation) mod patience;
mod reasons;
mod shared;
mod unshared;

use super::files::Files;
use super::{Wanted, swap};
use crate::compose::order;
use crate::domain::codebase::Codebase;
use crate::domain::name::ServiceName;
use crate::domain::plan::Plan;
use crate::engine::Probe;
use crate::operation::{Context, OperationError, own};
use facts::Facts;

/// A plan with what it was made from.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    pub(super) facts: Facts,
    pub(super) files: Files,
}

/// What a deploy would do. Nothing is changed.
pub async fn plan(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
) -> Result<Planned, OperationError> {
    let (facts, files) = Box::pin(collect::collect(context, codebase, wanted)).await?;
    let there: Vec<_> = facts.containers.iter().collect();
    own::refuse(context, codebase, &there, &["up", "--detach"]).await?;
    let known = |service: &&ServiceName| facts.model.services.contains_key(*service);
    if let Some(unknown) = wanted.services.iter().find(|service| !known(service)) {
        let names = facts.model.services.keys().map(ServiceName::as_str);
        return Err(OperationError::unknown_service(
            &codebase.name,
            unknown,
            names,
        ));
    }
    unshared::refuse(&facts, &files)?;
    let order = order::start_order(&facts.model)?;
    let plan = decide::plan(&facts, &order, wanted.services);
    unshared::refuse_left_out(&facts, &plan)?;
    // A probe that can't be asked is told now, not when the new version waits for it.
    facts.gate.probe.as_deref().map(Probe::new).transpose()?;
    let engine = context.engine().await?;
    let planned = Planned { plan, facts, files };
    swap::refuse_unsupported(engine, &planned)?;
    swap::refuse_foreign_names(engine, &planned).await?;
    Ok(planned)
}
