//! Who carries deliveries out, on a thread of its own: each at once, none twice.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::unbounded_channel;

use crate::github::state::hook::{Outcome, Sent};
use crate::github::world::World;

pub(crate) struct Courier {
    runtime: Option<Runtime>,
}

impl Courier {
    pub(crate) fn start(world: &Arc<World>) -> Self {
        let (sender, mut waiting) = unbounded_channel::<Sent>();
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("courier")
            .enable_all()
            .build()
            .unwrap();
        world.change(|state| state.courier = Some(sender));
        let world = Arc::clone(world);
        runtime.spawn(async move {
            while let Some(sent) = waiting.recv().await {
                let world = Arc::clone(&world);
                tokio::spawn(async move {
                    let limit = world.look(|state| state.delivery_limit);
                    let outcome = carry(&sent, limit).await;
                    world.change(|state| {
                        let mut all = state.sent.iter_mut();
                        all.find(|one| one.id == sent.id).unwrap().outcome = outcome;
                    });
                });
            }
        });
        Self {
            runtime: Some(runtime),
        }
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// One request. GitHub goes where it was told to, and nowhere else.
pub(crate) async fn carry(sent: &Sent, limit: Duration) -> Outcome {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(limit)
        .build()
        .unwrap();
    let mut request = client.post(&sent.url).body(sent.body.clone());
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(response) => Outcome::Answered(response.status().as_u16()),
        Err(error) if error.is_timeout() => Outcome::TimedOut,
        Err(_) => Outcome::Failed,
    }
}
