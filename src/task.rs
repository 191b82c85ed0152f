//! Waiting for work that another task does.

use std::future::pending;
use std::panic::resume_unwind;

use tokio::task::JoinError;

/// What `task` comes to. Its panic goes on here. A task is cancelled where the runtime ends, and so does who waits for it:
/// then this comes to nothing.
pub(crate) async fn joined<T>(task: impl Future<Output = Result<T, JoinError>>) -> T {
    match task.await {
        Ok(outcome) => outcome,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_cancelled) => pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn what_a_cancelled_task_would_have_come_to_is_never_said() {
        let task = tokio::spawn(pending::<()>());
        task.abort();
        while !task.is_finished() {
            tokio::task::yield_now().await;
        }
        assert_eq!(joined(task).now_or_never(), None);
    }

    #[tokio::test]
    #[should_panic(expected = "the task's own words")]
    async fn a_panic_goes_on_where_it_is_waited_for() {
        let task = tokio::spawn(async { panic!("the task's own words") });
        joined::<()>(task).await;
    }
}
