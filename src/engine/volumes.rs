//! Volumes of a project, and those by themselves. One that holds data is never made anew: a changed definition is told, not carried out.

use std::collections::{BTreeMap, HashMap};

use bollard::models::VolumeCreateRequest;
use bollard::query_parameters::{ListVolumesOptions, RemoveVolumeOptions};

use super::connection::Engine;
use super::containers::PROJECT_LABEL;
use super::error::{Call, EngineError};
use super::spec::{ANONYMOUS_LABEL, OPERATION_LABEL, has_label, owned_labels};
use crate::compose::model::Model;
use crate::compose::model::volume as model;
use crate::domain::journal::Intent;
use crate::domain::name::{OperationId, ProjectName};

/// A volume that the engine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Its name (`shop_data`).
    pub name: String,
    /// Its driver.
    pub driver: String,
    /// The options that its driver was given.
    pub options: BTreeMap<String, String>,
    /// Every label.
    pub labels: BTreeMap<String, String>,
}

impl Volume {
    fn new(said: bollard::models::Volume) -> Self {
        Self {
            name: said.name,
            driver: said.driver,
            options: said.options.into_iter().collect(),
            labels: said.labels.into_iter().collect(),
        }
    }

    /// Whether it is the project's, by its label.
    #[must_use]
    pub fn belongs_to(&self, project: &ProjectName) -> bool {
        self.labels.get(PROJECT_LABEL).map(String::as_str) == Some(project.as_str())
    }

    /// The keys in which the volume differs from its definition.
    #[must_use]
    pub fn differences(&self, wanted: &model::Volume) -> Vec<&'static str> {
        let model::Volume {
            name: _,
            driver,
            driver_opts,
            external: _,
            labels: _,
        } = wanted;
        let same_driver = driver.as_deref().unwrap_or("local") == self.driver;
        [
            ("driver", same_driver),
            ("driver_opts", *driver_opts == self.options),
        ]
        .into_iter()
        .filter_map(|(key, same)| (!same).then_some(key))
        .collect()
    }
}

impl Engine {
    /// The project's volumes, sorted by name.
    pub async fn project_volumes(&self, project: &ProjectName) -> Result<Vec<Volume>, EngineError> {
        let call = Call::new("list the volumes of project", project.as_str());
        self.volumes_with(call, has_label(project.as_str())).await
    }

    /// The volumes with `label` ("hailer.managed=true"), sorted by name.
    pub async fn labelled_volumes(&self, label: &str) -> Result<Vec<Volume>, EngineError> {
        let call = Call::new("list the volumes with label", label);
        let filters = HashMap::from([("label".to_owned(), vec![label.to_owned()])]);
        self.volumes_with(call, filters).await
    }

    /// The anonymous volumes that were made for containers of `operation` and that no container has: an engine that ends
    /// while it makes or removes a container leaves its volumes behind.
    pub async fn strayed_volumes(
        &self,
        operation: &OperationId,
    ) -> Result<Vec<Volume>, EngineError> {
        let call = Call::new(
            "list the anonymous volumes of operation",
            operation.as_str(),
        );
        let label = format!("{ANONYMOUS_LABEL}={operation}");
        let filters = [("label", label), ("dangling", "true".to_owned())];
        let filters = filters.map(|(name, value)| (name.to_owned(), vec![value]));
        self.volumes_with(call, filters.into()).await
    }

    /// Removes one of `strayed_volumes` of the operation. One that is gone is fine; one that a container has by now is left, and
    /// one whose label the engine has forgotten because it ended before it wrote that down.
    pub async fn remove_strayed(&self, intent: &Intent, name: &str) -> Result<(), EngineError> {
        let made_for = (ANONYMOUS_LABEL, intent.operation().as_str());
        match self.remove_labelled_volume(intent, name, made_for).await {
            Err(EngineError::Conflict { .. }) => Ok(()),
            other => other,
        }
    }

