//! An instance is there, whole, or nothing of it is: neither on the engine nor on record.

use hailer::domain::instance::Life;
use hailer::domain::journal::OperationState;
use hailer::domain::name::InstanceName;

use super::{Seen, differences};
use crate::census::Act;
use crate::workspace::KEPT;

/// What there is of it.
#[derive(Debug, PartialEq, Eq)]
enum There {
    Nothing,
    /// With what was in its volume, or empty.
    Whole {
        kept: bool,
    },
}

pub(super) fn violations(seen: &Seen<'_>) -> Vec<String> {
    let act = seen.run.act;
    let was = match act {
        Act::Create => There::Nothing,
        _ => There::Whole { kept: true },
    };
    let expected = match (seen.operation.state, act) {
        (OperationState::Done, Act::Destroy) => There::Nothing,
        (OperationState::Done, _) => There::Whole { kept: false },
        (OperationState::Untouched | OperationState::Cancelled, _) => was,
        (state, _) => {
            let outcome = &seen.operation.outcome;
            return vec![format!("it ended as {}: {outcome:?}", state.as_str())];
        }
    };
    let untouched = expected != There::Nothing && seen.operation.state != OperationState::Done;
    let there = there(seen);
    let mut found = match there {
        Ok(there) if there == expected => vec![],
        Ok(there) => vec![format!("expected {expected:?}, there is {there:?}")],
        Err(why) => vec![why],
    };
    if untouched {
        let (before, after) = (&seen.before.containers, &seen.after.containers);
        let ids = |all: &std::collections::BTreeMap<String, crate::production::Container>| {
            let ids = all.iter().map(|(name, one)| (name.clone(), one.id.clone()));
            ids.collect()
        };
        found.extend(differences("container", &ids(before), &ids(after)));
    }
    found
}

/// What is neither is said as a violation.
fn there(seen: &Seen<'_>) -> Result<There, String> {
    let (bot, after) = (seen.bot, seen.after);
    let name = bot.instance();
    let life = seen.machine.runtime.block_on(async {
        let store = bot.store().await;
        let known: InstanceName = name.parse().unwrap();
        let found = store.instance(&known).await.unwrap();
        store.close().await;
        found.map(|found| found.life)
    });
    match (after.containers.get(&name), after.made.len(), life) {
        (None, 0, None) => Ok(There::Nothing),
        (Some(container), 1, Some(Life::There)) => {
            if !container.running {
                // A daemon's end stops what Hailer is done with; its policy starts it again.
                seen.machine.docker(&["start", &name]);
            }
            let shown = seen.machine.ask(&["exec", &name, "/shop", "show", KEPT]);
            Ok(There::Whole {
                kept: shown.status.success(),
            })
        }
        (container, volumes, life) => Err(format!(
            "neither there nor gone: container {container:?}, {volumes} volumes, on record as {life:?}"
        )),
    }
}
