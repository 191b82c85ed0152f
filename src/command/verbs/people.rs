//! Yes and no, who may do what, and help.

use crate::command::invocation::Command;
use crate::command::verb::{Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[
    &CONFIRM,
    &DECLINE,
    &PAIR,
    &LINK,
    &ALLOW_CHAT,
    &GRANT,
    &REVOKE,
    &WHOAMI,
    &AUDIT,
    &HELP,
];

const PENDING: Arg = Arg {
    name: "CODE",
    shape: Shape::Code,
    arity: Arity::Optional,
    meaning: "the code of the preview; your own preview here if not said",
};

const CODE: Arg = Arg {
    name: "CODE",
    shape: Shape::Code,
    arity: Arity::Required,
    meaning: "the code that the console printed",
};

const LINK_CODE: Arg = Arg {
    name: "CODE",
    shape: Shape::Code,
    arity: Arity::Optional,
    meaning: "the code that your other platform showed; if not given, one is shown",
};

const WHO: Arg = Arg {
    name: "WHO",
    shape: Shape::Who,
    arity: Arity::Required,
    meaning: "whom: telegram:<id>, github:<id>, console:<login> or @login",
};

const ROLE: Arg = Arg {
    name: "ROLE",
    shape: Shape::Role,
    arity: Arity::Required,
    meaning: "viewer, operator, deployer or admin",
};

const SCOPE: Arg = Arg {
    name: "CODEBASE",
    shape: Shape::Scope,
    arity: Arity::Optional,
    meaning: "on what; * is all; the codebase spoken of if not said",
};

const COMMAND: Arg = Arg {
    name: "COMMAND",
    shape: Shape::Verb,
    arity: Arity::Optional,
    meaning: "the command to explain",
};

const DENIED: Flag = Flag {
    name: "denied",
    value: None,
    meaning: "only what was denied",
    many: false,
};

pub(in crate::command) static CONFIRM: Verb = Verb {
    name: "confirm",
    alias: None,
    summary: "Say yes to the plan that was shown",
    args: &[PENDING],
    flags: &[],
    takes_yes: false,
    examples: &["/confirm", "/confirm 7KQ2MD"],
    action: None,
    read: |args| {
        Ok(Command::Confirm {
            code: args.optional(&PENDING)?,
        })
    },
};

pub(in crate::command) static DECLINE: Verb = Verb {
    name: "cancel",
    alias: None,
    summary: "Say no to the plan that was shown",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/cancel"],
    action: None,
    read: |_| Ok(Command::Decline),
};

pub(in crate::command) static PAIR: Verb = Verb {
    name: "pair",
    alias: None,
    summary: "Prove who you are with a code from the console",
    args: &[CODE],
    flags: &[],
    takes_yes: false,
    examples: &["/pair 8F3K2QJ7XW"],
    action: Some(Action::Pair),
    read: |args| {
        Ok(Command::Pair {
            code: args.required(&CODE)?,
        })
    },
};

pub(in crate::command) static LINK: Verb = Verb {
    name: "link",
    alias: None,
    summary: "Tie your identities on two platforms together",
    args: &[LINK_CODE],
    flags: &[],
    takes_yes: false,
    examples: &["/link", "/link 8F3K2QJ7XW"],
    action: Some(Action::Pair),
    read: |args| {
        Ok(Command::Link {
            code: args.optional(&LINK_CODE)?,
        })
    },
};

pub(in crate::command) static ALLOW_CHAT: Verb = Verb {
    name: "allow-chat",
    alias: None,
    summary: "Let this group give commands",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/allow-chat"],
    action: Some(Action::AllowChat),
    read: |_| Ok(Command::AllowChat),
};

pub(in crate::command) static GRANT: Verb = Verb {
    name: "grant",
    alias: None,
    summary: "Give someone a role",
    args: &[WHO, ROLE, SCOPE],
    flags: &[],
    takes_yes: false,
    examples: &[
        "/grant telegram:7 deployer shop",
        "/grant github:583231 viewer *",
    ],
    action: Some(Action::Grant),
    read: |args| {
        Ok(Command::Grant {
            who: args.required(&WHO)?,
            role: args.required(&ROLE)?,
            scope: args.optional(&SCOPE)?,
        })
    },
};

pub(in crate::command) static REVOKE: Verb = Verb {
    name: "revoke",
    alias: None,
    summary: "Take a role away",
    args: &[WHO, SCOPE],
    flags: &[],
    takes_yes: false,
    examples: &["/revoke telegram:7 shop"],
    action: Some(Action::Grant),
    read: |args| {
        Ok(Command::Revoke {
            who: args.required(&WHO)?,
            scope: args.optional(&SCOPE)?,
        })
    },
};

pub(in crate::command) static WHOAMI: Verb = Verb {
    name: "whoami",
    alias: None,
    summary: "Your identity and roles here",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/whoami"],
    action: Some(Action::Whoami),
    read: |_| Ok(Command::Whoami),
};

pub(in crate::command) static AUDIT: Verb = Verb {
    name: "audit",
    alias: None,
    summary: "What was done and by whom",
    args: &[],
    flags: &[DENIED],
    takes_yes: false,
    examples: &["/audit", "/audit --denied"],
    action: Some(Action::AuditRead),
    read: |args| {
        Ok(Command::Audit {
            denied: args.is_set(&DENIED),
        })
    },
};

pub(in crate::command) static HELP: Verb = Verb {
    name: "help",
    alias: None,
    summary: "All commands, or one explained",
    args: &[COMMAND],
    flags: &[],
    takes_yes: false,
    examples: &["/help", "/help docker-logs"],
    action: Some(Action::Help),
    read: |args| {
        Ok(Command::Help {
            topic: args.topic(&COMMAND)?,
        })
    },
};
