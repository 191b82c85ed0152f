//! What is asked of instances, as text that reads back as the same.

use std::fmt;

use super::{Chosen, CreateQuery, HostVolume, InstanceCommand};
use crate::command::print::{Line, logs};
use crate::domain::instance::Mode;

/// The arguments and flags of `command`.
pub(in crate::command) fn print<'l, 'f, 'a>(
    line: &'l mut Line<'f, 'a>,
    command: &InstanceCommand,
) -> Result<&'l mut Line<'f, 'a>, fmt::Error> {
    use InstanceCommand as C;
    match command {
        C::Create(query) => create(line, query),
        C::List { all } => line.switch("all", *all),
        C::Inspect { name } | C::Cancel { name } | C::Reset { name } => line.word(name),
        C::Start { names } => line.words(names),
        C::Stop { names, timeout } | C::Restart { names, timeout } => {
            line.words(names)?.flag("timeout", *timeout)
        }
        C::Logs { name, query } => logs(line.word(name)?, query),
        C::Destroy {
            which,
            remove_volume,
        } => chosen(line, which)?.switch("remove-volume", *remove_volume),
        C::PullImages { presets } => line.words(presets)?.switch("all", presets.is_empty()),
        C::Images | C::PruneImages | C::Volumes | C::PruneVolumes => Ok(line),
    }
}

fn chosen<'l, 'f, 'a>(
    line: &'l mut Line<'f, 'a>,
    which: &Chosen,
) -> Result<&'l mut Line<'f, 'a>, fmt::Error> {
    match which {
        Chosen::Named(names) => line.words(names),
        Chosen::Mine => line.switch("mine", true),
        Chosen::All => line.switch("all", true),
    }
}

fn create<'l, 'f, 'a>(
    line: &'l mut Line<'f, 'a>,
    query: &CreateQuery,
) -> Result<&'l mut Line<'f, 'a>, fmt::Error> {
    let mut line = line
        .words(&query.presets)?
        .flag("version", query.version.as_ref())?
        .flag("image", query.image.as_ref())?
        .switch(query.mode.as_str(), query.mode != Mode::default())?
        .flag("name", query.name.as_ref())?
        .flag("port", query.port)?;
    for (name, value) in &query.environment {
        line = line.flag("env", Some(format!("{name}={}", value.expose())))?;
    }
    for volume in &query.volumes {
        line = line.flag("volume", Some(volume))?;
    }
    line.flag("for", query.period)?
        .switch("with-bot", query.with_bot)?
        .switch("public", query.public)?
        .switch("replace", query.replace)?
        .switch("keep", query.keep)?
        .switch("all-or-nothing", query.all_or_nothing)
}

impl fmt::Display for HostVolume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.read_only { ":ro" } else { "" };
        write!(f, "{}:{}{mode}", self.source.display(), self.target)
    }
}
