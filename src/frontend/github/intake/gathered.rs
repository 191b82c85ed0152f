//! Deliveries that come at the same time are kept together: each costs the database a commit, and all must be kept before GitHub
//! loses patience.

use tokio::sync::{Mutex, mpsc, oneshot};

use crate::store::StoreError;
use crate::store::inbox::{Arrival, Inbox};

/// Arrivals that are kept with one commit, and as many that wait meanwhile.
const MOST: usize = 128;

type Waiting = (Arrival, oneshot::Sender<Result<(), String>>);

/// Who gathers them.
pub(super) struct Gathered {
    inbox: Inbox,
    coming: mpsc::Sender<Waiting>,
    waiting: Mutex<mpsc::Receiver<Waiting>>,
}

impl Gathered {
    pub(super) fn new(inbox: Inbox) -> Self {
        let (coming, waiting) = mpsc::channel(MOST);
        Self {
            inbox,
            coming,
            waiting: Mutex::new(waiting),
        }
    }

    /// Keeps an arrival, with others that come meanwhile.
    pub(super) async fn keep(&self, arrival: Arrival) -> Result<(), String> {
        const STOPPING: &str = "it isn't kept any more: Hailer ends";
        let (told, kept) = oneshot::channel();
        let handed_in = self.coming.send((arrival, told)).await;
        handed_in.map_err(|_closed| STOPPING.to_owned())?;
        kept.await.map_err(|_closed| STOPPING.to_owned())?
    }

    /// Keeps what comes, for as long as it is polled.
    pub(super) async fn run(&self) {
        let mut waiting = self.waiting.lock().await;
        let mut together = Vec::with_capacity(MOST);
        while waiting.recv_many(&mut together, MOST).await > 0 {
            let (arrivals, told): (Vec<_>, Vec<_>) = together.drain(..).unzip();
            let kept = self.inbox.receive(&arrivals, None).await;
            let kept = kept
                .map(|_new| ())
                .map_err(|error: StoreError| error.to_string());
            for told in told {
                // Whoever has lost patience is given it again.
                drop(told.send(kept.clone()));
            }
        }
    }
}
