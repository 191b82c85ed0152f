//! What has to be brought to an end before what was asked for can begin is shown as one step of that: whoever follows it sees
//! one operation, their own.

use std::sync::Arc;

use crate::domain::name::OperationId;
use crate::domain::policy::Approved;
use crate::operation;
use crate::reply::{Progress, Responder};

/// Shows an earlier operation to whoever waits for another.
pub(in crate::router) struct First {
    responder: Arc<dyn Responder>,
    /// The one that was asked for; `None`: it has no name yet, and nothing is shown of what is before it.
    asked: Option<OperationId>,
    title: String,
}

impl First {
    pub(in crate::router) fn before(approved: &Approved, responder: &Arc<dyn Responder>) -> Self {
        Self {
            responder: Arc::clone(responder),
            asked: approved.operation().cloned(),
            title: operation::title(approved.codebase(), approved.action()),
        }
    }

    /// It has ended.
    pub(in crate::router) fn is_over(&self) {
        self.show(None, true);
    }

    fn show(&self, detail: Option<String>, done: bool) {
        if let Some(operation) = &self.asked {
            self.responder.progress(Progress {
                operation: operation.clone(),
                title: self.title.clone(),
                step: "first, what was interrupted".to_owned(),
                detail,
                done,
            });
        }
    }
}

impl Responder for First {
    fn progress(&self, earlier: Progress) {
        self.show(Some(earlier.step), false);
    }

    fn line(&self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Heard(Mutex<Vec<Progress>>);

    impl Responder for Heard {
        fn progress(&self, progress: Progress) {
            self.0.lock().unwrap().push(progress);
        }

        fn line(&self, line: &str) {
            panic!("{line} is of another operation");
        }
    }

    #[test]
    fn what_is_first_is_a_step_of_what_was_asked_for() {
        let [earlier, asked] =
            ["k3f9a2m7qx", "b7d0e4n1zw"].map(|id| id.parse::<OperationId>().unwrap());
        let progress = || Progress {
            operation: earlier.clone(),
            title: "shop: restart".to_owned(),
            step: "finishing".to_owned(),
            detail: None,
            done: false,
        };
        let heard = Arc::new(Heard::default());
        for asked in [None, Some(asked.clone())] {
            let first = First {
                responder: Arc::clone(&heard) as Arc<dyn Responder>,
                asked,
                title: "shop: deploy".to_owned(),
            };
            first.progress(progress());
            first.line("built");
            first.is_over();
        }
        let shown = heard.0.lock().unwrap();
        let shown: Vec<_> = shown
            .iter()
            .map(|shown| {
                assert_eq!((&shown.operation, &*shown.title), (&asked, "shop: deploy"));
                (shown.detail.as_deref(), shown.done)
            })
            .collect();
        assert_eq!(shown, [(Some("finishing"), false), (None, true)]);
    }
}
