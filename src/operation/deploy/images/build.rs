//! One build of a deploy: its base images fetched, its lines shown without secrets, its image under a private tag.

use std::collections::BTreeMap;

use tokio_util::sync::CancellationToken;

use super::get::stopped;
use super::inputs::{self, Known};
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::plan::BaseImage;
use crate::engine::{self, BuildRequest, BuildWatch, EngineError, ImageReference, PullRequest};
use crate::operation::deploy::Deploy;
use crate::operation::secrets;
use crate::operation::{ImageError, OperationError};
use crate::reply::Redactor;

impl Deploy<'_> {
    /// Builds what `services` share and returns the image's id. `inputs` and `bases` are what the plan shows of it.
    pub(super) async fn build(
        &self,
        services: &[&ServiceName],
        (inputs, bases): (&str, &[BaseImage]),
        end: &CancellationToken,
    ) -> Result<String, OperationError> {
        let names: Vec<_> = services.iter().map(|name| name.as_str()).collect();
        let doing = format!("building {}", names.join(" and "));
        let (service, plain) = self.request(services)?;
        let bases = self.fetch(&plain, bases, end).await?;
        let request = inputs::noted(plain.clone(), inputs, &bases)?;
        let request = BuildRequest {
            // Those that are known were pulled just now, with the credentials that the builder hasn't got.
            pull: plain.pull && engine::base_images(&plain).await?.open,
            silence: self.under_way.context.build_silence,
            ..request
        };
        let step = Step::BuildImage {
            service: service.to_string(),
            tag: request.tag.clone(),
        };
        let arguments = secrets::of_build(&request.args);
        let line = |line: &str| {
            let line = arguments.redact(line);
            let line = self.redactor.redact(&line).into_owned();
            self.under_way.progress(doing.as_str(), Some(line), false);
        };
        self.under_way.progress(doing.as_str(), None, false);
        let build = async |intent: &_| {
            let watch = BuildWatch {
                line: &line,
                cancel: end,
            };
            let image = self.engine.build_image(intent, &request, watch).await;
            image.map_err(|error| of_service(error, service, &arguments))
        };
        let image = match self.under_way.step(step, build).await {
            Err(OperationError::Engine(EngineError::Cancelled { .. })) => {
                return Err(stopped());
            }
            ended => ended?,
        };
        // What was shown is what is built: a file saved in between is not.
        if inputs::hash(&plain, &mut Known::default()).await? != inputs {
            let service = service.clone();
            return Err(ImageError::SourceChanged { service }.into());
        }
        self.under_way.progress(doing.as_str(), None, true);
        Ok(image.id)
    }

    /// The build that these services share, as the first of them asks for it.
    fn request<'s>(
        &self,
        services: &[&'s ServiceName],
    ) -> Result<(&'s ServiceName, BuildRequest), OperationError> {
        let model = &self.planned.facts.model;
        let nothing = || OperationError::Internal("a service has nothing to build".to_owned());
        let service = *services.first().ok_or_else(nothing)?;
        let definition = model.services.get(service).ok_or_else(nothing)?;
        let build = definition.build.as_ref().ok_or_else(nothing)?;
        let workspace = self.planned.files.contents.folder();
        let request = inputs::request(model, service, (definition, build), workspace)?;
        Ok((service, request))
    }

    /// Pulls the base images that the engine hasn't got, or all where that is asked for, and returns the ids of all.
    async fn fetch(
        &self,
        request: &BuildRequest,
        bases: &[BaseImage],
        end: &CancellationToken,
    ) -> Result<BTreeMap<String, String>, OperationError> {
        let mut ids = BTreeMap::new();
        for base in bases {
            // A digest stands for one image for ever.
            let pinned = ImageReference::new(&base.reference).digest.is_some();
            let id = match &base.id {
                Some(id) if !request.pull || pinned => id.clone(),
                _ => {
                    let wanted = PullRequest {
                        reference: &base.reference,
                        platform: request.platform.as_deref(),
                    };
                    self.pull(&base.reference, wanted, end).await?
                }
            };
            ids.insert(base.reference.clone(), id);
        }
        Ok(ids)
    }
}

/// A failed build, told by the name that people know instead of the private tag that it was built under, and without the
/// values of its arguments.
fn of_service(error: EngineError, service: &ServiceName, arguments: &Redactor) -> EngineError {
    match error {
        EngineError::BuildFailed {
            reason, last_lines, ..
        } => EngineError::BuildFailed {
            image: service.to_string(),
            reason: arguments.redact(&reason).into_owned(),
            last_lines: last_lines
                .iter()
                .map(|line| arguments.redact(line).into_owned())
                .collect(),
        },
        other => other,
    }
}
