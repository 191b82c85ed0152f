//! A stand-in for GitHub: its REST API and its webhooks; stateful, and as strict as the real one.
//!
//! A test starts one ([`GitHub::start`]), points the bot at [`GitHub::url`], and lets people act:
//!
//! ```ignore
//! let acme = github.organization("acme");
//! let shop = github.repository(&acme, "shop");
//! let ada = github.person("ada");
//! shop.gives(&ada, Role::Maintain);
//! shop.hook("http://127.0.0.1:8080/github/webhook", "secret");
//! let issue = ada.opens_issue(&shop, "The shop is slow");
//! ada.comments(&issue, "/docker-status");
//! let reply = issue.next_comment().await;
//! ```
//!
//! The way of a call: `server` (HTTP, headers, faults) → `schema` (GitHub's own description: which operation, and the form of
//! what is asked) → `rules` (tokens, access, limits, pages) → `methods` (what each operation does) → `state`. The people's side
//! (`people`) works on the same state; what both change is told to webhooks by `acts` and `hooks`.
//!
//! What GitHub refuses is refused with its status and its words. A call that it would refuse for its form, whoever made it
//! (no such operation, a body of another shape, no User-Agent, an unknown version), and what it would ignore in silence (an unknown
//! parameter), is a *violation* besides: it fails the test when the stand-in is dropped, unless the test has asked for the violations itself.
//! So does a token that is sent to the server of archives, and an answer or a webhook of the stand-in's own that isn't of
//! the shape that GitHub describes.
//!
//! Where GitHub's documentation leaves something open it is strict: an App can't comment where a conversation is locked, and
//! tokens of people are fine-grained ones.
//!
//! Time is the real one and what a test puts forward ([`GitHub::put_forward`]).
//! Webhooks are told of comments, issues, pull requests and pushes, and of nothing else. It knows no labels, assignees, milestones, reviews in the making, protected branches, GraphQL or search.

mod acts;
#[path = "../telegram/clock.rs"]
mod clock;
mod hooks;
mod methods;
mod people;
mod refusal;
mod rules;
mod schema;
mod server;
mod shown;
mod state;
mod trouble;
#[path = "../telegram/world.rs"]
mod world;

use std::sync::Arc;
use std::time::Duration;

use hooks::courier::Courier;
use server::Server;
use state::owner::Kind;
use world::World;

pub(crate) use hooks::signature;
pub(crate) use people::app::App;
pub(crate) use people::comment::Said;
pub(crate) use people::delivery::Delivery;
pub(crate) use people::hook::Webhook;
pub(crate) use people::issue::Conversation;
pub(crate) use people::person::Person;
pub(crate) use people::repository::Repo;
pub(crate) use rules::rate::Limits;
pub(crate) use schema::{check_answer, check_payload, operations};
pub(crate) use server::call::Call;
pub(crate) use server::faults::Fault;
pub(crate) use state::app::Caller;
pub(crate) use state::commit::Entry;
pub(crate) use state::hook::Outcome;
pub(crate) use state::owner::Role;

/// What the server of archives does, for [`GitHub::fail_next`].
pub(crate) const ARCHIVES: &str = "archives";

/// GitHub, with whatever a test invents.
pub(crate) struct GitHub {
    world: Arc<World>,
    server: Server,
    _courier: Courier,
}

impl GitHub {
    /// Starts on free ports of 127.0.0.1, with nobody there.
    pub(crate) fn start() -> Self {
        let world = Arc::new(World::new());
        let server = Server::start(Arc::clone(&world));
        let courier = Courier::start(&world);
        Self {
            world,
            server,
            _courier: courier,
        }
    }

    /// Where the API is: `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        self.world.look(|state| state.url.clone())
    }

    pub(crate) fn person(&self, login: &str) -> Person {
        Person::new(&self.world, login, Kind::User)
    }

    /// An account that a program has, other than an App's own.
    pub(crate) fn bot(&self, login: &str) -> Person {
        Person::new(&self.world, login, Kind::Bot)
    }

    pub(crate) fn organization(&self, login: &str) -> Person {
        Person::new(&self.world, login, Kind::Organization)
    }

    /// A public repository, with one commit on `main`.
    pub(crate) fn repository(&self, owner: &Person, name: &str) -> Repo {
        Repo::new(&self.world, owner.id, name, false)
    }

    pub(crate) fn private_repository(&self, owner: &Person, name: &str) -> Repo {
        Repo::new(&self.world, owner.id, name, true)
    }

    /// An App with a key of its own, not installed anywhere yet.
    pub(crate) fn app(&self, owner: &Person, slug: &str) -> App {
        App::new(&self.world, owner.id, slug)
    }

    /// Other rate limits than GitHub's.
    pub(crate) fn limit(&self, limits: Limits) {
        self.world.change(|state| state.limits = limits);
    }

    /// The hour of this caller is used up.
    pub(crate) fn uses_up(&self, caller: Caller) {
        self.world.change(|state| {
            let (limits, now) = (state.limits.clone(), state.clock.now());
            state.spent.use_up(&limits, caller, now);
        });
    }

    /// How often somebody was told to wait, because of the limits.
    pub(crate) fn told_to_wait(&self) -> usize {
        self.world.look(|state| state.spent.refused)
    }

    /// How long a test waits for something before it fails: 10 seconds, unless told otherwise.
    pub(crate) fn be_patient(&self, patience: Duration) {
        self.world.change(|state| state.patience = patience);
    }

    /// How long a webhook has to answer: 10 seconds, unless told otherwise.
    pub(crate) fn waits_for_webhooks(&self, limit: Duration) {
        self.world.change(|state| state.delivery_limit = limit);
    }

    /// The stand-in's clock stands still from now on, and moves only when it is put forward.
    pub(crate) fn stop_the_clock(&self) {
        self.world.change(|state| state.clock.stop());
    }

    /// Puts the stand-in's clock forward.
    pub(crate) fn put_forward(&self, by: Duration) {
        self.world.change(|state| state.clock.put_forward(by));
    }

    /// What was asked of the API, the oldest first.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.world.look(|state| state.calls.clone())
    }

    /// How often an operation was called, whatever came of it.
    pub(crate) fn count(&self, operation: &str) -> usize {
        let operation = schema::name(operation);
        let calls = self.calls().into_iter();
        calls.filter(|call| call.operation == operation).count()
    }

    /// Waits until an operation was called so often.
    pub(crate) async fn is_called(&self, operation: &str, times: usize) {
        let operation = schema::name(operation);
        let what = format!("{operation} is called {times} times");
        let reached = people::wait(&self.world, &what, |state| {
            let calls = state.calls.iter();
            let count = calls.filter(|call| call.operation == operation).count();
            (count >= times).then_some(())
        });
        reached.await;
    }

    /// What was bad manners so far. Whoever asks has heard of it: it doesn't fail the test any more.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.world.change(state::State::take_violations)
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        let violations = self.violations();
        assert!(
            violations.is_empty() || std::thread::panicking(),
            "this is not as GitHub takes or gives it: {violations:#?}"
        );
    }
}
