//! The arguments that the binary gets for a request. Nothing in them can be taken for an option.

use std::ffi::OsString;

use serde_json::Value;

use super::{LoadRequest, files};
use crate::compose::ComposeError;
use crate::compose::binary::Invocation;
use crate::domain::files::RelativePath;

/// The part of the arguments that is the same in every run for one request.
pub(super) struct Base {
    /// The compose files, in order.
    pub(super) files: Vec<RelativePath>,
    arguments: Vec<OsString>,
}

impl Base {
    /// Checks the request, finds its compose files, and makes the arguments.
    pub(super) fn of(request: &LoadRequest) -> Result<Self, ComposeError> {
        files::check_beside(request)?;
        let files = files::compose_files(request)?;
        for profile in &request.profiles {
            if profile.starts_with('-') {
                return Err(ComposeError::LooksLikeAnOption {
                    what: "profile",
                    value: profile.clone(),
                });
            }
        }
        let mut arguments: Vec<OsString> = vec![
            "--ansi".into(),
            "never".into(),
            "-p".into(),
            request.project.as_str().into(),
        ];
        let mut option = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        option("--project-directory", request.directory.clone().into());
        for file in &request.env_files {
            option("--env-file", request.directory.join(file.as_str()).into());
        }
        for profile in &request.profiles {
            option("--profile", profile.into());
        }
        Ok(Self { files, arguments })
    }

    /// A run over the project's own files.
    pub(super) fn invocation(&self, request: &LoadRequest, command: &[&str]) -> Invocation {
        let files = self
            .files
            .iter()
            .flat_map(|file| ["-f".into(), request.directory.join(file.as_str()).into()]);
        self.with(request, files.collect(), command)
    }

    /// A run over a compose file of our own, with the project's variables.
    pub(super) fn invocation_over(
        &self,
        request: &LoadRequest,
        compose_file: &Value,
        command: &[&str],
    ) -> Invocation {
        let mut invocation = self.with(request, vec!["-f".into(), "-".into()], command);
        invocation.input = Some(compose_file.to_string().into_bytes());
        invocation
    }

    fn with(&self, request: &LoadRequest, files: Vec<OsString>, command: &[&str]) -> Invocation {
        let command = command.iter().map(OsString::from);
        let arguments = self.arguments.iter().cloned().chain(files).chain(command);
        let mut invocation = Invocation::new(&request.production_path, arguments);
        invocation.environment.clone_from(&request.environment);
        invocation
    }
}
