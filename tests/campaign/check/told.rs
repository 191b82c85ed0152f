//! The record and the word: what the store still holds, and whether what was said is how it ended.

use hailer::domain::audit::{AuditFilter, Verdict};
use hailer::domain::journal::OperationState;
use hailer::domain::name::{InstanceName, ProjectName};

use super::Seen;
use crate::bot::Bot;
use crate::fault::Fault;
use crate::machine::Machine;
use crate::shape::Shape;

/// What the store still holds that it should not, and whether the end is on record once.
pub(crate) fn rest(machine: &Machine, bot: &Bot) -> Vec<String> {
    let (operation, _) = bot.last(machine);
    machine.runtime.block_on(async {
        let store = bot.store().await;
        let mut found = Vec::new();
        if let Some(busy) = store.busy(&lock(bot)).await.unwrap() {
            found.push(format!("the project is locked: {busy}"));
        }
        for interrupted in store.interrupted().await.unwrap() {
            found.push(format!("still interrupted: {}", interrupted.id));
        }
        let filter = AuditFilter {
            denied_only: false,
            codebase: None,
            limit: 50,
        };
        let audit = store.audit(&filter).await.unwrap();
        let ends = audit.iter().filter(|entry| {
            entry.audited.verdict == Verdict::Ended
                && entry.audited.detail["operation"] == operation.id.as_str()
        });
        let ends = ends.count();
        if ends != 1 {
            found.push(format!("its end is {ends} times in the audit"));
        }
        store.close().await;
        found
    })
}

/// What the operation has the lock of.
fn lock(bot: &Bot) -> ProjectName {
    match bot.shape {
        Shape::Instance => bot.instance().parse::<InstanceName>().unwrap().lock(),
        _ => ProjectName::new(&bot.project).unwrap(),
    }
}

/// Whether what was said is how it ended.
pub(super) fn told(seen: &Seen<'_>) -> Vec<String> {
    let state = seen.operation.state;
    let Some(status) = seen.told.status else {
        return vec!["it never ended".to_owned()];
    };
    let stopped_acting = "has taken operation";
    if seen.run.fault == Fault::BotFrozen
        && seen.recovered
        && !seen.ended.words().contains(stopped_acting)
    {
        return vec!["the frozen one did not say that it was taken over".to_owned()];
    }
    let good = if seen.recovered {
        let words = match state {
            OperationState::Done => "and is finished now",
            OperationState::RolledBack => "and production was put back",
            OperationState::Untouched | OperationState::Cancelled => "before anything changed",
            _ => "was interrupted",
        };
        seen.told.words().contains(words)
    } else {
        let code = match state {
            OperationState::Done => 0,
            OperationState::RolledBack => 6,
            _ => 5,
        };
        // Who was killed after the end could say nothing more.
        status.code().is_none_or(|told| told == code)
    };
    if good {
        vec![]
    } else {
        vec![format!(
            "it ended as {} and {status} was told",
            state.as_str()
        )]
    }
}
