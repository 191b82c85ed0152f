//! Whether the key is the one that the database is sealed with. Without a proof in the database a lost key file would be made
//! anew without a word, and what had been sealed before could never be opened.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Seal;
use crate::store::database::{Database, sql};
use crate::store::error::StoreError;
use crate::store::instance;
use crate::store::release;
use crate::store::text::Place;

const PROOF: Place<'static> = Place {
    table: "seal",
    id: "proof",
};
const CLEAR: &[u8] = b"Hailer";

/// The key as it may be used with `database`: it opens the proof there. Where there is none yet, the key has to open what
/// an older Hailer sealed; then its file is made where it isn't there, and the proof is put down.
pub(in crate::store) async fn settled(database: &Database, seal: Seal) -> Result<Seal, StoreError> {
    let path = seal.path.clone();
    match settle(database, seal).await {
        // Another program that started at the same moment may have made it meanwhile.
        Err(StoreError::NoKey { .. }) => settle(database, Seal::open_or_create(&path)?).await,
        settled => settled,
    }
}

async fn settle(database: &Database, seal: Seal) -> Result<Seal, StoreError> {
    if let Some(proof) = read(database).await? {
        return proven(database, seal, &proof);
    }
    if !opens_what_is_there(database, &seal).await? {
        return Err(other(database, &seal));
    }
    let seal = seal.kept()?;
    let proof = STANDARD.encode(seal.seal(PROOF.table, PROOF.id, CLEAR)?);
    let statement =
        sql("INSERT INTO seal (one, proof) VALUES (TRUE, $1) ON CONFLICT (one) DO NOTHING");
    database.execute(statement.bind(proof)).await?;
    // Another program may have been first, with a key of its own.
    let proof = read(database).await?;
    proven(database, seal, &proof.unwrap_or_default())
}

fn proven(database: &Database, seal: Seal, proof: &[u8]) -> Result<Seal, StoreError> {
    let clear = seal.unseal(PROOF.table, PROOF.id, proof);
    if clear.is_ok_and(|clear| clear == CLEAR) {
        Ok(seal)
    } else {
        Err(other(database, &seal))
    }
}

async fn read(database: &Database) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(String,)> = database.optional(sql("SELECT proof FROM seal")).await?;
    row.map(|(proof,)| {
        STANDARD
            .decode(proof)
            .map_err(|error| PROOF.corrupt(&error))
    })
    .transpose()
}

/// Whether the key opens the newest release or the newest instance, where there are any. What waits in the mail is gone within
/// a week, and isn't asked.
async fn opens_what_is_there(database: &Database, seal: &Seal) -> Result<bool, StoreError> {
    let sealed = [
        release::newest_sealed(database).await?,
        instance::newest_sealed(database).await?,
    ];
    let mut sealed = sealed.into_iter().flatten().peekable();
    let nothing_is_sealed = sealed.peek().is_none();
    let mut opened = sealed.map(|(table, id, value)| seal.unseal(table, &id, &value));
    Ok(nothing_is_sealed || opened.any(|opened| opened.is_ok()))
}

fn other(database: &Database, seal: &Seal) -> StoreError {
    let (database, key) = (database.describe().to_owned(), seal.path.clone());
    if seal.is_new() {
        StoreError::NoKey { database, key }
    } else {
        StoreError::OtherKey { database, key }
    }
}
