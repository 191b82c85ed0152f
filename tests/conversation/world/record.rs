//! What a world's store has on record.

use std::time::Duration;

use hailer::domain::journal::Step;
use hailer::domain::name::CodebaseName;
use hailer::store::{Seal, Store, StoreTarget};

use super::World;

impl World {
    /// The same store, opened a second time.
    pub(crate) async fn store(&self) -> Store {
        let data = self.path("data");
        let seal = Seal::open_or_create(&data.join("key")).unwrap();
        let target = match self.database.url() {
            Some(url) => StoreTarget::Postgres(url.to_owned().into()),
            None => StoreTarget::Sqlite(data.join("hailer.sqlite")),
        };
        Store::open(&target, seal).await.unwrap()
    }

    /// Waits until an operation that is under way on the shop has such a step on record.
    pub(crate) async fn has_begun(&self, awaited: impl Fn(&Step) -> bool) {
        let store = self.store().await;
        let found = async {
            loop {
                let last = store.recent_operations(&Self::shop(), 1).await.unwrap();
                for operation in last.iter().filter(|one| one.ended_at.is_none()) {
                    let steps = store.steps(&operation.id).await.unwrap();
                    if steps.iter().any(|record| awaited(&record.step)) {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(3), found)
            .await
            .unwrap_or_else(|_| panic!("no such step within three minutes"));
    }

    /// The name of the codebase that every test speaks of.
    pub(crate) fn shop() -> CodebaseName {
        CodebaseName::new("shop").unwrap()
    }
}
