//! What became of it, in the words of the reply.

mod looked;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::command::CreateQuery;
use crate::domain::instance::Instance;
use crate::domain::name::VersionName;
use crate::domain::plan::Pruned;
use crate::operation::OperationError;
use crate::operation::instance::{Created, Cycle, Destroyed, Done, Fetched, InstanceError};
use crate::reply::{
    self, Change, Changed, Left, Made, MadeResult, Pull, Pulled, Redactor, Removed, Reply,
};

pub(super) use looked::{images, inspected, listed, volumes};

/// How one is reached, with its passwords; `None`: not here.
pub(super) type Connections = Option<BTreeMap<String, SecretString>>;

pub(super) fn created(
    mut all: Vec<(Created, Connections)>,
    query: &CreateQuery,
    now: DateTime<Utc>,
) -> Reply {
    let is_refused = |(one, _): &(Created, Connections)| {
        let error = one.result.as_ref().err();
        error.is_some_and(|error| one.took.is_zero() || last_lines(error).is_empty() && !one.kept)
    };
    if all.len() == 1
        && let Some((
            Created {
                result: Err(error), ..
            },
            _,
        )) = all.pop_if(|one| is_refused(one))
    {
        return error.into_reply();
    }
    let made: Vec<_> = all
        .iter()
        .filter_map(|(one, connections)| made(one, connections.as_ref(), query))
        .collect();
    reply::created(&made, now)
}

fn made(
    one: &Created,
    connections: Option<&BTreeMap<String, SecretString>>,
    query: &CreateQuery,
) -> Option<Made> {
    let version = match &one.result {
        Ok(instance) => Some(instance.made.version.clone()),
        Err(_) => one.version.clone().or_else(|| query.version.clone()),
    };
    Some(Made {
        name: one.name.clone()?,
        preset: one.preset.clone(),
        version: version.or_else(|| VersionName::new("latest").ok())?,
        mode: query.mode,
        warnings: one.warnings.clone(),
        result: match &one.result {
            Ok(instance) => MadeResult::Ready {
                ports: instance.made.ports.clone(),
                connections: connections.map(exposed),
                ready_ms: millis(one.took),
                expires_at: instance.expires_at,
            },
            Err(OperationError::Instance(error))
                if one.gone && matches!(**error, InstanceError::Undone { .. }) =>
            {
                MadeResult::Undone
            }
            Err(error) => MadeResult::Failed {
                why: why(error),
                last_lines: last_lines(error),
                left: match error {
                    OperationError::Unfinished(_) => Left::Unknown,
                    _ if one.kept => Left::Kept,
                    _ if one.took.is_zero() => Left::Nothing,
                    _ if one.gone => Left::Removed,
                    // Taking it away failed, too.
                    _ => Left::Unknown,
                },
            },
        },
    })
}

fn exposed(all: &BTreeMap<String, SecretString>) -> BTreeMap<String, String> {
    let exposed =
        |(what, how): (&String, &SecretString)| (what.clone(), how.expose_secret().to_owned());
    all.iter().map(exposed).collect()
}

pub(super) fn reset(all: Vec<Done<Instance>>) -> Reply {
    changed(all, |done, _| Change::Reset {
        ready_ms: millis(done.took),
    })
}

pub(super) fn destroyed(all: Vec<Done<Destroyed>>) -> Reply {
    changed(all, |_, left| Change::Destroyed {
        kept: left.kept.clone(),
        removed: left.removed.clone(),
    })
}

pub(super) fn cycled(all: Vec<Done<Instance>>, cycle: Cycle) -> Reply {
    changed(all, |done, _| {
        let ready_ms = millis(done.took);
        match cycle {
            Cycle::Start => Change::Started { ready_ms },
            Cycle::Stop(_) => Change::Stopped,
            Cycle::Restart(_) => Change::Restarted { ready_ms },
        }
    })
}

/// Where one was meant that can't be had, what helps is said as for any command.
fn changed<T>(mut all: Vec<Done<T>>, change: impl Fn(&Done<T>, &T) -> Change) -> Reply {
    let is_refused = |one: &mut Done<T>| {
        let error = one.result.as_ref().err();
        error.is_some_and(|error| last_lines(error).is_empty())
    };
    if all.len() == 1
        && let Some(Done {
            result: Err(error), ..
        }) = all.pop_if(is_refused)
    {
        return error.into_reply();
    }
    let changed = all.iter().map(|one| Changed {
        name: one.name.clone(),
        change: match &one.result {
            Ok(left) => change(one, left),
            Err(error) => Change::Failed {
                why: why(error),
                last_lines: last_lines(error),
            },
        },
    });
    reply::changed(&changed.collect::<Vec<_>>())
}

fn why(error: &OperationError) -> String {
    let said = error.to_string();
    Redactor::builder().build().redact(&said).into_owned()
}

fn last_lines(error: &OperationError) -> Vec<String> {
    let OperationError::Instance(error) = error else {
        return vec![];
    };
    let redactor = Redactor::builder().build();
    let lines = error.last_lines().iter();
    lines
        .map(|line| redactor.redact(line).into_owned())
        .collect()
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn pulled(all: &[Fetched]) -> Reply {
    let pulled = all.iter().map(|one| Pulled {
        reference: one.reference.clone(),
        preset: one.preset.clone(),
        pull: match &one.result {
            Err(error) => Pull::Failed { why: why(error) },
            Ok(()) if one.was_there => Pull::Same,
            Ok(()) => Pull::New {
                bytes: None,
                took_ms: millis(one.took),
            },
        },
    });
    reply::pulled(&pulled.collect::<Vec<_>>())
}

pub(super) fn pruned(all: &[Pruned]) -> Reply {
    let removed = all.iter().map(|one| Removed {
        kind: one.kind,
        name: one.name.clone(),
        bytes: one.bytes,
        failed: None,
    });
    reply::pruned(&removed.collect::<Vec<_>>())
}
