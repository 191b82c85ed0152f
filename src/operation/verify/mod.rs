//! Nothing is called done that isn't verified: the gate, and what is said where it doesn't pass.

mod deadline;
pub(in crate::operation) mod kept_up;
mod phrase;

pub(in crate::operation) use deadline::Deadline;

use std::time::Duration;

use super::under_way::UnderWay;
use super::{Differs, OperationError};
use crate::domain::container::Container;
use crate::domain::journal::Step;
use crate::domain::log::LogQuery;
use crate::domain::name::{ProjectName, ServiceName};
use crate::domain::outcome::{Found, Outcome};
use crate::engine::{Engine, Expects, GateProgress, GateRules, Probe, Watched};
use crate::reply::Redactor;
use phrase::phrase;

/// How many log lines of a container that failed are told.
const LAST_LINES: usize = 20;

/// What the gate over a whole project is called.
const VERIFYING: &str = "verifying";

/// What went wrong, with what a person needs to see of it.
#[derive(Debug)]
pub(in crate::operation) struct Trouble {
    pub(in crate::operation) why: String,
    pub(in crate::operation) service: Option<ServiceName>,
    pub(in crate::operation) last_lines: Vec<String>,
    /// What in production is not as the live release has it, where that is what went wrong.
    pub(in crate::operation) differing: Vec<String>,
}

impl Trouble {
    /// `error` where it isn't known what must not be shown: known shapes of secrets are still taken out of it.
    pub(in crate::operation) fn without_lines(
        error: &OperationError,
        unknown: &OperationError,
    ) -> Self {
        let redactor = Redactor::builder().build();
        Self {
            why: redactor.redact(&error.to_string()).into_owned(),
            service: None,
            last_lines: vec![format!("(no log lines: {unknown})")],
            differing: differing(error, &redactor),
        }
    }

    /// `error`, with the last lines of the container that it speaks of.
    pub(in crate::operation) async fn of(
        error: OperationError,
        engine: &Engine,
        redactor: &Redactor,
    ) -> Self {
        let why = redactor.redact(&error.to_string()).into_owned();
        let differing = differing(&error, redactor);
        let (service, container) = match error {
            OperationError::Gate(failure) => (failure.service, failure.container),
            _ => (None, None),
        };
        let last_lines = match container {
            Some(id) => last_lines(engine, &id, redactor).await,
            None => Vec::new(),
        };
        Self {
            why,
            service,
            last_lines,
            differing,
        }
    }
}

/// What in production is not as the live release has it, as far as `error` is about that.
pub(in crate::operation) fn differing(error: &OperationError, redactor: &Redactor) -> Vec<String> {
    let differing = match error {
        OperationError::Differs(Differs::NotAsReleased { differences, .. }) => differences.clone(),
        OperationError::Differs(Differs::EditedMeanwhile { path }) => {
            vec![format!("{path} differs")]
        }
        _ => vec![],
    };
    let redacted = differing
        .iter()
        .map(|one| redactor.redact(one).into_owned());
    redacted.collect()
}

async fn last_lines(engine: &Engine, id: &str, redactor: &Redactor) -> Vec<String> {
    match engine.logs(id, &LogQuery::last(LAST_LINES)).await {
        Ok(lines) => lines
            .iter()
            .map(|line| redactor.line(&line.text, line.cut).into_owned())
            .collect(),
        Err(error) => vec![format!("(its log couldn't be read: {error})")],
    }
}

/// What a container must come to when the project is verified.
pub(in crate::operation) fn watch(
    container: &Container,
    service: ServiceName,
    expects: Expects,
) -> Watched {
    Watched {
        service,
        container: container.id.clone(),
        expects,
        restarts_before: container.restarts,
    }
}

/// Until when something is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation) enum Until {
    /// Until it has come, or somebody asks the operation to stop.
    Cancelled,
    /// Until it has come. Putting something back isn't cut short.
    Over,
}

/// Waits until all that is watched has come to what is expected, journalled as a step of its own.
pub(in crate::operation) async fn gate(
    under_way: &UnderWay<'_>,
    watched: &[Watched],
    deadline: &Deadline,
    until: Until,
) -> Result<(), OperationError> {
    let _waiting = deadline.wait();
    let (gate, left) = (deadline.gate(), deadline.left());
    let probe = gate.probe.as_deref().map(Probe::new).transpose()?;
    let rules = GateRules {
        deadline: left,
        stability: Duration::from_secs(gate.stability_secs),
        probe,
    };
    let step = Step::Gate {
        deadline_secs: left.as_secs() + u64::from(left.subsec_nanos() > 0),
    };
    let engine = under_way.context.engine().await?;
    under_way
        .step(step, async |_| {
            wait(under_way, VERIFYING, (engine, &rules), watched, until).await
        })
        .await?;
    under_way.progress(VERIFYING, None, true);
    Ok(())
}

/// Waits for what `doing` needs, which is what people see of it: part of another step, so not journalled.
pub(in crate::operation) async fn wait(
    under_way: &UnderWay<'_>,
    doing: &str,
    (engine, rules): (&Engine, &GateRules),
    watched: &[Watched],
    until: Until,
) -> Result<(), OperationError> {
    let progress = |news: &GateProgress| under_way.progress(doing, Some(phrase(news)), false);
    tokio::select! {
        passed = engine.gate(watched, rules, &progress) => Ok(passed?),
        cancelled = under_way.cancelled(), if until == Until::Cancelled => Err(cancelled),
    }
}

/// Production as it is now, for an outcome that has to say exactly that. `None` where it couldn't be read.
pub(in crate::operation) async fn production(
    engine: &Engine,
    project: &ProjectName,
) -> Option<Vec<Found>> {
    let containers = engine.project_containers(project).await.ok()?;
    let found = |container: Container| Found {
        name: container.name,
        state: container.state,
        health: container.health,
    };
    Some(
        containers
            .into_iter()
            .filter(|container| !container.is_oneoff())
            .map(found)
            .collect(),
    )
}

/// The outcome of a change that went wrong and that nothing undoes.
pub(in crate::operation) async fn failed(
    engine: &Engine,
    project: &ProjectName,
    trouble: Trouble,
) -> Outcome {
    gone_wrong(trouble, production(engine, project).await)
}

/// The same where production can't even be looked at.
pub(in crate::operation) fn unknown(trouble: Trouble) -> Outcome {
    gone_wrong(trouble, None)
}

fn gone_wrong(trouble: Trouble, production: Option<Vec<Found>>) -> Outcome {
    Outcome::Failed {
        why: trouble.why,
        service: trouble.service,
        last_lines: trouble.last_lines,
        production,
        differing: trouble.differing,
    }
}
