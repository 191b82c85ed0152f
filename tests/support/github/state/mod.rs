//! All that GitHub knows. Nothing of the wire.

pub(crate) mod app;
pub(crate) mod comment;
pub(crate) mod commit;
pub(crate) mod deployment;
pub(crate) mod hook;
pub(crate) mod issue;
pub(crate) mod owner;
pub(crate) mod repository;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::mpsc::UnboundedSender;

use super::clock::Clock;
use super::rules::rate::{Limits, Spent};
use super::server::call::Call;
use super::server::faults::Faults;
use app::{App, Installation, Token};
use comment::Comment;
use commit::Commit;
use deployment::{CheckRun, CommitStatus, Deployment};
use hook::{Hook, Sent};
use issue::Issue;
use owner::{Kind, Owner};
use repository::Repository;

pub(crate) struct State {
    pub(crate) clock: Clock,
    /// Where the API is: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Where archives are: another server.
    pub(crate) archives_url: String,
    pub(crate) limits: Limits,
    pub(crate) spent: Spent,
    pub(crate) faults: Faults,
    /// What was asked, the oldest first.
    pub(crate) calls: Vec<Call>,
    /// What GitHub would refuse for its form, or ignore in silence.
    pub(crate) violations: Vec<String>,
    pub(crate) owners: BTreeMap<i64, Owner>,
    pub(crate) repositories: BTreeMap<i64, Repository>,
    /// What a repository was called before: its full name in lower case.
    pub(crate) former_names: BTreeMap<String, i64>,
    pub(crate) commits: BTreeMap<String, Commit>,
    /// By repository and number.
    pub(crate) issues: BTreeMap<(i64, i64), Issue>,
    pub(crate) comments: BTreeMap<i64, Comment>,
    /// Comments that a test has taken.
    pub(crate) taken: BTreeSet<i64>,
    pub(crate) deployments: BTreeMap<i64, Deployment>,
    pub(crate) statuses: Vec<CommitStatus>,
    pub(crate) checks: Vec<CheckRun>,
    pub(crate) apps: BTreeMap<i64, App>,
    pub(crate) installations: BTreeMap<i64, Installation>,
    pub(crate) tokens: BTreeMap<String, Token>,
    /// Archives of private repositories, by the token in their address: the repository, and until when.
    pub(crate) downloads: BTreeMap<String, (i64, DateTime<Utc>)>,
    pub(crate) hooks: BTreeMap<i64, Hook>,
    /// The oldest first.
    pub(crate) sent: Vec<Sent>,
    /// Deliveries that are yet to be lost.
    pub(crate) to_lose: usize,
    /// To whoever carries deliveries out.
    pub(crate) courier: Option<UnboundedSender<Sent>>,
    /// How long a webhook has to answer: 10 seconds, as GitHub gives.
    pub(crate) delivery_limit: Duration,
    /// How long a test waits for something before it fails.
    pub(crate) patience: Duration,
    last_id: i64,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            clock: Clock::default(),
            url: String::new(),
            archives_url: String::new(),
            limits: Limits::default(),
            spent: Spent::default(),
            faults: Faults::default(),
            calls: Vec::new(),
            violations: Vec::new(),
            owners: BTreeMap::new(),
            repositories: BTreeMap::new(),
            former_names: BTreeMap::new(),
            commits: BTreeMap::new(),
            issues: BTreeMap::new(),
            comments: BTreeMap::new(),
            taken: BTreeSet::new(),
            deployments: BTreeMap::new(),
            statuses: Vec::new(),
            checks: Vec::new(),
            apps: BTreeMap::new(),
            installations: BTreeMap::new(),
            tokens: BTreeMap::new(),
            downloads: BTreeMap::new(),
            hooks: BTreeMap::new(),
            sent: Vec::new(),
            to_lose: 0,
            courier: None,
            delivery_limit: Duration::from_secs(10),
            patience: Duration::from_secs(10),
            last_id: 4_400_000_000,
        }
    }

    /// Ids are numbers that only rise, one row for all kinds. They need more than 32 bits, as the newest of GitHub's do.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// GitHub's times have no parts of a second.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(0)
    }

    pub(crate) fn add_owner(&mut self, login: &str, kind: Kind) -> i64 {
        let taken = self.find_owner(login);
        assert!(taken.is_none(), "{login} is taken");
        let id = self.next_id();
        let login = login.to_owned();
        self.owners.insert(id, Owner { id, login, kind });
        id
    }

    /// By the login, in any case of letters.
    pub(crate) fn find_owner(&self, login: &str) -> Option<&Owner> {
        let mut all = self.owners.values();
        all.find(|owner| owner.login.eq_ignore_ascii_case(login))
    }

    /// Those so far. Whoever asks has heard of them.
    pub(crate) fn take_violations(&mut self) -> Vec<String> {
        std::mem::take(&mut self.violations)
    }
}

/// Something unlike anything else, of the shape of a token.
pub(crate) fn new_secret(prefix: &str) -> String {
    let mut bytes = [0; 18];
    getrandom::fill(&mut bytes).unwrap();
    format!("{prefix}_{}", hex::encode(bytes))
}
