//! An inbox in memory, which can fail.

use std::sync::{Arc, Mutex};

use hailer::frontend::telegram::{Arrival, Inbox};

/// An inbox in memory, which may be out of order for a while.
#[derive(Clone, Default)]
pub(super) struct Memory(pub(super) Arc<Mutex<Kept>>);

#[derive(Default)]
pub(super) struct Kept {
    pub(super) arrived: Vec<Arrival>,
    /// So often it fails from now on.
    pub(super) fails: usize,
}

impl Inbox for Memory {
    type Error = String;

    async fn receive(&self, arrived: Vec<Arrival>) -> Result<usize, String> {
        let mut kept = self.0.lock().unwrap();
        if kept.fails > 0 {
            kept.fails -= 1;
            return Err("the database is gone".to_owned());
        }
        let before = kept.arrived.len();
        for arrival in arrived {
            if kept.arrived.iter().all(|known| known.key != arrival.key) {
                kept.arrived.push(arrival);
            }
        }
        Ok(kept.arrived.len() - before)
    }
}

impl Memory {
    /// What was said, in the order of arrival.
    pub(super) fn said(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap();
        let texts = kept.arrived.iter().map(|arrival| {
            let body = &arrival.body;
            let text = body.pointer("/message/text");
            let text = text.or_else(|| body.pointer("/callback_query/data"));
            text.unwrap().as_str().unwrap().to_owned()
        });
        texts.collect()
    }
}
