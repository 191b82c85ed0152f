use std::collections::BTreeMap;

use tokio::task::JoinSet;

use crate::domain::files::{Entry, Manifest, RelativePath};
use crate::domain::name::{OperationId, ServiceName};
use crate::domain::plan::SourceState;
use crate::domain::release::{CanonicalModel, NewRelease, Release, ReleaseContent, ReleaseState};
use crate::store::database::sql;
use crate::store::{SealError, StoreError};

use super::on_both;
use super::world::{World, name};

const MODEL: &[u8] = br#"{"services":{"web":{"environment":{"PASSWORD":"hunter2"}}}}"#;

fn new_release(operation: &OperationId) -> NewRelease {
    let web = ServiceName::new("web").unwrap();
    let entry = Entry {
        hash: "ab".repeat(32).parse().unwrap(),
        size: 7,
        mode: 0o644,
        link: None,
    };
    NewRelease {
        codebase: name("shop"),
        operation: operation.clone(),
        source: Some(SourceState::Workspace {
            path: "/home/team/shop".to_owned(),
            branch: Some("main".to_owned()),
            commit: Some("c0ffee".to_owned()),
            uncommitted: None,
        }),
        images: BTreeMap::from([(web.clone(), "sha256:1".to_owned())]),
        config_hashes: BTreeMap::from([(web, "f00d".to_owned())]),
        content: ReleaseContent {
            model: CanonicalModel(MODEL.to_vec()),
            manifest: Manifest(vec![(RelativePath::new("compose.yaml").unwrap(), entry)]),
            found: [RelativePath::new("compose.yaml").unwrap()].into(),
            replaced: Manifest::default(),
        },
    }
}

/// Records so many candidates.
pub(super) async fn record(world: &World, count: usize) -> Vec<Release> {
    let lease = world.running_deploy().await;
    let mut recorded = Vec::new();
    for _ in 0..count {
        let new = new_release(lease.operation());
        recorded.push(world.store.record_release(&new).await.unwrap());
    }
    recorded
}

async fn states(world: &World) -> Vec<(i64, ReleaseState)> {
    let releases = world.store.releases(&name("shop")).await.unwrap();
    releases
        .into_iter()
        .map(|release| (release.number, release.state))
        .collect()
}

#[tokio::test]
async fn a_release_comes_back_as_it_was_recorded() {
    on_both(async |world| {
        let recorded = record(&world, 1).await.remove(0);
        assert_eq!(
            (recorded.number, recorded.state),
            (1, ReleaseState::Candidate)
        );
        let store = &world.store;
        let found = store.release(&name("shop"), 1).await.unwrap();
        assert_eq!(found.as_ref(), Some(&recorded));
        let content = store.release_content(&name("shop"), 1).await.unwrap();
        assert_eq!(content, new_release(&recorded.operation).content);
        assert_eq!(store.release(&name("shop"), 2).await.unwrap(), None);
        assert_eq!(store.live_release(&name("shop")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_model_is_sealed_and_a_row_can_not_be_given_anothers() {
    on_both(async |world| {
        record(&world, 2).await;
        let store = &world.store;
        let sealed: Vec<(Vec<u8>,)> = store
            .database
            .all(sql("SELECT model FROM releases ORDER BY number"))
            .await
            .unwrap();
        assert!(
            sealed
                .iter()
                .all(|(model,)| !model.windows(7).any(|bytes| bytes == b"hunter2"))
        );
        let swapped =
            sql("UPDATE releases SET model = $1 WHERE number = 2").bind(sealed[0].0.clone());
        store.database.execute(swapped).await.unwrap();
        let error = store.release_content(&name("shop"), 2).await.unwrap_err();
        let place = "releases shop 2".to_owned();
        assert_eq!(error, StoreError::Seal(SealError::Foreign { place }));
        let content = store.release_content(&name("shop"), 1).await.unwrap();
        assert_eq!(format!("{content:?}").matches("hunter2").count(), 0);
    })
    .await;
}

#[tokio::test]
async fn one_release_is_live() {
    on_both(async |world| {
        record(&world, 3).await;
        let store = &world.store;
        let shop = name("shop");
        for number in [1, 2] {
            store.mark_live(&shop, number).await.unwrap();
        }
        store.mark_rolled_back(&shop, 3).await.unwrap();
        assert_eq!(
            states(&world).await,
            [
                (3, ReleaseState::RolledBack),
                (2, ReleaseState::Live),
                (1, ReleaseState::Superseded)
            ]
        );
        store.mark_live(&shop, 1).await.unwrap();
        let live = store.live_release(&shop).await.unwrap().unwrap();
        assert_eq!(live.number, 1);
        assert!(live.live_at.is_some());

        let missing = store.mark_live(&shop, 9).await.unwrap_err();
        let what = "release 9 of shop for that".to_owned();
        assert_eq!(missing, StoreError::NotFound { what });
        let live = store.live_release(&shop).await.unwrap().unwrap();
        assert_eq!(live.number, 1, "what failed has changed nothing");
        assert!(store.mark_rolled_back(&shop, 1).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_go_live_at_once_one_is() {
    on_both(async |world| {
        record(&world, 8).await;
        let mut marks = JoinSet::new();
        for number in 1..=8 {
            let store = world.store.clone();
            marks.spawn(async move { store.mark_live(&name("shop"), number).await });
        }
        let marked = marks.join_all().await;
        assert!(marked.iter().any(Result::is_ok));
        let live = "SELECT COUNT(*) FROM releases WHERE state = 'live'";
        assert_eq!(world.count(live).await, 1);
    })
    .await;
}

#[tokio::test]
async fn pruning_keeps_the_last_good_ones_and_numbers_are_not_used_again() {
    on_both(async |world| {
        record(&world, 7).await;
        let store = &world.store;
        let shop = name("shop");
        for number in [1, 2, 3] {
            store.mark_live(&shop, number).await.unwrap();
        }
        for number in [4, 5, 6] {
            store.mark_rolled_back(&shop, number).await.unwrap();
        }
        store.mark_live(&shop, 1).await.unwrap();
        let mut pruned = store.prune_releases(&shop, 2).await.unwrap();
        pruned.sort_by_key(|release| release.number);
        let pruned: Vec<_> = pruned.into_iter().map(|release| release.number).collect();
        assert_eq!(pruned, [4], "failed deploys push no good release out");
        assert_eq!(
            states(&world).await,
            [
                (7, ReleaseState::Candidate),
                (6, ReleaseState::RolledBack),
                (5, ReleaseState::RolledBack),
                (3, ReleaseState::Superseded),
                (2, ReleaseState::Superseded),
                (1, ReleaseState::Live),
            ]
        );
        let pruned = store.prune_releases(&shop, 0).await.unwrap();
        assert_eq!(pruned.len(), 4);
        assert_eq!(
            states(&world).await,
            [(7, ReleaseState::Candidate), (1, ReleaseState::Live)]
        );
        store
            .finish(
                &current(&world).await,
                &crate::domain::outcome::Outcome::done(),
            )
            .await
            .unwrap();
        assert_eq!(record(&world, 1).await[0].number, 8);
    })
    .await;
}

/// The lease of the deploy that runs, taken over.
async fn current(world: &World) -> crate::store::Lease {
    let busy = world.store.busy(&super::world::project("shop")).await;
    let operation = busy.unwrap().unwrap().operation;
    let lapsed = sql("UPDATE project_locks SET lease_until = taken_at");
    world.store.database.execute(lapsed).await.unwrap();
    world
        .store
        .adopt(&operation, super::world::MINUTE)
        .await
        .unwrap()
}
