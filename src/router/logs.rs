//! `/docker-logs`: what was asked for, in the words of the use case.

use super::{Request, Router};
use crate::command::{LogsQuery, Period};
use crate::domain::codebase::Codebase;
use crate::domain::policy::Approved;
use crate::operation::{OperationError, logs};
use crate::reply::Reply;

impl Router {
    /// The lines of now, those that follow, or those that were kept of an operation.
    pub(super) async fn logs(
        &self,
        request: &Request,
        approved: &Approved,
        codebase: &Codebase,
        query: &LogsQuery,
    ) -> Result<Reply, OperationError> {
        if let Some(operation) = &query.operation {
            return logs::of_operation(&self.context, approved, codebase, operation).await;
        }
        let wanted = wanted(query);
        if query.follow {
            let followed = logs::follow(
                &self.context,
                approved,
                codebase,
                &wanted,
                &request.responder,
            );
            let again = request.invocation.to_string();
            Ok(followed.await?.then("Go on", again))
        } else {
            logs::logs(&self.context, approved, codebase, &wanted).await
        }
    }
}

/// What was asked for, in the words of the use case.
pub(super) fn wanted(query: &LogsQuery) -> logs::Wanted {
    logs::Wanted {
        service: query.service.clone(),
        lines: query.lines.unwrap_or_default().get(),
        since: query.since.map(Period::get),
        grep: query.grep.as_ref().map(|pattern| pattern.regex().clone()),
    }
}
