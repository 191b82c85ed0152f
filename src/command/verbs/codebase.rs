//! `/codebase`: what is deployable, and which one a conversation speaks of.

use crate::command::invocation::Command;
use crate::command::verb::{Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[&ADD, &LIST, &USE, &SHOW, &REMOVE];

const NAME: Arg = Arg {
    name: "NAME",
    shape: Shape::Codebase,
    arity: Arity::Required,
    meaning: "the codebase",
};

const WORKSPACE: Flag = Flag {
    name: "workspace",
    value: Some(("PATH", Shape::Path)),
    meaning: "the folder on this machine that it is worked on in",
    many: false,
};

const REPO: Flag = Flag {
    name: "repo",
    value: Some(("OWNER/REPO", Shape::Repository)),
    meaning: "its repository on GitHub",
    many: false,
};

pub(in crate::command) static ADD: Verb = Verb {
    name: "codebase add",
    alias: None,
    summary: "Make something deployable",
    args: &[NAME],
    flags: &[WORKSPACE, REPO],
    takes_yes: false,
    examples: &[
        "/codebase add shop --workspace /home/team/shop",
        "/codebase add shop --repo acme/shop",
    ],
    action: Some(Action::CodebaseAdd),
    read: |args| {
        Ok(Command::CodebaseAdd {
            name: args.required(&NAME)?,
            workspace: args.flag(&WORKSPACE)?,
            repository: args.flag(&REPO)?,
        })
    },
};

pub(in crate::command) static LIST: Verb = Verb {
    name: "codebase list",
    alias: None,
    summary: "List the codebases that you can see",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/codebase list"],
    action: Some(Action::CodebaseList),
    read: |_| Ok(Command::CodebaseList),
};

pub(in crate::command) static USE: Verb = Verb {
    name: "codebase use",
    alias: None,
    summary: "Choose the codebase that this conversation speaks of",
    args: &[NAME],
    flags: &[],
    takes_yes: false,
    examples: &["/codebase use shop"],
    action: Some(Action::CodebaseUse),
    read: |args| {
        Ok(Command::CodebaseUse {
            name: args.required(&NAME)?,
        })
    },
};

pub(in crate::command) static SHOW: Verb = Verb {
    name: "codebase show",
    alias: None,
    summary: "Show a codebase and where it comes from",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/codebase show", "/codebase show --in shop"],
    action: Some(Action::ConfigShow),
    read: |_| Ok(Command::CodebaseShow),
};

pub(in crate::command) static REMOVE: Verb = Verb {
    name: "codebase remove",
    alias: None,
    summary: "Forget a codebase; what runs goes on running",
    args: &[NAME],
    flags: &[],
    takes_yes: true,
    examples: &["/codebase remove shop"],
    action: Some(Action::CodebaseRemove),
    read: |args| {
        Ok(Command::CodebaseRemove {
            name: args.required(&NAME)?,
        })
    },
};
