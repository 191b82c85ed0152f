//! What becomes of a restart, a start or a stop that fails.

use super::Kind;
use crate::domain::codebase::Codebase;
use crate::domain::journal::Step;
use crate::domain::name::ProjectName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Change, Plan};
use crate::operation::under_way::UnderWay;
use crate::operation::verify::{self, Trouble};
use crate::operation::{Context, OperationError, secrets, step};

/// After a restart that failed half-way: what it had stopped is not left down. Returns the first error.
pub(super) async fn start_again(
    under_way: &UnderWay<'_>,
    kind: Kind,
    plan: &Plan,
    error: OperationError,
) -> OperationError {
    if kind != Kind::Restart {
        return error;
    }
    // What was started already and failed by itself isn't asked again.
    let journal = match under_way.journal().await {
        Ok(journal) => journal,
        Err(unknown) => {
            tracing::warn!(error = %unknown, "not known what was started: all of it is asked again");
            vec![]
        }
    };
    let untried = |id: &str| {
        let start =
            |step: &Step| matches!(step, Step::StartContainer { container, .. } if container == id);
        !journal.iter().any(|record| start(&record.step))
    };
    let stopped = plan
        .services
        .iter()
        .filter(|service| service.change == Change::Restart);
    let down = stopped.flat_map(|service| &service.containers);
    for container in down.filter(|container| untried(&container.id)) {
        if let Err(second) = step::start(under_way, &container.id).await {
            tracing::warn!(container = container.id, error = %second, "not started again");
        }
    }
    error
}

/// The outcome of an error that left production halfway.
pub(in crate::operation) async fn broken(
    context: &Context,
    codebase: &Codebase,
    project: &ProjectName,
    error: OperationError,
) -> Outcome {
    let engine = match context.engine().await {
        Ok(engine) => engine,
        Err(unreachable) => {
            return verify::unknown(Trouble::without_lines(&error, &unreachable));
        }
    };
    let trouble = match secrets::redactor(context, codebase).await {
        Ok(redactor) => Trouble::of(error, engine, &redactor).await,
        Err(unknown) => Trouble::without_lines(&error, &unknown),
    };
    verify::failed(engine, project, trouble).await
}
