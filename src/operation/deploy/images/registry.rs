//! What registries say of the images that a plan asks for.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use futures_util::stream;

use crate::domain::plan::ImagePlan;
use crate::engine::{Engine, EngineError, Image, ImageReference, RegistryFault};
use crate::operation::OperationError;

/// How many registries are asked at a time.
const SIDE_BY_SIDE: usize = 8;

/// What each reference stands for in its registry.
pub(super) struct Digests(BTreeMap<String, Result<String, EngineError>>);

/// Asks for all of these, each once.
pub(super) async fn ask(engine: &Engine, references: impl IntoIterator<Item = String>) -> Digests {
    let ask = async |reference: String| {
        let digest = engine.registry_digest(&reference).await;
        (reference, digest)
    };
    let mut references: Vec<_> = references.into_iter().collect();
    references.sort();
    references.dedup();
    let asked = stream::iter(references.into_iter().map(ask)).buffer_unordered(SIDE_BY_SIDE);
    Digests(asked.collect().await)
}

impl Digests {
    /// The digest of an image that must be there.
    pub(super) fn take(&mut self, reference: &str) -> Result<String, OperationError> {
        match self.0.get(reference) {
            Some(Ok(digest)) => Ok(digest.clone()),
            // The first service that needs it tells what is wrong; there is no second.
            Some(Err(_)) => match self.0.remove(reference) {
                Some(Err(error)) => Err(error.into()),
                _ => Err(unasked(reference)),
            },
            None => Err(unasked(reference)),
        }
    }

    /// The digest of an image that needn't be there yet.
    pub(super) fn take_if_there(
        &mut self,
        reference: &str,
    ) -> Result<Option<String>, OperationError> {
        match self.take(reference) {
            Ok(digest) => Ok(Some(digest)),
            Err(OperationError::Engine(EngineError::Registry(error)))
                if matches!(error.fault, RegistryFault::NoImage { .. }) =>
            {
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

fn unasked(reference: &str) -> OperationError {
    OperationError::Internal(format!("no registry was asked for {reference}"))
}

/// The plan for an image that its registry has at `digest`: where the engine has just that one, nothing is pulled.
pub(super) async fn at_digest(
    engine: &Engine,
    (reference, digest): (String, String),
    own: Option<&Image>,
) -> Result<ImagePlan, OperationError> {
    let name = ImageReference::new(&reference);
    let there = match own.filter(|own| own.is_at(&name, &digest)) {
        Some(own) => Some(own.id.clone()),
        None => engine
            .find_image(&name.at(&digest))
            .await?
            .map(|found| found.id),
    };
    let before = own.and_then(|own| own.digest_at(&name)).map(str::to_owned);
    Ok(match there {
        Some(id) => ImagePlan::Present { reference, id },
        None => ImagePlan::Pull {
            reference,
            digest,
            before,
        },
    })
}

/// Whether `image` is what the registry of `reference` has, by its `digest` there.
pub(super) fn has(reference: &str, digest: Option<&str>, image: &Image) -> bool {
    let name = ImageReference::new(reference);
    digest.is_some_and(|digest| image.is_at(&name, digest))
}
