//! Seccomp profiles that a project brings along as files: read once, judged, and handed to the engine as they were read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde_json::Value;

use super::scope::Scope;
use crate::compose::Model;

/// No profile is larger. Bytes.
const LARGEST: u64 = 1024 * 1024;

/// Linux, `O_NONBLOCK`: a pipe isn't waited for.
const NONBLOCK: i32 = 0o4000;

/// Profiles by their files, as the compose file names them.
#[derive(Debug, Clone, Default)]
pub struct Profiles(BTreeMap<String, Result<Profile, String>>);

#[derive(Debug, Clone)]
struct Profile {
    text: String,
    allows: bool,
}

impl Profiles {
    /// The files with profiles that the project's services name.
    #[must_use]
    pub fn named_by(model: &Model) -> BTreeSet<String> {
        let options = model.services.values().flat_map(|one| &one.security_opt);
        let files = options.filter_map(|option| file_of(option));
        files.map(str::to_owned).collect()
    }

    /// Reads those files: plain ones of a MiB at most. It blocks.
    #[must_use]
    pub fn read(named: BTreeSet<String>, scope: &Scope) -> Self {
        let read = |file: String| {
            let profile = scope.contents_of(&file).map_or_else(
                || Err("there is no such file".to_owned()),
                |path| profile(&path),
            );
            (file, profile)
        };
        Self(named.into_iter().map(read).collect())
    }

    /// What the engine is told of a profile: its text without spaces; or why it can't be read.
    pub fn text(&self, file: &str) -> Result<&str, &str> {
        match self.0.get(file) {
            Some(Ok(profile)) => Ok(&profile.text),
            Some(Err(why)) => Err(why),
            None => Err("it was not read"),
        }
    }

    /// Whether a profile forbids nothing but what it names.
    pub(super) fn allows(&self, file: &str) -> bool {
        matches!(self.0.get(file), Some(Ok(profile)) if profile.allows)
    }
}

/// The file of the profile that a security option names, relative to the project (docker/cli, `parseSecurityOpts`).
#[must_use]
pub fn file_of(option: &str) -> Option<&str> {
    let (kind, value) = option.split_once('=').or_else(|| option.split_once(':'))?;
    (kind == "seccomp" && !matches!(value, "unconfined" | "builtin")).then_some(value)
}

fn profile(path: &Path) -> Result<Profile, String> {
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(NONBLOCK)
        .open(path);
    let file = opened.map_err(|error| error.to_string())?;
    let found = file.metadata().map_err(|error| error.to_string())?;
    if !found.is_file() {
        return Err("it is no plain file".to_owned());
    }
    let mut text = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut text);
    if read.map_err(|error| error.to_string())? as u64 > LARGEST {
        return Err(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    let profile: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    Ok(Profile {
        allows: allows_by_default(&profile),
        text: profile.to_string(),
    })
}

/// The engine reads the key in any case (Go, `encoding/json`). What is only logged is allowed, too.
fn allows_by_default(profile: &Value) -> bool {
    let keys = profile.as_object().into_iter().flatten();
    let mut defaults = keys.filter(|(key, _)| key.eq_ignore_ascii_case("defaultAction"));
    defaults.any(|(_, action)| {
        matches!(
            action.as_str(),
            Some("SCMP_ACT_ALLOW" | "SCMP_ACT_LOG" | "SCMP_ACT_TRACE")
        )
    })
}
