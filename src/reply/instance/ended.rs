//! How an operation on instances ended, for those who weren't answered when it did.

use crate::domain::outcome::Outcome;
use crate::reply::block::{Block, Reply, Status};
use crate::reply::outcome::Ended;

/// What became of it; where its instances stand is for the list to say.
pub(in crate::reply) fn ended(ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    let what = ended.action.phrase();
    let reply = match outcome {
        Outcome::Done { .. } => Reply::new(Status::Done, format!("{what}: done")),
        Outcome::Untouched {
            why, last_lines, ..
        } => failed(
            format!("{what} failed, and nothing is left of it: {why}"),
            last_lines,
        ),
        Outcome::Failed {
            why, last_lines, ..
        }
        | Outcome::RolledBack {
            why, last_lines, ..
        } => failed(format!("{what} failed: {why}"), last_lines),
        Outcome::Cancelled { by, .. } => {
            let by = by
                .as_ref()
                .map_or_else(String::new, |by| format!(" by {by}"));
            failed(format!("{what} was cancelled{by}"), &[])
        }
    };
    reply.then("Instances", "/docker-instances")
}

fn failed(headline: String, last_lines: &[String]) -> Reply {
    let reply = Reply::new(Status::Failed, headline);
    if last_lines.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading("Its last lines".to_owned()))
        .with(Block::Code(last_lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::action::Action;
    use crate::domain::name::{CodebaseName, OperationId};
    use crate::reply::outcome::{outcome, recovered};

    #[test]
    fn nothing_is_said_of_production_where_there_is_none() {
        let (codebase, operation) = (
            CodebaseName::instances(),
            OperationId::new("k3f9a2m7qx").unwrap(),
        );
        let asked = Ended {
            codebase: &codebase,
            action: Action::DestroyData,
            command: None,
            operation: &operation,
            took: Duration::from_secs(1),
        };
        let said = outcome(&asked, &Outcome::done());
        assert_eq!(said.headline, "destroy: done");
        assert_eq!(said.codebase, None);
        assert_eq!(said.tells, std::slice::from_ref(&operation));
        let said = recovered(&asked, "Ada", &Outcome::untouched("Hailer was interrupted"));
        assert!(!format!("{said:?}").contains("Production"), "{said:?}");
    }
}
