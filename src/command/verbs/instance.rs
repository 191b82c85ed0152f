//! Instances: single containers made from presets.

use crate::command::invocation::Command;
use crate::command::verb::{Alias, Arg, Arity, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[&PRESETS];

/// The word that may stand before the name.
const SHOW: &str = "show";

const NAME: Arg = Arg {
    name: "show NAME",
    shape: Shape::Preset,
    arity: Arity::Optional,
    meaning: "all that one preset says",
};

pub(in crate::command) static PRESETS: Verb = Verb {
    name: "docker-presets",
    alias: Some(Alias::Anywhere("presets")),
    summary: "What instances can be made of",
    args: &[NAME],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-presets", "/docker-presets show postgres"],
    action: Some(Action::Presets),
    read: |args| {
        let name = if args.take(SHOW) {
            Some(args.required(&NAME)?)
        } else {
            args.optional(&NAME)?
        };
        Ok(Command::Presets { name })
    },
};
