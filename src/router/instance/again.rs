//! A request that is handled once more because Hailer ended in the middle of it.

use crate::command::{Command, InstanceCommand};
use crate::domain::action::Action;
use crate::domain::name::CodebaseName;
use crate::operation::OperationError;
use crate::reply::{self, Reply};
use crate::router::{Request, Router};

impl Router {
    /// The answer to a command that could do its work twice, where it had begun since it arrived; `None`: it may be carried out. A
    /// create asks for no yes that could be spent, and draws another name each time. What had begun then is brought to its end,
    /// and told, by whoever finds it.
    pub(in crate::router) async fn begun_before(
        &self,
        request: &Request,
    ) -> Result<Option<Reply>, OperationError> {
        let command = &request.invocation.command;
        let creates = matches!(command, Command::Instance(InstanceCommand::Create(_)));
        if !request.again || !creates {
            return Ok(None);
        }
        let at = (&request.conversation, request.received_at);
        let all = CodebaseName::instances();
        let since = self.context.store.operations_since(&all, at).await?;
        let begun = since.iter().any(|one| {
            matches!(one.action, Action::Create | Action::CreateMounting)
                && one.actor.principal == request.actor.principal
        });
        Ok(begun.then(reply::interrupted_create))
    }
}