    async fn volumes_with(
        &self,
        call: Call,
        filters: HashMap<String, Vec<String>>,
    ) -> Result<Vec<Volume>, EngineError> {
        let options = ListVolumesOptions {
            filters: Some(filters),
        };
        let listed = self
            .read(call, || self.docker().list_volumes(Some(options.clone())))
            .await?;
        let found = listed.volumes.unwrap_or_default();
        let mut volumes: Vec<Volume> = found.into_iter().map(Volume::new).collect();
        volumes.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(volumes)
    }

    /// The volume with this name; `None` where there is none.
    pub async fn volume(&self, name: &str) -> Result<Option<Volume>, EngineError> {
        let call = Call::new("inspect volume", name);
        let found = self.read(call, || self.docker().inspect_volume(name)).await;
        match found {
            Ok(said) => Ok(Some(Volume::new(said))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates the volume with this key in the model. One that is there already is left as it is, whatever its definition.
    pub async fn create_volume(
        &self,
        intent: &Intent,
        model: &Model,
        key: &str,
    ) -> Result<(), EngineError> {
        let wanted = model
            .volumes
            .get(key)
            .ok_or_else(|| EngineError::Unsupported {
                path: format!("volumes.{key}"),
                reason: "there is no such volume".to_owned(),
            })?;
        let request = VolumeCreateRequest {
            name: Some(wanted.name.clone()),
            driver: wanted.driver.clone(),
            driver_opts: Some(wanted.driver_opts.clone().into_iter().collect()),
            labels: Some(owned_labels(intent, model, ("volume", key), &wanted.labels)),
            cluster_volume_spec: None,
        };
        self.make_volume(intent, request).await
    }

    /// Creates a volume that belongs to no project, with these labels and that of the operation. One that is there already is
    /// left as it is, whatever its labels.
    pub async fn create_labelled_volume(
        &self,
        intent: &Intent,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), EngineError> {
        let mut labels: HashMap<String, String> = labels.clone().into_iter().collect();
        labels.insert(OPERATION_LABEL.to_owned(), intent.operation().to_string());
        let request = VolumeCreateRequest {
            name: Some(name.to_owned()),
            labels: Some(labels),
            ..VolumeCreateRequest::default()
        };
        self.make_volume(intent, request).await
    }

    async fn make_volume(
        &self,
        intent: &Intent,
        request: VolumeCreateRequest,
    ) -> Result<(), EngineError> {
        let call = Call::new("create volume", request.name.clone().unwrap_or_default());
        self.change(intent, call, || {
            self.docker().create_volume(request.clone())
        })
        .await
        .map(|_| ())
    }

    /// Removes a volume of the project, with its data. One that is gone is fine; one that isn't the project's, or that a
    /// container uses, is a `Conflict`.
    pub async fn remove_volume(
        &self,
        intent: &Intent,
        project: &ProjectName,
        name: &str,
    ) -> Result<(), EngineError> {
        let call = Call::new("remove volume", name);
        let Some(volume) = self.volume(name).await? else {
            return Ok(());
        };
        if !volume.belongs_to(project) {
            return Err(call.not_of(project));
        }
        self.take_volume(intent, call, name).await
    }

    /// Removes a volume that has `label` with this value, and its data. One that is gone is fine; one without the label, or that
    /// a container has, is a `Conflict`.
    pub async fn remove_labelled_volume(
        &self,
        intent: &Intent,
        name: &str,
        (label, value): (&str, &str),
    ) -> Result<(), EngineError> {
        let call = Call::new("remove volume", name);
        let Some(volume) = self.volume(name).await? else {
            return Ok(());
        };
        if volume.labels.get(label).map(String::as_str) != Some(value) {
            return Err(EngineError::Conflict {
                call,
                reason: format!("it does not have the label {label}={value}"),
            });
        }
        self.take_volume(intent, call, name).await
    }

    async fn take_volume(
        &self,
        intent: &Intent,
        call: Call,
        name: &str,
    ) -> Result<(), EngineError> {
        let removed = self
            .change(intent, call, || {
                self.docker()
                    .remove_volume(name, None::<RemoveVolumeOptions>)
            })
            .await;
        match removed {
            Err(error) if error.is_not_found() => Ok(()),
            other => other,
        }
    }
}
