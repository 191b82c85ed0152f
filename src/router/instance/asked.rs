//! What was typed, in the words of the use case.

use secrecy::SecretString;

use crate::command::{CreateQuery, HostVolume, Period};
use crate::domain::name::CodebaseName;
use crate::operation::instance;

pub(super) fn wanted(query: &CreateQuery, codebase: Option<CodebaseName>) -> instance::Wanted {
    let variables = query.environment.iter();
    let volumes = query.volumes.iter();
    instance::Wanted {
        presets: query.presets.clone(),
        codebase,
        version: query.version.clone(),
        image: query.image.clone(),
        mode: query.mode,
        name: query.name.clone(),
        port: query.port,
        environment: variables
            .map(|(name, value)| (name.clone(), SecretString::from(value.expose())))
            .collect(),
        volumes: volumes.map(mounted).collect(),
        period: query.period.map(Period::get),
        with_bot: query.with_bot,
        public: query.public,
        replace: query.replace,
        keep: query.keep,
        all_or_nothing: query.all_or_nothing,
    }
}

fn mounted(volume: &HostVolume) -> instance::HostVolume {
    instance::HostVolume {
        source: volume.source.clone(),
        target: volume.target.clone(),
        read_only: volume.read_only,
    }
}
