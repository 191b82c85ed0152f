//! Many at once: the database lets one through.

use std::collections::HashSet;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::poll;
use tokio::task::JoinSet;
use tokio::time::{advance, pause, resume};

use crate::domain::action::Action;
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Which};
use crate::store::{BeginError, ConfirmationError, StoreError, StoreTarget};

use super::on_both;
use super::world::{MINUTE, deploy_of_shop, may, project, wants};

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_yeses_at_once_one_counts() {
    on_both(async |world| {
        let alice = world.alice().await;
        world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let programs = [world.store.clone(), world.second_program().await];
        let mut yeses = JoinSet::new();
        for number in 0..100 {
            let store = programs[number % 2].clone();
            let unconfirmed = wants(&alice, Action::Deploy);
            yeses.spawn(async move { store.redeem(&unconfirmed, &Which::Latest).await });
        }
        let answers = yeses.join_all().await;
        let (counted, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(counted.len(), 1);
        for answer in refused {
            let why = answer.unwrap_err();
            let told_of_the_first = matches!(
                &why,
                ConfirmationError::NotRedeemed(NotRedeemed::AlreadyRedeemed { by, .. }) if by == "Alice"
            );
            assert!(told_of_the_first, "{why:?}");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM operations").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_previews_shown_at_once_the_last_one_waits() {
    on_both(async |world| {
        let alice = world.alice().await;
        let mut previews = JoinSet::new();
        for _ in 0..4 {
            let store = world.store.clone();
            let proposal = deploy_of_shop(&alice);
            previews.spawn(async move { store.open_confirmation(proposal, MINUTE).await });
        }
        let codes: HashSet<String> = previews
            .join_all()
            .await
            .into_iter()
            .map(|pending| pending.unwrap().code)
            .collect();
        assert_eq!(codes.len(), 4);
        let pending = "SELECT COUNT(*) FROM confirmations WHERE state = 'pending'";
        assert_eq!(world.count(pending).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_begin_on_one_project_one_has_the_lock() {
    on_both(async |world| {
        let alice = world.alice().await;
        let programs = [world.store.clone(), world.second_program().await];
        let mut starts = JoinSet::new();
        for number in 0..20 {
            let store = programs[number % 2].clone();
            let approved = may(&alice, Action::Start);
            starts.spawn(async move { store.begin(&approved, &project("shop"), MINUTE).await });
        }
        let answers = starts.join_all().await;
        let (begun, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(begun.len(), 1);
        let lease = begun.into_iter().next().unwrap().unwrap();
        for answer in refused {
            let BeginError::Busy(busy) = answer.unwrap_err() else {
                panic!("busy was expected");
            };
            assert_eq!(&busy.operation, lease.operation());
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM operations").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_adopt_one_operation_one_has_it() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        world.let_lapse(&lease).await;
        let programs = [world.store.clone(), world.second_program().await];
        let mut adoptions = JoinSet::new();
        for number in 0..10 {
            let store = programs[number % 2].clone();
            let operation = lease.operation().clone();
            adoptions.spawn(async move { store.adopt(&operation, MINUTE).await });
        }
        let adopted: Vec<_> = adoptions
            .join_all()
            .await
            .into_iter()
            .filter_map(Result::ok)
            .collect();
        assert_eq!(adopted.len(), 1);
        assert_eq!(adopted[0].fence(), lease.fence() + 1);
    })
    .await;
}

/// A turn takes as long as those before need; only what begins after it has the few seconds that an answer has.
#[tokio::test]
async fn a_turn_is_waited_for_longer_than_an_answer() {
    on_both(async |world| {
        let connections = match world.target {
            StoreTarget::Sqlite(_) => 1,
            StoreTarget::Postgres(_) => 8,
        };
        let all = (0..connections).map(|_| world.store.database.begin());
        let taken = join_all(all).await;
        assert!(taken.iter().all(Result::is_ok));
        pause();
        {
            let mut patient = pin!(world.store.codebases());
            assert!(poll!(&mut patient).is_pending());
            advance(Duration::from_secs(15)).await;
            assert!(poll!(&mut patient).is_pending());
            advance(Duration::from_secs(6)).await;
            let error = patient.await.unwrap_err();
            assert!(matches!(&error, StoreError::Busy { .. }), "{error:?}");
            assert!(error.to_string().contains("no turn within 20 s"), "{error}");
        }
        resume();
        drop(taken);
        assert_eq!(world.store.codebases().await.unwrap().len(), 1);
    })
    .await;
}
