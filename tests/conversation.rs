//! The whole way of a command, on a real engine and a real store: text in, reply out, and what runs afterwards.
//!
//! Each test has a world of its own (`conversation/world`) and reads as a conversation: what is said, the exact answer,
//! and what production is then.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

#[path = "conversation/authority.rs"]
mod authority;
#[path = "conversation/bad_input/mod.rs"]
mod bad_input;
#[path = "conversation/bad_world/mod.rs"]
mod bad_world;
#[path = "conversation/binary.rs"]
mod binary;
#[path = "conversation/building/mod.rs"]
mod building;
#[path = "conversation/cancelling.rs"]
mod cancelling;
#[path = "conversation/checkout.rs"]
mod checkout;
#[path = "conversation/confirming.rs"]
mod confirming;
#[path = "conversation/converging/mod.rs"]
mod converging;
#[path = "conversation/deploying/mod.rs"]
mod deploying;
#[path = "conversation/drifting.rs"]
mod drifting;
#[path = "conversation/failing.rs"]
mod failing;
#[path = "conversation/following.rs"]
mod following;
#[path = "conversation/from_github/mod.rs"]
mod from_github;
#[path = "conversation/gating.rs"]
mod gating;
#[expect(
    dead_code,
    unused_imports,
    reason = "nobody comments here, and no webhook is told"
)]
#[path = "support/github/mod.rs"]
mod github;
#[path = "conversation/github_files.rs"]
mod github_files;
#[path = "conversation/github_rules.rs"]
mod github_rules;
#[path = "conversation/groups.rs"]
mod groups;
#[path = "conversation/handing_over.rs"]
mod handing_over;
#[path = "conversation/holding.rs"]
mod holding;
#[path = "conversation/inheriting.rs"]
mod inheriting;
#[path = "conversation/keeping.rs"]
mod keeping;
#[path = "conversation/lasting.rs"]
mod lasting;
#[path = "conversation/linking/mod.rs"]
mod linking;
#[path = "conversation/meaning.rs"]
mod meaning;
#[path = "conversation/mounting.rs"]
mod mounting;
#[path = "conversation/odd_files.rs"]
mod odd_files;
#[path = "conversation/one_shots.rs"]
mod one_shots;
#[path = "support/opened.rs"]
mod opened;
#[path = "conversation/own.rs"]
mod own;
#[path = "conversation/pairing.rs"]
mod pairing;
#[path = "conversation/peace/mod.rs"]
mod peace;
#[path = "conversation/policy.rs"]
mod policy;
#[path = "conversation/presets.rs"]
mod presets;
#[path = "conversation/pressing.rs"]
mod pressing;
#[path = "conversation/projects.rs"]
mod projects;
#[path = "conversation/proving.rs"]
mod proving;
#[path = "conversation/pulling/mod.rs"]
mod pulling;
#[path = "conversation/pushing.rs"]
mod pushing;
#[path = "conversation/reaching.rs"]
mod reaching;
#[path = "conversation/refused_keys.rs"]
mod refused_keys;
#[path = "conversation/restarting.rs"]
mod restarting;
#[path = "conversation/rolling_back/mod.rs"]
mod rolling_back;
#[path = "conversation/stuck.rs"]
mod stuck;
#[path = "conversation/telling.rs"]
mod telling;
#[path = "conversation/unchanged.rs"]
mod unchanged;
#[path = "conversation/vanishing.rs"]
mod vanishing;
#[path = "conversation/waiting.rs"]
mod waiting;
#[path = "conversation/world/mod.rs"]
mod world;
