//! A stand-in for Telegram's Bot API: stateful, and as strict as the real one.
//!
//! A test starts one ([`Telegram::start`]), points the bot at [`Telegram::url`] with [`TOKEN`], and lets people speak:
//!
//! ```ignore
//! let ada = telegram.person("Ada");
//! ada.says(&ada.private(), "/docker-deploy");
//! let preview = ada.private().next_message().await;
//! ada.presses(&preview, "Confirm").await;
//! preview.becomes("deployed").await;
//! ```
//!
//! The way of a call: `server` (HTTP, faults) → `schema` (methods, parameters, types) → `methods` (what each does) → `rules`
//! (lengths, HTML, keyboards, floods) → `state`. The people's side (`people`) works on the same state.
//!
//! Three kinds of answers to a wrong call. What Telegram refuses is refused with its status and its words. What Telegram ignores
//! or mends in silence (an unknown parameter, an unescaped `&`, a button without text, a press that is never answered) is a
//! *violation*: it fails the test when the stand-in is dropped, unless the test has asked for the violations itself. What the
//! stand-in doesn't know (Markdown) is a violation too, so that nothing passes for tested that isn't.
//!
//! To see that the bot is silent, let somebody ask what it answers and see that this answer is the next message: an update
//! that was confirmed ([`Telegram::all_is_taken`]) needn't have been acted upon yet.
//!
//! Time is the real one and what a test puts forward ([`Telegram::put_forward`]); tokio's paused time doesn't go with sockets.
//!
//! It never sends anything to a webhook, and knows of no payments, polls, stickers or inline queries.

mod clock;
mod methods;
mod people;
mod refusal;
mod rules;
mod schema;
mod server;
mod state;
mod world;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use people::{Person, Place, Received};
pub(crate) use rules::flood::Limits;
pub(crate) use server::TOKEN;
pub(crate) use server::faults::Fault;
pub(crate) use state::{ANONYMOUS_ADMIN, AS_CHANNEL, Answer, BOT, BOT_NAME};

use server::Server;
use state::chat::Kind;
use world::World;

/// Telegram, with one bot ([`BOT`]) and whoever a test invents.
pub(crate) struct Telegram {
    world: Arc<World>,
    server: Server,
}

impl Telegram {
    /// Starts on a free port of 127.0.0.1, with nobody there.
    pub(crate) fn start() -> Self {
        let world = Arc::new(World::new());
        let server = Server::start(Arc::clone(&world));
        Self { world, server }
    }

    /// Where the Bot API is, without the token: `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Somebody with an id of their own, who has not written to the bot yet.
    pub(crate) fn person(&self, name: &str) -> Person {
        Person::new(&self.world, name, false, None)
    }

    /// The same, where the id matters.
    pub(crate) fn person_with_id(&self, name: &str, id: i64) -> Person {
        Person::new(&self.world, name, false, Some(id))
    }

    /// Another bot, which can be made to speak where people do.
    pub(crate) fn another_bot(&self, name: &str) -> Person {
        Person::new(&self.world, name, true, None)
    }

    pub(crate) fn group(&self, title: &str) -> Place {
        Place::new(&self.world, Kind::Group, title)
    }

    pub(crate) fn supergroup(&self, title: &str) -> Place {
        Place::new(&self.world, Kind::Supergroup, title)
    }

    /// A supergroup with topics; what it returns is the general topic.
    pub(crate) fn forum(&self, title: &str) -> Place {
        Place::forum(&self.world, title)
    }

    /// A channel that the bot may post to.
    pub(crate) fn channel(&self, title: &str) -> Place {
        Place::new(&self.world, Kind::Channel, title)
    }

    /// Other flood limits than the strict ones.
    pub(crate) fn limit(&self, limits: Limits) {
        self.world.change(|state| state.limits = limits);
    }

    /// How long a test waits for a message before it fails: 10 seconds, unless told otherwise.
    pub(crate) fn be_patient(&self, patience: Duration) {
        self.world.change(|state| state.patience = patience);
    }

    /// The stand-in's clock stands still from now on, and moves only when it is put forward: a slow machine changes nothing then.
    pub(crate) fn stop_the_clock(&self) {
        self.world.change(|state| state.clock.stop());
    }

    /// Puts the stand-in's clock forward.
    pub(crate) fn put_forward(&self, by: Duration) {
        self.world.change(|state| state.clock.put_forward(by));
    }

    /// In groups the bot gets but commands with its name, replies to it and, if it spoke last, any command.
    pub(crate) fn set_privacy(&self, on: bool) {
        self.world.change(|state| state.privacy = on);
    }

    /// The next calls of a method go wrong.
    pub(crate) fn fail_next(&self, times: usize, method: &str, fault: Fault) {
        let method = schema::method(method).expect("the Bot API has no such method");
        self.world
            .change(|state| state.faults.plan(Some(method), times, fault));
    }

    /// The next calls go wrong, whatever they are.
    pub(crate) fn fail_next_of_any(&self, times: usize, fault: Fault) {
        self.world
            .change(|state| state.faults.plan(None, times, fault));
    }

    /// Connections are cut, and refused from now on. Nothing is forgotten.
    pub(crate) fn goes_down(&mut self) {
        self.server.down();
    }

    /// There again, on the same port.
    pub(crate) fn comes_up(&mut self) {
        self.server.up();
    }

    /// Another program polls with the same token: each poll of ours ends with a 409.
    pub(crate) fn another_poller_comes(&self) {
        self.world.change(|state| state.updates.is_contended = true);
    }

    pub(crate) fn another_poller_leaves(&self) {
        self.world
            .change(|state| state.updates.is_contended = false);
    }

    /// How often a method was called, whatever came of it.
    pub(crate) fn calls(&self, method: &str) -> usize {
        self.world
            .look(|state| state.calls.get(method).copied().unwrap_or_default())
    }

    /// How often the bot was told to wait, because of the flood limits.
    pub(crate) fn floods(&self) -> usize {
        self.world.look(|state| state.floods.refused)
    }

    /// How many updates were given to the bot, those given again included.
    pub(crate) fn updates_given(&self) -> usize {
        self.world.look(|state| state.updates.given)
    }

    /// Waits until the bot has confirmed every update.
    pub(crate) async fn all_is_taken(&self) {
        let none_left = people::wait(&self.world, "all updates are confirmed", |state| {
            (state.updates.count() == 0).then_some(())
        });
        none_left.await;
    }

    /// Waits until a method was called so often.
    pub(crate) async fn is_called(&self, method: &str, times: usize) {
        let what = format!("{method} is called {times} times");
        let reached = people::wait(&self.world, &what, |state| {
            (state.calls.get(method) >= Some(&times)).then_some(())
        });
        reached.await;
    }

    /// What was bad manners so far. Whoever asks has heard of it: it doesn't fail the test any more.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.world.change(state::State::take_violations)
    }
}

impl Drop for Telegram {
    fn drop(&mut self) {
        let violations = self.violations();
        assert!(
            violations.is_empty() || std::thread::panicking(),
            "Telegram would have accepted this, but not as it was meant: {violations:#?}"
        );
    }
}
