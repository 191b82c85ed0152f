//! What an instance wrote, without its passwords.

use std::sync::Arc;

use futures_util::StreamExt;

use super::{InstanceError, asked, there};
use crate::domain::instance::{Instance, Runs};
use crate::domain::name::InstanceName;
use crate::domain::policy::Approved;
use crate::engine::LogSource;
use crate::host;
use crate::operation::logs::{Sources, Wanted, follow_to, may_be_found, query, told};
use crate::operation::{Context, OperationError};
use crate::reply::{self, Redactor, Reply, Responder};

/// The newest lines.
pub async fn logs(
    context: &Context,
    _approved: &Approved,
    name: &InstanceName,
    wanted: &Wanted,
) -> Result<Reply, OperationError> {
    let (instance, redactor) = (
        there(context, name).await?,
        asked::redactor_of(context, name).await?,
    );
    if instance.made.runs == Runs::Container {
        let sources = sources(instance)?;
        return sources.newest(context, &redactor, wanted).await;
    }
    let folder = context.process_folder(name);
    let lines = context.host.logs(&folder, &query(context, wanted)).await;
    let lines = lines.map_err(InstanceError::from)?;
    let shown = lines.iter().map(|line| shown(line, &redactor));
    let shown: Vec<_> = shown.filter(|line| may_be_found(line, wanted)).collect();
    Ok(told(name.as_str(), &shown))
}

/// The newest lines, then each new one.
pub async fn follow(
    context: &Context,
    _approved: &Approved,
    (name, wanted): (&InstanceName, &Wanted),
    responder: &Arc<dyn Responder>,
) -> Result<Reply, OperationError> {
    let (instance, redactor) = (
        there(context, name).await?,
        asked::redactor_of(context, name).await?,
    );
    if instance.made.runs == Runs::Container {
        let sources = sources(instance)?;
        return sources
            .followed(context, &redactor, (wanted, responder))
            .await;
    }
    let folder = context.process_folder(name);
    let lines = context.host.follow(&folder, &query(context, wanted)).await;
    let lines = lines.map_err(InstanceError::from)?;
    let shown = lines.map(|line| Ok(shown(&line.map_err(InstanceError::from)?, &redactor)));
    let of = (name.as_str(), "its program has ended");
    follow_to(of, shown, (wanted, responder)).await
}

fn sources(instance: Instance) -> Result<Sources, OperationError> {
    let name = instance.name;
    let id = instance
        .container
        .ok_or_else(|| InstanceError::Gone { name: name.clone() })?;
    let source = LogSource {
        id,
        name: name.as_str().into(),
    };
    Ok(Sources::of(vec![source], name.to_string()))
}

fn shown(line: &host::LogLine, redactor: &Redactor) -> String {
    let (text, cut) = line.parts();
    reply::clean_line(&redactor.line(text, cut)).into_owned()
}
