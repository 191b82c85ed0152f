//! What was asked for when an instance was made, with what was drawn and found for it. It is kept sealed, so that the instance
//! can be made again with the same passwords.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::mount::HostVolume;
use super::{InstanceError, presets};
use crate::domain::container::Check;
use crate::domain::instance::Mode;
use crate::domain::name::{CodebaseName, InstanceName, PresetName, VariableName, VersionName};
use crate::instance::preset::{self, Discovered, Mount, Preset, Source, Spec, Supplied, Value};
use crate::operation::{Context, OperationError};
use crate::reply::Redactor;

/// What was asked for. It holds passwords in clear and can't be printed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) preset: PresetName,
    /// Whose compose file has the preset, where one has.
    #[serde(default)]
    pub(super) codebase: Option<CodebaseName>,
    pub(super) version: Option<VersionName>,
    pub(super) mode: Mode,
    pub(super) image: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) public: bool,
    /// What was given.
    pub(super) environment: BTreeMap<VariableName, String>,
    pub(super) volumes: Vec<HostVolume>,
    /// What was drawn.
    pub(super) secrets: BTreeMap<VariableName, String>,
    /// What was found.
    pub(super) discovered: BTreeMap<Discovered, String>,
}

impl Asked {
    /// As it is kept.
    pub(super) fn to_kept(&self) -> Result<SecretString, OperationError> {
        let text = serde_json::to_string(self);
        let text = text.map_err(|error| OperationError::Internal(error.to_string()))?;
        Ok(text.into())
    }

    /// From what was kept.
    pub(super) fn from_kept(kept: &SecretString) -> Result<Self, OperationError> {
        serde_json::from_str(kept.expose_secret()).map_err(|error| {
            // Serde quotes what it reads; only the place may be said.
            OperationError::Internal(format!(
                "what an instance was made from can't be read at {}:{}",
                error.line(),
                error.column()
            ))
        })
    }

    /// What the engine is to be told.
    pub(super) fn resolve(&self, preset: &Preset) -> Result<Spec, OperationError> {
        let secret = |(name, value): (&VariableName, &String)| {
            (name.clone(), SecretString::from(value.as_str()))
        };
        let wanted = preset::Wanted {
            version: self.version.as_ref().map(ToString::to_string),
            mode: self.mode,
            image: self.image.clone(),
            environment: self.environment.iter().map(secret).collect(),
            port: self.port,
            public: self.public,
        };
        let supplied = Supplied {
            secrets: self.secrets.iter().map(secret).collect(),
            discovered: self.discovered.clone(),
        };
        let mut spec = preset
            .resolve(&wanted, &supplied)
            .map_err(InstanceError::Unresolved)?;
        spec.mounts.extend(self.volumes.iter().map(|volume| Mount {
            source: Source::Host(volume.source.display().to_string()),
            target: volume.target.clone(),
            read_only: volume.read_only,
        }));
        Ok(spec)
    }
}

/// Takes its passwords out of whatever is shown: what was drawn, what was given, and what the preset itself calls a secret.
pub(super) fn redactor(spec: &Spec) -> Redactor {
    let values = spec.environment.iter();
    values
        .fold(Redactor::builder(), |builder, (name, value)| match value {
            Value::Secret(secret) => builder.secret(secret.expose_secret()),
            Value::Plain(text) => builder.variable(name.as_str(), text),
        })
        .build()
}

/// The same for one that is there. Without its preset, by what was drawn and given alone.
pub(super) async fn redactor_of(
    context: &Context,
    name: &InstanceName,
) -> Result<Redactor, OperationError> {
    let kept = context.store.asked_of_instance(name).await?;
    let asked = Asked::from_kept(&kept)?;
    if let Ok(preset) = presets::of(context, &asked).await
        && let Ok(spec) = asked.resolve(&preset)
    {
        return Ok(redactor(&spec));
    }
    let values = asked.environment.values().chain(asked.secrets.values());
    let builder = values.fold(Redactor::builder(), |builder, value| builder.secret(value));
    Ok(builder.build())
}

/// What it wrote and what its check said may hold its passwords. From here on nobody knows which.
pub(super) fn redact_ending(
    redactor: &Redactor,
    last_lines: &mut [String],
    last_check: Option<&mut Check>,
) {
    let said = last_check.map(|check| &mut check.output);
    for text in last_lines.iter_mut().chain(said) {
        *text = redactor.redact(text).into_owned();
    }
}

/// What one that is there was made from.
pub(super) async fn made_from(
    context: &Context,
    name: &InstanceName,
) -> Result<Spec, OperationError> {
    let kept = context.store.asked_of_instance(name).await?;
    let asked = Asked::from_kept(&kept)?;
    asked.resolve(&presets::of(context, &asked).await?)
}
