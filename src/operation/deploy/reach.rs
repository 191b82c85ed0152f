//! Once the new files are in place: how far the project reaches as its paths lead then.
//!
//! The plan judges paths before the new files are there, and a link among them may lead through one that a container of the
//! project made. The judgement is made again here, before any new container is made.

use super::Deploy;
use super::planning::findings::{self, When};
use crate::domain::finding::{Finding, Level};
use crate::operation::{Differs, OperationError};
use crate::reply::few;

/// How many findings are named.
const NAMED: usize = 5;

impl Deploy<'_> {
    /// Whatever the policy finds now and didn't when the plan was made ends the deploy.
    pub(super) fn verify_reach(&self) -> Result<(), OperationError> {
        let docker = super::docker(self.codebase)?;
        let facts = &self.planned.facts;
        let models = (&facts.model, facts.model_before.as_ref());
        let paths = (&self.planned.files, When::Applied);
        let context = self.under_way.context;
        let mut found = findings::find(context, docker, paths, models, &facts.profiles);
        found.retain(|finding| !facts.findings.contains(finding));
        if found.is_empty() {
            return Ok(());
        }
        let named: Vec<_> = found.iter().map(told).collect();
        Err(Differs::ReachesFurther {
            what: few(&named, NAMED),
        }
        .into())
    }
}

fn told((finding, _): &(Finding, Level)) -> String {
    let Finding { kind, path, what } = finding;
    format!("{path}: {what} ({})", kind.as_str())
}
