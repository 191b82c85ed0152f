//! The key file and the database that it belongs to.

use std::fs;
use std::path::Path;

use crate::store::database::sql;
use crate::store::{Seal, Store, StoreError, StoreTarget};

use super::releases::record;
use super::world::World;
use super::{on_both, on_targets};

async fn opened(target: &StoreTarget, key: &Path) -> Result<Store, StoreError> {
    Store::open(target, Seal::open_or_create(key).unwrap()).await
}

/// Nothing is proven, as before there were proofs.
async fn forget_proof(world: &World) {
    let done = world.store.database.execute(sql("DELETE FROM seal"));
    assert_eq!(done.await.unwrap(), 1);
}

#[tokio::test]
async fn a_key_that_is_lost_is_not_made_anew() {
    on_targets(async |target, folder| {
        let key = folder.path().join("key");
        opened(&target, &key).await.unwrap().close().await;
        let kept = folder.path().join("kept");
        fs::rename(&key, &kept).unwrap();
        for _ in 0..2 {
            let error = opened(&target, &key).await.unwrap_err();
            assert!(
                matches!(&error, StoreError::NoKey { key: told, .. } if *told == key),
                "{error:?}"
            );
            assert!(!key.exists(), "a new key was made");
        }
        fs::rename(&kept, &key).unwrap();
        opened(&target, &key).await.unwrap().close().await;
    })
    .await;
}

#[tokio::test]
async fn the_key_of_another_database_is_refused_in_words_that_help() {
    on_targets(async |target, folder| {
        let key = folder.path().join("key");
        opened(&target, &key).await.unwrap().close().await;
        let elsewhere = StoreTarget::Sqlite(folder.path().join("another.db"));
        let theirs = folder.path().join("theirs");
        opened(&elsewhere, &theirs).await.unwrap().close().await;
        let error = opened(&target, &theirs).await.unwrap_err();
        assert!(matches!(error, StoreError::OtherKey { .. }), "{error:?}");
        let told = error.to_string();
        let begins = format!("the key file {} isn't the one that ", theirs.display());
        assert!(told.starts_with(&begins), "{told}");
        assert_eq!(told.matches(". ").count(), 2, "{told}");
        assert!(
            told.contains("Put the right one back from the backup"),
            "{told}"
        );
        opened(&target, &key).await.unwrap().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_sealed_before_there_were_proofs_proves_the_key() {
    on_both(async |world| {
        record(&world, 1).await;
        forget_proof(&world).await;
        let folder = tempfile::tempdir().unwrap();
        let lost = folder.path().join("lost");
        let error = opened(&world.target, &lost).await.unwrap_err();
        assert!(matches!(error, StoreError::NoKey { .. }), "{error:?}");
        fs::write(&lost, [7; 32]).unwrap();
        private(&lost);
        let error = opened(&world.target, &lost).await.unwrap_err();
        assert!(matches!(error, StoreError::OtherKey { .. }), "{error:?}");
        let store = opened(&world.target, &world.folder.path().join("seal.key"))
            .await
            .unwrap();
        let proofs: Vec<(String,)> = store
            .database
            .all(sql("SELECT proof FROM seal"))
            .await
            .unwrap();
        assert_eq!(proofs.len(), 1);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_programs_with_keys_of_their_own_one_has_the_database() {
    on_targets(async |target, folder| {
        let keys = ["one", "two"].map(|name| folder.path().join(name));
        let (one, two) = tokio::join!(opened(&target, &keys[0]), opened(&target, &keys[1]));
        let refused = match (one, two) {
            (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
            both => panic!("{both:?}"),
        };
        assert!(
            matches!(
                refused,
                StoreError::OtherKey { .. } | StoreError::NoKey { .. }
            ),
            "{refused:?}"
        );
    })
    .await;
}

fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
}
