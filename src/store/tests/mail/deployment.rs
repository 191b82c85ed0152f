use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

use crate::domain::action::Action;
use crate::domain::actor::{Conversation, Platform};
use crate::domain::confirmation::{Proposal, Shown, Which};
use crate::domain::files::Manifest;
use crate::domain::journal::OperationState;
use crate::domain::name::{OperationId, RepositoryName};
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Gate, GithubSource, Plan, SourceState};
use crate::domain::policy::Approved;
use crate::domain::release::{CanonicalModel, NewRelease, ReleaseContent};
use crate::store::outbox::{Deployment, Outbox, Sender};
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, World, deploy_of_shop, name, project, wants};

fn commit() -> SourceState {
    SourceState::Github(Box::new(GithubSource {
        repository: RepositoryName::new("acme/shop").unwrap(),
        reference: "main".to_owned(),
        pull: None,
        commit: "c0ffee00".repeat(5),
        title: "Fix the cart".to_owned(),
        author: "Ada".to_owned(),
        at: DateTime::UNIX_EPOCH,
    }))
}

fn folder() -> SourceState {
    SourceState::Workspace {
        path: "/srv/src/shop".to_owned(),
        branch: None,
        commit: None,
        uncommitted: None,
    }
}

fn plan(source: SourceState) -> Plan {
    Plan {
        source: Some(source),
        ..Plan::empty(
            name("shop"),
            project("shop"),
            Action::Deploy,
            Gate {
                deadline_secs: 120,
                stability_secs: 10,
                probe: None,
            },
        )
    }
}

/// A deploy of what comes from there, confirmed by Alice.
async fn approved(world: &World, source: SourceState) -> Approved {
    let alice = world.alice().await;
    let proposal = Proposal {
        shown: Some(Box::new(Shown {
            plan: plan(source),
            hold: None,
        })),
        ..deploy_of_shop(&alice)
    };
    let open = world.store.open_confirmation(proposal, MINUTE);
    open.await.unwrap();
    let unconfirmed = wants(&alice, Action::Deploy);
    let redeemed = world.store.redeem(&unconfirmed, &Which::Latest).await;
    unconfirmed.confirmed(redeemed.unwrap()).unwrap()
}

/// What GitHub is to be told next, which is then done.
async fn next(world: &World) -> Option<(Conversation, Deployment)> {
    let outbox = Outbox::new(world.store.clone(), Platform::Github);
    let due = outbox
        .due(&Sender::new(MINUTE).unwrap(), 10)
        .await
        .unwrap()
        .pop()?;
    outbox.sent(due.number, "1").await.unwrap();
    let stands = serde_json::from_value(due.body).unwrap();
    Some((due.conversation, stands))
}

#[tokio::test]
async fn a_repository_is_told_when_its_commit_begins_to_go_live_and_how_that_ended() {
    on_both(async |world| {
        let put_back = SourceState::Release {
            number: 1,
            first: Some(Box::new(commit())),
        };
        for (source, outcome) in [
            (commit(), Outcome::done()),
            (put_back, Outcome::untouched("the engine is away")),
        ] {
            let approved = approved(&world, source).await;
            let lease = world
                .store
                .begin(&approved, &project("shop"), MINUTE)
                .await
                .unwrap();
            let stands = |state| {
                let operation = lease.operation().clone();
                let shop = Conversation::new(Platform::Github, "acme/shop");
                Some((shop, Deployment { operation, state }))
            };
            assert_eq!(next(&world).await, stands(OperationState::Running));
            assert_eq!(next(&world).await, None);
            // Whoever brings it to its end.
            world.let_lapse(&lease).await;
            let adopted = world.store.adopt(lease.operation(), MINUTE).await.unwrap();
            world.store.finish(&adopted, &outcome).await.unwrap();
            world.store.finish(&adopted, &outcome).await.unwrap();
            let ended = OperationState::after(&outcome);
            assert_eq!(next(&world).await, stands(ended));
            assert_eq!(next(&world).await, None);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_what_never_began_or_came_from_elsewhere() {
    on_both(async |world| {
        let never = approved(&world, commit()).await;
        let changed = Outcome::untouched("it changed meanwhile");
        let settled = world.store.settle(never.operation().unwrap(), &changed);
        settled.await.unwrap();
        let local = approved(&world, folder()).await;
        let begun = world.store.begin(&local, &project("shop"), MINUTE).await;
        let lease = begun.unwrap();
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        assert_eq!(next(&world).await, None);
    })
    .await;
}

/// A deploy of what comes from there, which is live since.
async fn live(world: &World, source: SourceState) -> OperationId {
    let approved = approved(world, source.clone()).await;
    let store = &world.store;
    let begun = store.begin(&approved, &project("shop"), MINUTE).await;
    let lease = begun.unwrap();
    let new = NewRelease {
        codebase: name("shop"),
        operation: lease.operation().clone(),
        source: Some(source),
        images: BTreeMap::new(),
        config_hashes: BTreeMap::new(),
        content: ReleaseContent {
            model: CanonicalModel(b"{}".to_vec()),
            manifest: Manifest::default(),
            found: BTreeSet::default(),
            replaced: Manifest::default(),
        },
    };
    let release = store.record_release(&new).await.unwrap();
    let live = store.mark_live(&release.codebase, release.number).await;
    live.unwrap();
    store.finish(&lease, &Outcome::done()).await.unwrap();
    lease.operation().clone()
}

#[tokio::test]
async fn a_repository_is_told_once_that_its_commit_was_replaced_by_what_came_from_elsewhere() {
    on_both(async |world| {
        let github = Outbox::new(world.store.clone(), Platform::Github);
        let shop = Conversation::new(Platform::Github, "acme/shop");
        let repository = RepositoryName::new("acme/shop").unwrap();
        let codebase = name("shop");
        let set = world.store.set_repository(&codebase, Some(&repository));
        set.await.unwrap();
        let first = live(&world, commit()).await;
        github.show_live(&first, &shop, "7").await.unwrap();
        for _ in 0..2 {
            assert!(next(&world).await.is_some());
        }
        let second = live(&world, folder()).await;
        let state = OperationState::Done;
        let operation = second.clone();
        let replaced = Some((shop.clone(), Deployment { operation, state }));
        assert_eq!(next(&world).await, replaced);
        let before = async |operation| github.shown_before(operation, &shop).await.unwrap();
        assert_eq!(before(&second).await, [(first.clone(), "7".to_owned())]);
        assert_eq!(before(&first).await, []);
        github.forget_live(&first, &shop).await.unwrap();
        assert_eq!(before(&second).await, []);
        live(&world, folder()).await;
        assert_eq!(next(&world).await, None);
    })
    .await;
}
