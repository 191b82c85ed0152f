//! A preset in people's words, for the page and for whoever asks.

mod mode;

use super::record::Preset;
use super::value::Mode;
use super::variable::{Discovered, Variable};
use mode::{command, of_mode};

/// What is said of a preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is in every mode; what it says nothing of is left out.
    pub facts: Vec<(&'static str, String)>,
    /// What differs from mode to mode, as [`Sheet::DIFFERING`] names it.
    pub modes: Vec<(Mode, [String; 5])>,
}

/// How text that stands in the preset is shown.
type Quote = fn(&str) -> String;

impl Sheet {
    /// What can differ from mode to mode.
    pub const DIFFERING: [&str; 5] = ["command", "mounted", "in memory", "limits", "restart"];

    /// The sheet of `preset`; `quote` shows what stands in it as it is.
    #[must_use]
    pub fn of(preset: &Preset, quote: Quote) -> Self {
        let modes = Mode::ALL.map(|mode| (mode, of_mode(preset, mode, quote)));
        Self {
            facts: facts(preset, quote),
            modes: modes.to_vec(),
        }
    }
}

fn facts(preset: &Preset, quote: Quote) -> Vec<(&'static str, String)> {
    let variables = preset.environment.iter();
    let variables =
        variables.map(|(name, value)| format!("{} {}", quote(name.as_str()), source(value, quote)));
    let connect = preset.connect.iter();
    let connect = connect.map(|(called, how)| format!("{called} {}", quote(&how.to_string())));
    let network = preset
        .network
        .as_ref()
        .map(|network| quote(network.as_str()));
    let logs = preset.logs.map(|_| {
        let target = format!("hailer::container::hailer-{}-…", preset.name);
        format!("also in Hailer's own, under {}", quote(&target))
    });
    let host = preset.host.as_ref().map(|host| {
        let words: Vec<_> = host.command.iter().map(ToString::to_string).collect();
        command(&words, quote)
    });
    let facts = [
        ("image", quote(&preset.image.to_string())),
        ("versions", versions(preset)),
        ("ports", ports(preset)),
        ("environment", joined(variables)),
        ("healthy when it ends with 0", health(preset, quote)),
        ("files", joined(preset.files.keys().map(|path| quote(path)))),
        ("security", security(preset)),
        ("network", network.unwrap_or_default()),
        ("reached at", joined(connect)),
        ("without an engine", host.unwrap_or_default()),
        ("logs", logs.unwrap_or_default()),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn versions(preset: &Preset) -> String {
    let each = preset.versions.iter().map(|(name, version)| {
        let aliases = version
            .aliases
            .iter()
            .map(|alias| format!(", also {alias}"));
        let aliases: String = aliases.collect();
        let is_default = *name == preset.default_version && preset.versions.len() > 1;
        format!(
            "{name}{aliases}{}",
            if is_default { " (default)" } else { "" }
        )
    });
    joined(each)
}

fn ports(preset: &Preset) -> String {
    let each = preset.ports.iter().map(|port| {
        let name = port
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!("{} ", name.as_str()));
        format!(
            "{name}{} → {}",
            port.host.unwrap_or(port.container),
            port.container
        )
    });
    joined(each)
}

fn source(variable: &Variable, quote: Quote) -> String {
    match variable {
        Variable::Literal(text) => format!("= {}", quote(text)),
        Variable::Generated { length } => {
            format!("is generated ({length} letters and digits) unless given")
        }
        Variable::Given { about } => format!("has to be given: {about}"),
        Variable::Discovered(Discovered::QuiltCatalog) => {
            "is discovered (Quilt's catalog) unless given".to_owned()
        }
        Variable::Discovered(Discovered::QuiltRegistry) => {
            "is discovered (Quilt's registry) unless given".to_owned()
        }
    }
}

fn health(preset: &Preset, quote: Quote) -> String {
    let Some(health) = &preset.health else {
        return String::new();
    };
    let others = preset.versions.iter().filter_map(|(name, version)| {
        let own = version.health.as_ref()?;
        Some(format!("; {name}: {}", command(own, quote)))
    });
    let (every, limit, within) = (health.every, health.limit, health.within);
    let others: String = others.collect();
    let test = command(&health.test, quote);
    format!("{test}, every {every}, {limit} each, {within} in all{others}")
}

fn security(preset: &Preset) -> String {
    let own = &preset.security;
    let switches = [
        (own.privileged, "privileged"),
        (own.read_only, "read-only root"),
        (own.no_new_privileges, "no new privileges"),
    ];
    let switches = switches.into_iter().filter(|(is_so, _)| *is_so);
    let mut all: Vec<String> = switches.map(|(_, what)| what.to_owned()).collect();
    all.extend(
        own.cap_drop
            .iter()
            .map(|name| format!("without capability {name}")),
    );
    all.extend(
        own.cap_add
            .iter()
            .map(|name| format!("with capability {name}")),
    );
    all.extend(own.user.iter().map(|user| format!("as user {user}")));
    joined(all)
}

fn joined(all: impl IntoIterator<Item = String>) -> String {
    all.into_iter().collect::<Vec<_>>().join("; ")
}
