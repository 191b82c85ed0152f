//! `hailer doctor`, as whoever sets Hailer up meets it: each thing that can be wrong, what is said of it, and what would mend
//! it. The program itself is asked, on the machine's own engine; whatever else is wrong at the same time fails the test.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]
#![expect(
    clippy::duplicate_mod,
    reason = "each of the two stand-ins has a clock and a world of its own, of one kind"
)]

mod accounts;
mod codebases;
mod engine;
#[expect(
    dead_code,
    unused_imports,
    reason = "nobody comments here, and nothing is deployed"
)]
#[path = "../support/github/mod.rs"]
mod github;
mod host;
mod http;
mod settings;
mod store;
#[expect(dead_code, unused_imports, reason = "nobody talks here")]
#[path = "../support/telegram/mod.rs"]
mod telegram;
