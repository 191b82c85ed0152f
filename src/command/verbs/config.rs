//! `/docker-config`: how a codebase runs. `set` has two forms, told apart by the slash that a path begins with.

use crate::command::invocation::Command;
use crate::command::read::setting_value;
use crate::command::verb::{Alias, Arg, Arity, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[&INIT, &AUTO_DETECT, &SHOW, &VALIDATE, &SET, &UNSET];

const PRODUCTION_PATH: Arg = Arg {
    name: "PRODUCTION_PATH",
    shape: Shape::Path,
    arity: Arity::Required,
    meaning: "the folder that production runs from",
};

const COMPOSE_PROJECT: Arg = Arg {
    name: "COMPOSE_PROJECT",
    shape: Shape::Project,
    arity: Arity::Required,
    meaning: "the Compose project",
};

const KEY: Arg = Arg {
    name: "KEY",
    shape: Shape::Setting,
    arity: Arity::Required,
    meaning: "the setting; the list stands below",
};

const VALUE: Arg = Arg {
    name: "VALUE",
    shape: Shape::Value,
    arity: Arity::Required,
    meaning: "what it becomes",
};

pub(in crate::command) static INIT: Verb = Verb {
    name: "docker-config set",
    alias: Some(Alias::Anywhere("config")),
    summary: "Say where production runs",
    args: &[PRODUCTION_PATH, COMPOSE_PROJECT],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-config set /srv/shop shop"],
    action: Some(Action::ConfigSet),
    read: |args| {
        Ok(Command::ConfigInit {
            production_path: args.required(&PRODUCTION_PATH)?,
            compose_project: args.required(&COMPOSE_PROJECT)?,
        })
    },
};

pub(in crate::command) static AUTO_DETECT: Verb = Verb {
    name: "docker-config auto-detect",
    alias: Some(Alias::Anywhere("config")),
    summary: "Find where production runs from its running containers",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-config auto-detect"],
    action: Some(Action::ConfigSet),
    read: |_| Ok(Command::ConfigAutoDetect),
};

pub(in crate::command) static SHOW: Verb = Verb {
    name: "docker-config show",
    alias: Some(Alias::Anywhere("config")),
    summary: "Show the settings",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-config show"],
    action: Some(Action::ConfigShow),
    read: |_| Ok(Command::ConfigShow),
};

pub(in crate::command) static VALIDATE: Verb = Verb {
    name: "docker-config validate",
    alias: Some(Alias::Anywhere("config")),
    summary: "Check the settings against the machine",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-config validate"],
    action: Some(Action::ConfigShow),
    read: |_| Ok(Command::ConfigValidate),
};

pub(in crate::command) static SET: Verb = Verb {
    name: "docker-config set",
    alias: Some(Alias::Anywhere("config")),
    summary: "Change a setting",
    args: &[KEY, VALUE],
    flags: &[],
    takes_yes: false,
    examples: &[
        "/docker-config set gate_timeout 2m",
        "/docker-config set policy.public-port allow",
    ],
    action: Some(Action::ConfigSet),
    read: |args| {
        let setting = args.required(&KEY)?;
        let value = args.required_with(&VALUE, |word| setting_value(setting, word))?;
        Ok(Command::ConfigSet { setting, value })
    },
};

pub(in crate::command) static UNSET: Verb = Verb {
    name: "docker-config unset",
    alias: Some(Alias::Anywhere("config")),
    summary: "Put a setting back to its default",
    args: &[KEY],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-config unset gate_timeout"],
    action: Some(Action::ConfigSet),
    read: |args| {
        Ok(Command::ConfigUnset {
            setting: args.required(&KEY)?,
        })
    },
};
