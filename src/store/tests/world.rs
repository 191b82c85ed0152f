//! A store with a codebase and a few people, and the verbs that the tests are written in.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation, Platform};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::confirmation::{ConfirmBy, Pending, Proposal, Which};
use crate::domain::name::{CodebaseName, ProjectName};
use crate::domain::plan::PlanDigest;
use crate::domain::policy::{Approved, Decision, Facts, Unconfirmed, decide};
use crate::domain::role::Role;
use crate::store::database::sql;
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;
use crate::store::{Lease, Store, StoreTarget};

pub(super) const MINUTE: Duration = Duration::from_mins(1);
/// Over before anything else can be asked.
pub(super) const AT_ONCE: Duration = Duration::from_micros(1);

/// A store that knows the codebase `shop` with the project `shop`.
pub(in crate::store) struct World {
    pub(super) store: Arc<Store>,
    pub(super) target: StoreTarget,
    pub(super) folder: tempfile::TempDir,
}

impl World {
    pub(super) async fn open(target: StoreTarget, folder: tempfile::TempDir) -> Self {
        let store = super::open(&target, &folder).await;
        let world = Self {
            store,
            target,
            folder,
        };
        world.add("shop").await;
        world
    }

    /// A second program on the same database.
    pub(super) async fn second_program(&self) -> Arc<Store> {
        super::open(&self.target, &self.folder).await
    }

    /// What Telegram sends.
    pub(super) fn inbox(&self) -> Inbox {
        Inbox::new(self.store.clone(), Platform::Telegram)
    }

    /// What is sent to Telegram.
    pub(super) fn outbox(&self) -> Outbox {
        Outbox::new(self.store.clone(), Platform::Telegram)
    }

    /// A codebase with a project of its own name under /srv.
    pub(super) async fn add(&self, name: &str) {
        self.store.add_codebase(&codebase(name)).await.unwrap();
    }

    /// The sender, as a front end hands them over.
    pub(super) async fn actor(&self, principal: &str, name: &str) -> Actor {
        self.store
            .actor(principal.parse().unwrap(), name)
            .await
            .unwrap()
    }

    pub(super) async fn alice(&self) -> Actor {
        self.actor("telegram:1", "Alice").await
    }

    pub(super) async fn bob(&self) -> Actor {
        self.actor("telegram:2", "Bob").await
    }

    /// Alice's and Bob's Telegram identities become two persons; Alice has a GitHub identity too.
    pub(super) async fn introduce(&self) {
        let alice = self.store.add_person("Alice").await.unwrap();
        let bob = self.store.add_person("Bob").await.unwrap();
        for (principal, person) in [
            ("telegram:1", &alice),
            ("github:1", &alice),
            ("telegram:2", &bob),
        ] {
            self.store
                .link(&principal.parse().unwrap(), person)
                .await
                .unwrap();
        }
    }

    /// The preview of a deploy of `shop`, shown to `requester` in the team's chat.
    pub(super) async fn preview(
        &self,
        requester: &Actor,
        confirm_by: ConfirmBy,
        life: Duration,
    ) -> Pending {
        let proposal = Proposal {
            confirm_by,
            ..deploy_of_shop(requester)
        };
        self.store.open_confirmation(proposal, life).await.unwrap()
    }

    /// A deploy of `shop` that Alice asked for and confirmed.
    pub(super) async fn approved_deploy(&self) -> Approved {
        let alice = self.alice().await;
        self.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let unconfirmed = wants(&alice, Action::Deploy);
        let redeemed = self
            .store
            .redeem(&unconfirmed, &Which::Latest)
            .await
            .unwrap();
        unconfirmed.confirmed(redeemed).unwrap()
    }

    /// A deploy of `shop` that has begun.
    pub(super) async fn running_deploy(&self) -> Lease {
        let approved = self.approved_deploy().await;
        self.store
            .begin(&approved, &project("shop"), MINUTE)
            .await
            .unwrap()
    }

    /// Time passes until the lease has run out.
    pub(super) async fn let_lapse(&self, lease: &Lease) {
        let statement = sql("UPDATE project_locks SET lease_until = $2 WHERE operation = $1")
            .bind(lease.operation())
            .bind(self.store.now() - TimeDelta::seconds(1));
        assert_eq!(self.store.database.execute(statement).await.unwrap(), 1);
    }

    /// The number of rows that a `SELECT COUNT(*)` counts.
    pub(super) async fn count(&self, text: &'static str) -> i64 {
        let row: Option<(i64,)> = self.store.database.optional(sql(text)).await.unwrap();
        row.unwrap().0
    }
}

pub(super) fn name(text: &str) -> CodebaseName {
    CodebaseName::new(text).unwrap()
}

pub(super) fn project(text: &str) -> ProjectName {
    ProjectName::new(text).unwrap()
}

pub(super) fn codebase(text: &str) -> Codebase {
    Codebase {
        name: name(text),
        workspace: None,
        repository: None,
        docker: Some(DockerConfig::new(
            Path::new("/srv").join(text),
            project(text),
        )),
    }
}

/// The chat of the team.
pub(super) fn team() -> Conversation {
    Conversation::new(Platform::Telegram, "-100/7")
}

pub(super) fn deploy_of_shop(requester: &Actor) -> Proposal {
    Proposal {
        requester: requester.clone(),
        conversation: team(),
        action: Action::Deploy,
        codebase: name("shop"),
        digest: PlanDigest::from_hex(&"ab".repeat(32)).unwrap(),
        command: "/docker-deploy --services web".to_owned(),
        confirm_by: ConfirmBy::Requester,
        shown: None,
    }
}

pub(super) fn facts(actor: &Actor, action: Action) -> Facts {
    Facts {
        actor: actor.clone(),
        conversation: team(),
        action,
        codebase: Some(name("shop")),
        role: Some(Role::Admin),
        hold: None,
    }
}

/// What policy says to one who may do it on `shop` after a yes.
pub(super) fn wants(actor: &Actor, action: Action) -> Unconfirmed {
    match decide(facts(actor, action)) {
        Decision::NeedsConfirmation(unconfirmed) => unconfirmed,
        other => panic!("{action:?} should need a yes: {other:?}"),
    }
}

/// What policy says to one who may do it on `shop` at once.
pub(super) fn may(actor: &Actor, action: Action) -> Approved {
    match decide(facts(actor, action)) {
        Decision::Approved(approved) => approved,
        other => panic!("{action:?} should need no yes: {other:?}"),
    }
}
