//! A button that somebody has pressed.

use std::sync::Arc;

use serde_json::json;

use super::wait;
use crate::telegram::state::{Answer, Query};
use crate::telegram::world::World;

pub(crate) struct Press {
    world: Arc<World>,
    id: String,
    data: String,
}

impl Press {
    pub(super) fn send(world: &Arc<World>, from: i64, message: (i64, i64), data: &str) -> Self {
        let id = world.change(|state| {
            let id = format!("{}", 4_000_000_000 + state.queries.len());
            let told = json!({
                "id": id,
                "from": state.user_json(from),
                "message": state.message_json(&state.messages[&message]),
                "chat_instance": message.0.to_string(),
                "data": data,
            });
            let update = state.push_update("callback_query", told);
            let query = Query::new(state.clock.now(), update);
            state.queries.insert(id.clone(), query);
            id
        });
        let (world, data) = (Arc::clone(world), data.to_owned());
        Self { world, id, data }
    }

    /// The query's id, as the bot gets it.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What the bot shows to the one who pressed.
    pub(crate) async fn answer(&self) -> Answer {
        let what = format!("the press of {:?} is answered", self.data);
        let answered = wait(&self.world, &what, |state| {
            state.queries[&self.id].answer.clone()
        });
        answered.await
    }
}
