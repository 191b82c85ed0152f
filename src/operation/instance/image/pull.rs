//! Pulls images that are missing, once for all that wait for them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytesize::ByteSize;

use crate::domain::journal::Step;
use crate::domain::name::PresetName;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::engine::{PullRequest, TransferProgress};
use crate::operation::instance::each::{ended_badly, whole};
use crate::operation::instance::presets;
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// Has an image on the engine: it is pulled where it is missing. Several that miss the same wait for one pull.
pub(in crate::operation::instance) async fn have(
    under_way: &UnderWay<'_>,
    reference: &str,
) -> Result<(), OperationError> {
    let context = under_way.context;
    let engine = context.engine().await?;
    if engine.find_image(reference).await?.is_some() {
        return Ok(());
    }
    let one_at_a_time = context.pulling(reference);
    let _turn = tokio::select! {
        turn = one_at_a_time.lock() => turn,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    };
    if engine.find_image(reference).await?.is_some() {
        return Ok(());
    }
    under_way.go_on().await?;
    let doing = format!("pulling {reference}");
    let request = PullRequest {
        reference,
        platform: None,
    };
    let step = Step::PullImage {
        image: reference.to_owned(),
    };
    let progress = |news: &TransferProgress| moving(under_way, &doing, news);
    let pull = async |intent: &_| engine.pull_image(intent, &request, &progress).await;
    let pulled = tokio::select! {
        pulled = under_way.step(step, pull) => pulled?,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    };
    let recorded = context.store.record_pull(reference, &pulled.id);
    under_way.record("instance", recorded).await?;
    under_way.progress(doing.as_str(), None, true);
    Ok(())
}

fn moving(under_way: &UnderWay<'_>, doing: &str, news: &TransferProgress) {
    let mut detail = format!("{} {}", news.layer, news.doing);
    if let Some((done, all)) = news.bytes {
        detail = format!("{detail} {} of {}", ByteSize(done), ByteSize(all));
    }
    under_way.progress(doing, Some(detail.trim().to_owned()), false);
}

/// An image that was asked for by its preset.
#[derive(Debug)]
pub struct Fetched {
    /// What it is asked for by.
    pub reference: String,
    /// Whose it is.
    pub preset: PresetName,
    /// How long it took.
    pub took: Duration,
    /// Whether it is there now; an error says why not.
    pub result: Result<(), OperationError>,
    /// Whether it was there before.
    pub was_there: bool,
}

/// Pulls the images of these presets, each in its usual version; of all presets where none is named.
pub async fn pull_images(
    context: &Context,
    approved: &Approved,
    presets: &[PresetName],
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Fetched>, OperationError> {
    let catalog = presets::load(context).await?;
    let mut references = BTreeMap::new();
    let named: Vec<_> = if presets.is_empty() {
        catalog.entries.iter().collect()
    } else {
        presets
            .iter()
            .map(|name| catalog.find(name))
            .collect::<Result<_, _>>()?
    };
    for entry in named {
        let preset = &entry.preset;
        if let Some(version) = preset.versions.get(&preset.default_version) {
            let reference = preset.image_of(&preset.default_version, version);
            references.insert(reference, preset.name.clone());
        }
    }
    let engine = context.engine().await?;
    let mut fetched = Vec::new();
    let lock = whole()?;
    under_way::carry_out(context, approved, &lock, responder, async |under_way| {
        let mut failed = None;
        for (reference, preset) in references {
            let begun = Instant::now();
            let was_there = engine.find_image(&reference).await?.is_some();
            let result = have(under_way, &reference).await;
            if let Err(error) = &result {
                failed.get_or_insert_with(|| ended_badly(error));
            }
            fetched.push(Fetched {
                reference,
                preset,
                took: begun.elapsed(),
                result,
                was_there,
            });
        }
        Ok(failed.unwrap_or_else(Outcome::done))
    })
    .await?;
    Ok(fetched)
}
