//! Looks at files, which end: a network file system whose server is gone keeps whoever asks for ever.

use std::time::Duration;

use tokio::sync::oneshot;

/// How long a look may take. A disk that has to wake up takes a few seconds.
const LIMIT: Duration = Duration::from_secs(5);

/// What `look` comes to; `None`: nothing came in time, and nobody knows.
///
/// It has a thread of its own, which ends with the program: the runtime would wait for one of its own.
pub(super) async fn looked<T: Send + 'static>(
    look: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (tell, told) = oneshot::channel();
    // Where nobody waits any more, nobody is told.
    std::thread::spawn(move || drop(tell.send(look())));
    tokio::time::timeout(LIMIT, told).await.ok()?.ok()
}

/// That nothing came of looking at `what`.
pub(super) fn silent(what: &str) -> String {
    format!("{what} did not answer within {} s", LIMIT.as_secs())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_look_that_never_ends_is_waited_for_so_long_and_no_longer() {
        let (end, ended) = mpsc::channel::<()>();
        let begun = tokio::time::Instant::now();
        let nothing = looked(move || ended.recv().is_err()).await;
        assert_eq!(nothing, None);
        assert!(begun.elapsed() >= LIMIT && begun.elapsed() < 2 * LIMIT);
        drop(end);
    }

    #[tokio::test]
    async fn a_look_that_ends_is_what_was_seen() {
        assert_eq!(looked(|| 7).await, Some(7));
    }
}
