//! Instances: single containers made from presets.

use crate::command::args::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::instance::{Chosen, InstanceCommand};
use crate::command::invocation::Command;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

use super::create;

pub(super) static VERBS: &[&Verb] = &[
    &PRESETS,
    &create::CREATE,
    &LIST,
    &INSPECT,
    &RESET,
    &DESTROY,
    &IMAGES,
    &PULL,
    &PRUNE_IMAGES,
    &VOLUMES,
    &PRUNE_VOLUMES,
];

/// The word that may stand before the name.
const SHOW: &str = "show";

const PRESET: Arg = Arg {
    name: "show NAME",
    shape: Shape::Preset,
    arity: Arity::Optional,
    meaning: "all that one preset says",
};

pub(in crate::command) static PRESETS: Verb = Verb {
    name: "docker-presets",
    alias: Some(Alias::Anywhere("presets")),
    summary: "What instances can be made of",
    args: &[PRESET],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-presets", "/docker-presets show postgres"],
    action: Some(Action::Presets),
    read: |args| {
        let name = if args.take(SHOW) {
            Some(args.required(&PRESET)?)
        } else {
            args.optional(&PRESET)?
        };
        Ok(Command::Presets { name })
    },
};

const EVERYBODYS: Flag = Flag::switch("all", "those of others, too");

pub(in crate::command) static LIST: Verb = Verb {
    name: "docker-instances",
    alias: Some(Alias::Anywhere("instances")),
    summary: "Your instances: state, health, ports",
    args: &[],
    flags: &[EVERYBODYS],
    takes_yes: false,
    examples: &["/docker-instances", "/docker-instances --all"],
    action: Some(Action::Instances),
    read: |args| {
        Ok(Command::Instance(InstanceCommand::List {
            all: args.is_set(&EVERYBODYS),
        }))
    },
};

const NAME: Arg = Arg {
    name: "NAME",
    shape: Shape::Instance,
    arity: Arity::Required,
    meaning: "which; hailer- may be left out",
};

pub(in crate::command) static INSPECT: Verb = Verb {
    name: "docker-inspect",
    alias: Some(Alias::Anywhere("inspect")),
    summary: "All about an instance, and how to connect to it",
    args: &[NAME],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-inspect hailer-shop-db"],
    action: Some(Action::Instances),
    read: |args| {
        Ok(Command::Instance(InstanceCommand::Inspect {
            name: args.required(&NAME)?,
        }))
    },
};

pub(in crate::command) static RESET: Verb = Verb {
    name: "docker-reset",
    alias: Some(Alias::Anywhere("reset")),
    summary: "Empty an instance; name, port and password stay",
    args: &[NAME],
    flags: &[],
    takes_yes: true,
    examples: &[
        "/docker-reset hailer-shop-db",
        "/docker-reset hailer-shop-db yes",
    ],
    action: Some(Action::Reset),
    read: |args| {
        Ok(Command::Instance(InstanceCommand::Reset {
            name: args.required(&NAME)?,
        }))
    },
};

const NAMES: Arg = Arg {
    arity: Arity::Many,
    ..NAME
};

const MINE: Flag = Flag::switch("mine", "all of your own");
const ALL: Flag = Flag::switch("all", "all that there are");
const REMOVE_VOLUME: Flag = Flag::switch(
    "remove-volume",
    "their data goes, too, where it would outlive them",
);

pub(in crate::command) static DESTROY: Verb = Verb {
    name: "docker-destroy",
    alias: Some(Alias::Anywhere("destroy")),
    summary: "Destroy instances",
    args: &[NAMES],
    flags: &[MINE, ALL, REMOVE_VOLUME],
    takes_yes: true,
    examples: &[
        "/docker-destroy hailer-shop-db",
        "/docker-destroy hailer-shop-db --remove-volume",
        "/docker-destroy --mine",
        "/docker-destroy --all yes",
    ],
    action: Some(Action::Destroy),
    read: read_destroy,
};

fn read_destroy(args: &mut Args<'_>) -> Result<Command, ParseError> {
    const EXPECTED: &str = "instances by their names, --mine or --all";
    let names = args.all(&NAMES)?;
    let flag = args.one_of(&[&MINE, &ALL])?;
    if let Some(flag) = flag.filter(|_| !names.is_empty()) {
        args.without(flag, Problem::InsteadOfNames(flag.name), EXPECTED)?;
    }
    let which = match flag {
        None if names.is_empty() => return Err(args.missing(NAMES.name, EXPECTED)),
        None => Chosen::Named(names),
        Some(flag) if flag.name == MINE.name => Chosen::Mine,
        Some(_) => Chosen::All,
    };
    Ok(Command::Instance(InstanceCommand::Destroy {
        which,
        remove_volume: args.is_set(&REMOVE_VOLUME),
    }))
}

pub(in crate::command) static IMAGES: Verb = Verb {
    name: "docker-images [list]",
    alias: Some(Alias::Anywhere("images")),
    summary: "The presets' images that are here",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-images"],
    action: Some(Action::Instances),
    read: |_| Ok(Command::Instance(InstanceCommand::Images)),
};

const PULLED: Arg = Arg {
    name: "PRESET",
    shape: Shape::Preset,
    arity: Arity::Many,
    meaning: "whose images",
};

const OF_ALL: Flag = Flag::switch("all", "those of every preset");

pub(in crate::command) static PULL: Verb = Verb {
    name: "docker-images pull",
    alias: Some(Alias::Anywhere("images")),
    summary: "Pull the images of presets, before they are needed",
    args: &[PULLED],
    flags: &[OF_ALL],
    takes_yes: false,
    examples: &[
        "/docker-images pull postgres mysql",
        "/docker-images pull --all",
    ],
    action: Some(Action::PullImages),
    read: |args| {
        const EXPECTED: &str = "presets by their names, or --all";
        let presets = args.all(&PULLED)?;
        if !presets.is_empty() {
            args.without(&OF_ALL, Problem::InsteadOfNames(OF_ALL.name), EXPECTED)?;
        } else if !args.is_set(&OF_ALL) {
            return Err(args.missing(PULLED.name, EXPECTED));
        }
        Ok(Command::Instance(InstanceCommand::PullImages { presets }))
    },
};

pub(in crate::command) static PRUNE_IMAGES: Verb = Verb {
    name: "docker-images prune",
    alias: Some(Alias::Anywhere("images")),
    summary: "Remove images that no instance needs",
    args: &[],
    flags: &[],
    takes_yes: true,
    examples: &["/docker-images prune", "/docker-images prune yes"],
    action: Some(Action::Prune),
    read: |_| Ok(Command::Instance(InstanceCommand::PruneImages)),
};

pub(in crate::command) static VOLUMES: Verb = Verb {
    name: "docker-volumes [list]",
    alias: Some(Alias::Anywhere("volumes")),
    summary: "The volumes of instances, also of destroyed ones",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-volumes"],
    action: Some(Action::Instances),
    read: |_| Ok(Command::Instance(InstanceCommand::Volumes)),
};

pub(in crate::command) static PRUNE_VOLUMES: Verb = Verb {
    name: "docker-volumes prune",
    alias: Some(Alias::Anywhere("volumes")),
    summary: "Remove volumes that belong to no instance",
    args: &[],
    flags: &[],
    takes_yes: true,
    examples: &["/docker-volumes prune", "/docker-volumes prune yes"],
    action: Some(Action::Prune),
    read: |_| Ok(Command::Instance(InstanceCommand::PruneVolumes)),
};
