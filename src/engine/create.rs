//! Making containers, and putting them into networks.

use bollard::body_full;
use bollard::models::{EndpointSettings, NetworkConnectRequest, NetworkDisconnectRequest};
use bollard::query_parameters::{CreateContainerOptions, UploadToContainerOptions};

use super::connection::Engine;
use super::error::{Call, EngineError};
use super::spec::{self, Inherited, NewContainer, Upload};
use crate::domain::journal::Intent;

impl Engine {
    /// Whether a container could be created, as far as its definition shows: `Unsupported` for a key that this engine
    /// can't carry out. Nothing is asked of the engine.
    pub fn check_container(&self, new: &NewContainer<'_>) -> Result<(), EngineError> {
        let api = self.info().api;
        spec::without_labels(new, &Inherited::default(), api)?;
        spec::uploads(new)?;
        for key in spec::further_networks(new) {
            spec::endpoint(new, key)?;
        }
        Ok(())
    }

    /// Creates a container and does not start it. It is in all its networks under its final names, holds its secrets and
    /// configs, and has the anonymous volumes of the one it replaces. Returns its id.
    ///
    /// `Unsupported` before anything is created for a key that this engine can't carry out; `Conflict` where the name is
    /// taken. Where a later step fails, the container is there under its name, for the caller to remove.
    pub async fn create_container(
        &self,
        intent: &Intent,
        new: &NewContainer<'_>,
    ) -> Result<String, EngineError> {
        let inherited = self.inherited(new).await?;
        let body = spec::body(intent, new, &inherited, self.info().api)?;
        let further = spec::further_networks(new);
        let further = further.into_iter().map(|key| spec::endpoint(new, key));
        let further = further.collect::<Result<Vec<_>, _>>()?;
        let uploads = spec::uploads(new)?;
        let options = CreateContainerOptions {
            name: Some(new.container_name.to_owned()),
            platform: new.service.platform.clone().unwrap_or_default(),
        };
        let call = Call::new("create container", new.container_name);
        let created = self.docker().create_container(Some(options), body);
        let id = self.change_once(intent, call, created).await?.id;
        for endpoint in further {
            self.join(intent, &id, &endpoint.network, endpoint.settings)
                .await?;
        }
        for upload in uploads {
            self.upload(intent, &id, upload).await?;
        }
        Ok(id)
    }

    /// The volumes that the container takes over from the one it replaces.
    async fn inherited(&self, new: &NewContainer<'_>) -> Result<Inherited, EngineError> {
        let Some(before) = new.replaces else {
            return Ok(Inherited::default());
        };
        let mounts = self.inspect_raw(before).await?.mounts.unwrap_or_default();
        let declared = self.image(new.image_id).await?.volumes;
        Ok(Inherited::of(new, mounts, &declared))
    }

    /// Puts a container into a network under these names; one that is in it already is left as it is.
    pub async fn connect_network(
        &self,
        intent: &Intent,
        container: &str,
        (network, aliases): (&str, &[String]),
    ) -> Result<(), EngineError> {
        let settings = EndpointSettings {
            aliases: Some(aliases.to_vec()),
            ..EndpointSettings::default()
        };
        self.join(intent, container, network, settings).await
    }

    /// Takes a container out of a network; one that isn't in it is fine.
    pub async fn disconnect_network(
        &self,
        intent: &Intent,
        container: &str,
        network: &str,
    ) -> Result<(), EngineError> {
        let call = Call::new("take out of its network container", container);
        let request = NetworkDisconnectRequest {
            container: container.to_owned(),
            force: Some(false),
        };
        let left = self
            .change(intent, call, || {
                self.docker().disconnect_network(network, request.clone())
            })
            .await;
        match left {
            // The engine says so with a 403 (20.10) or a 404 (newer ones).
            Err(error) if error.to_string().contains("is not connected to") => Ok(()),
            other => other,
        }
    }

    async fn join(
        &self,
        intent: &Intent,
        container: &str,
        network: &str,
        settings: EndpointSettings,
    ) -> Result<(), EngineError> {
        let call = Call::new(
            "put into network",
            format!("{network} container {container}"),
        );
        let request = NetworkConnectRequest {
            container: container.to_owned(),
            endpoint_config: Some(settings),
        };
        let joined = self
            .change(intent, call, || {
                self.docker().connect_network(network, request.clone())
            })
            .await;
        match joined {
            Err(error) if error.to_string().contains("already exists in network") => Ok(()),
            other => other,
        }
    }

    /// Puts files into a container that isn't started yet.
    pub(super) async fn upload(
        &self,
        intent: &Intent,
        id: &str,
        upload: Upload,
    ) -> Result<(), EngineError> {
        let call = Call::new("put files into container", id);
        let options = UploadToContainerOptions {
            path: "/".to_owned(),
            copy_uidgid: upload.with_owners.then(|| "1".to_owned()),
            ..UploadToContainerOptions::default()
        };
        self.change(intent, call, || {
            let archive = body_full(upload.archive.clone().into());
            self.docker()
                .upload_to_container(id, Some(options.clone()), archive)
        })
        .await
    }
}
