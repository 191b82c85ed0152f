//! What the policy found in the plan.

use crate::domain::finding::Level;
use crate::domain::plan::Plan;
use crate::reply::block::Block;

/// What the policy found; for what it denies, the command that would allow it.
pub(super) fn blocks(plan: &Plan) -> Vec<Block> {
    let told: Vec<String> = plan
        .findings
        .iter()
        .filter(|(_, level)| *level != Level::Allow)
        .map(|(finding, level)| {
            let kind = finding.kind.as_str();
            let place = format!("{level}: {kind} at {}: {}", finding.path, finding.what);
            match level {
                Level::Deny => format!(
                    "{place}. At the terminal this allows it: /docker-config set policy.{kind} warn --in {}",
                    plan.codebase
                ),
                Level::Warn | Level::Allow => place,
            }
        })
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading("Policy".to_owned()), Block::List(told)]
}
