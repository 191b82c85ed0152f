//! What was asked for together and is to stand or fall together.

use tokio::sync::watch;

/// How far those are that belong together.
#[derive(Debug, Clone, Default)]
struct State {
    /// How many have not said yet how they fared.
    waiting: usize,
    /// The first that failed.
    failed: Option<String>,
}

/// Those that belong together.
#[derive(Debug)]
pub(super) struct Together(watch::Sender<State>);

/// One of them. One that is dropped without a word has failed.
#[derive(Debug)]
pub(super) struct Member<'a> {
    together: &'a Together,
    name: String,
    said: bool,
}

impl Together {
    /// So many.
    pub(super) fn of(members: usize) -> Self {
        Self(watch::Sender::new(State {
            waiting: members,
            failed: None,
        }))
    }

    /// One of them, by the name that others hear.
    pub(super) const fn member(&self, name: String) -> Member<'_> {
        Member {
            together: self,
            name,
            said: false,
        }
    }
}

impl Member<'_> {
    /// Says how it fared, and waits for the others. `Err` has the name of the first that failed.
    pub(super) async fn joins(&mut self) -> Result<(), String> {
        self.say(true);
        let mut state = self.together.0.subscribe();
        // The sender lives as long as its members.
        let decided = state
            .wait_for(|state| state.failed.is_some() || state.waiting == 0)
            .await;
        match decided.ok().and_then(|state| state.failed.clone()) {
            Some(other) => Err(other),
            None => Ok(()),
        }
    }

    fn say(&mut self, fine: bool) {
        if std::mem::replace(&mut self.said, true) {
            return;
        }
        self.together.0.send_modify(|state| {
            state.waiting = state.waiting.saturating_sub(1);
            if !fine {
                state.failed.get_or_insert_with(|| self.name.clone());
            }
        });
    }
}

impl Drop for Member<'_> {
    fn drop(&mut self) {
        self.say(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join;

    #[tokio::test]
    async fn all_stand_if_all_do() {
        let together = Together::of(2);
        let (mut one, mut two) = (together.member("a".into()), together.member("b".into()));
        assert_eq!(join(one.joins(), two.joins()).await, (Ok(()), Ok(())));
    }

    #[tokio::test]
    async fn one_that_says_nothing_fails_the_others() {
        let together = Together::of(2);
        let (mut one, two) = (together.member("a".into()), together.member("b".into()));
        let other = async { drop(two) };
        assert_eq!(join(one.joins(), other).await.0, Err("b".to_owned()));
    }
}
