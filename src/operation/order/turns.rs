//! Services side by side: each has its turn once all that it comes after have had theirs, so many at a time at most.
//!
//! What is done in a turn, and whether a failure stops the others, is for the callers to say.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio_util::sync::CancellationToken;

use crate::domain::name::ServiceName;
use crate::operation::OperationError;

/// How many services have their turn at the same time: enough for what waits for containers to start and to be healthy,
/// and few enough for the disk of a small machine.
pub(in crate::operation) const AT_A_TIME: usize = 8;

/// For each service those that come before it.
pub(in crate::operation) type After = BTreeMap<ServiceName, BTreeSet<ServiceName>>;

/// Gives each service of `after` its turn. Once `halted`, no further turn begins; those that have begun are waited for,
/// since none may be left in the middle of a step. Returns the error that came first.
///
/// Services that are named only as coming before another count as done. Those that wait for each other in a circle have
/// their turns in the order of their names: a circle is refused elsewhere, here it must only end.
pub(in crate::operation) async fn take<F>(
    after: After,
    halted: &CancellationToken,
    turn: impl Fn(ServiceName) -> F,
) -> Result<(), OperationError>
where
    F: Future<Output = Result<(), OperationError>>,
{
    let mut waiting = Waiting::new(after);
    let mut running = FuturesUnordered::new();
    let mut result = Ok(());
    loop {
        while running.len() < AT_A_TIME && !halted.is_cancelled() {
            let Some(next) = waiting.next(running.is_empty()) else {
                break;
            };
            let begun = turn(next.clone());
            running.push(async move { (next, begun.await) });
        }
        let Some((service, ended)) = running.next().await else {
            return result;
        };
        waiting.done(&service);
        result = result.and(ended);
    }
}

/// Services whose turn has not come yet.
struct Waiting(After);

impl Waiting {
    fn new(mut after: After) -> Self {
        let all: BTreeSet<_> = after.keys().cloned().collect();
        for before in after.values_mut() {
            before.retain(|name| all.contains(name));
        }
        Self(after)
    }

    /// The next one whose turn it is. Where nothing is under way, there is always one until none is left.
    fn next(&mut self, nothing_under_way: bool) -> Option<ServiceName> {
        let free = self.0.iter().find(|(_, before)| before.is_empty());
        let stuck = || self.0.iter().next().filter(|_| nothing_under_way);
        let name = free.or_else(stuck)?.0.clone();
        self.0.remove(&name);
        Some(name)
    }

    fn done(&mut self, service: &ServiceName) {
        for before in self.0.values_mut() {
            before.remove(service);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn name(name: &str) -> ServiceName {
        ServiceName::new(name).unwrap()
    }

    fn after(all: &[(&str, &[&str])]) -> After {
        let before = |names: &[&str]| names.iter().map(|one| name(one)).collect();
        all.iter()
            .map(|(service, names)| (name(service), before(names)))
            .collect()
    }

    /// Takes turns in which each service is seen to begin and to end; `fails` fails and halts the others.
    async fn seen(after: After, fails: &str) -> (Vec<String>, Result<(), OperationError>) {
        let (seen, halted) = (Mutex::new(vec![]), CancellationToken::new());
        let say = |what: &str, service: &ServiceName| {
            seen.lock().unwrap().push(format!("{what} {service}"));
        };
        let ended = take(after, &halted, |service| {
            let (say, halted) = (&say, &halted);
            async move {
                say("begin", &service);
                tokio::task::yield_now().await;
                if service.as_str() == fails {
                    halted.cancel();
                    return Err(OperationError::Cancelled { by: None });
                }
                tokio::task::yield_now().await;
                say("end", &service);
                Ok(())
            }
        })
        .await;
        (seen.into_inner().unwrap(), ended)
    }

    #[tokio::test]
    async fn independent_services_have_their_turns_at_the_same_time_and_the_others_after_what_they_need()
     {
        let (seen, ended) = seen(
            after(&[("api", &["db", "elsewhere"]), ("cache", &[]), ("db", &[])]),
            "",
        )
        .await;
        assert_eq!(
            seen,
            [
                "begin cache",
                "begin db",
                "end cache",
                "end db",
                "begin api",
                "end api"
            ]
        );
        assert!(ended.is_ok());
    }

    #[tokio::test]
    async fn after_a_failure_nothing_begins_and_what_has_begun_is_waited_for() {
        let (seen, ended) = seen(
            after(&[("api", &["db"]), ("cache", &[]), ("db", &[])]),
            "db",
        )
        .await;
        assert_eq!(seen, ["begin cache", "begin db", "end cache"]);
        assert!(ended.is_err());
    }

    #[tokio::test]
    async fn only_so_many_are_under_way_at_once() {
        let many: Vec<_> = (0..AT_A_TIME + 3)
            .map(|number| format!("s{number:02}"))
            .collect();
        let all = many
            .iter()
            .map(|one| (name(one), BTreeSet::new()))
            .collect();
        let (seen, _) = seen(all, "").await;
        let first_end = seen.iter().position(|what| what.starts_with("end"));
        assert_eq!(first_end, Some(AT_A_TIME));
        assert_eq!(seen.len(), 2 * many.len());
    }

    #[tokio::test]
    async fn a_circle_ends() {
        let (seen, ended) = seen(after(&[("a", &["b"]), ("b", &["a"])]), "").await;
        assert_eq!(seen, ["begin a", "end a", "begin b", "end b"]);
        assert!(ended.is_ok());
    }
}
