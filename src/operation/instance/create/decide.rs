//! What is decided before anything is done: all that can be known to be wrong is known here.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::Wanted;
use crate::instance::discovery::{Discovery as _, Found};
use crate::instance::preset::{Needs, Preset, Wanted as OfPreset, generate};
use crate::operation::instance::asked::Asked;
use crate::operation::instance::mount::HostVolume;
use crate::operation::instance::{InstanceError, presets};
use crate::operation::{Context, OperationError};

/// What is decided before anything is done.
pub(super) struct Plan {
    pub(super) preset: Preset,
    pub(super) asked: Asked,
    pub(super) warnings: Vec<String>,
}

/// Everything that can be known to be wrong is, before anything is done.
pub(super) async fn decide(
    context: &Context,
    wanted: &Wanted,
) -> Result<Vec<Plan>, OperationError> {
    let catalog = presets::load_of(context, wanted.codebase.as_ref()).await?;
    let volumes: Vec<_> = wanted
        .volumes
        .iter()
        .map(|volume| volume.checked(&context.folders))
        .collect::<Result<_, _>>()?;
    let mut found: Option<Found> = None;
    let mut plans = Vec::with_capacity(wanted.presets.len());
    for preset in &wanted.presets {
        let entry = catalog.find(preset)?;
        if !needs(&entry.preset, wanted).discovered.is_empty() && found.is_none() {
            found = Some(context.quilt.find().await.map_err(InstanceError::from)?);
        }
        let discovered = found.clone().unwrap_or_default();
        let mut plan = planned(&entry.preset, (wanted, &volumes), discovered)?;
        let of_policy = entry.warnings.iter();
        let of_policy = of_policy.map(|found| format!("{}: {}", found.path, found.what));
        plan.warnings.extend(of_policy);
        plans.push(plan);
    }
    Ok(plans)
}

/// What one comes to, with passwords that are drawn for it.
fn planned(
    preset: &Preset,
    (wanted, volumes): (&Wanted, &[HostVolume]),
    discovered: Found,
) -> Result<Plan, OperationError> {
    let needs = needs(preset, wanted);
    let mut secrets = BTreeMap::new();
    for (name, length) in &needs.generated {
        let secret = generate(*length).map_err(|error| InstanceError::Draw(error.to_string()))?;
        secrets.insert(name.clone(), exposed(&secret));
    }
    let given = wanted.environment.iter();
    let found = discovered.values.into_iter();
    let asked = Asked {
        preset: preset.name.clone(),
        codebase: wanted.codebase.clone(),
        version: wanted.version.clone(),
        mode: wanted.mode,
        image: wanted.image.clone(),
        port: wanted.port,
        public: wanted.public,
        environment: given
            .map(|(name, value)| (name.clone(), exposed(value)))
            .collect(),
        volumes: volumes.to_vec(),
        secrets,
        discovered: found
            .filter(|(what, _)| needs.discovered.contains(what))
            .collect(),
    };
    asked.resolve(preset)?;
    Ok(Plan {
        preset: preset.clone(),
        asked,
        warnings: if needs.discovered.is_empty() {
            vec![]
        } else {
            discovered.warnings
        },
    })
}

/// What has to be drawn and looked for.
fn needs(preset: &Preset, wanted: &Wanted) -> Needs {
    preset.needs(&OfPreset {
        environment: wanted.environment.clone(),
        ..OfPreset::default()
    })
}

fn exposed(secret: &SecretString) -> String {
    use secrecy::ExposeSecret;
    secret.expose_secret().to_owned()
}
