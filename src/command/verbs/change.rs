//! What changes production, and what keeps it from being changed.

use crate::command::invocation::Command;
use crate::command::read::Services;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[
    &DEPLOY, &ROLLBACK, &RESTART, &START, &STOP, &CANCEL, &LOCK, &UNLOCK,
];

const SERVICES: Arg = Arg {
    name: "SERVICE",
    shape: Shape::Service,
    arity: Arity::Many,
    meaning: "which services; all of the project if none is named",
};

const REF: Arg = Arg {
    name: "REF",
    shape: Shape::Reference,
    arity: Arity::Optional,
    meaning: "the branch, tag or commit on GitHub, or the pull request (pull/7/head); else what the source holds now",
};

const RELEASE: Arg = Arg {
    name: "RELEASE",
    shape: Shape::Release,
    arity: Arity::Optional,
    meaning: "the release to go back to; the one before if not said",
};

const REASON: Arg = Arg {
    name: "REASON",
    shape: Shape::Words,
    arity: Arity::Optional,
    meaning: "why, in your own words",
};

const ONLY: Flag = Flag {
    name: "services",
    value: Some(("A,B", Shape::Services)),
    meaning: "only these services",
};

const BUILD_PUSH: Flag = Flag {
    name: "build-push",
    value: None,
    meaning: "build the images, push them to their registries, and run them by digest",
};

const DRY_RUN: Flag = Flag {
    name: "dry-run",
    value: None,
    meaning: "show the plan and stop there",
};

const FOR: Flag = Flag {
    name: "for",
    value: Some(("TIME", Shape::Period)),
    meaning: "for how long; 24h if not said",
};

pub(in crate::command) static DEPLOY: Verb = Verb {
    name: "docker-deploy",
    alias: Some(Alias::Anywhere("deploy")),
    summary: "Preview a deploy; confirmed, carry it out",
    args: &[REF],
    flags: &[ONLY, BUILD_PUSH, DRY_RUN],
    takes_yes: true,
    examples: &[
        "/docker-deploy",
        "/docker-deploy v1.4.2 --services web,api",
        "/docker-deploy yes",
    ],
    action: Some(Action::Deploy),
    read: |args| {
        Ok(Command::Deploy {
            reference: args.optional(&REF)?,
            services: args
                .flag(&ONLY)?
                .map_or_else(Vec::new, |Services(named)| named),
            build_push: args.is_set(&BUILD_PUSH),
            dry_run: args.is_set(&DRY_RUN),
        })
    },
};

pub(in crate::command) static ROLLBACK: Verb = Verb {
    name: "docker-rollback",
    alias: Some(Alias::Anywhere("rollback")),
    summary: "Go back to an earlier release",
    args: &[RELEASE],
    flags: &[],
    takes_yes: true,
    examples: &[
        "/docker-rollback",
        "/docker-rollback 3",
        "/docker-rollback yes",
    ],
    action: Some(Action::Rollback),
    read: |args| {
        Ok(Command::Rollback {
            release: args.optional(&RELEASE)?,
        })
    },
};

pub(in crate::command) static RESTART: Verb = Verb {
    name: "docker-restart",
    alias: Some(Alias::Anywhere("restart")),
    summary: "Restart services in dependency order",
    args: &[SERVICES],
    flags: &[],
    takes_yes: true,
    examples: &[
        "/docker-restart",
        "/docker-restart web",
        "/docker-restart web yes",
    ],
    action: Some(Action::Restart),
    read: |args| {
        Ok(Command::Restart {
            services: args.all(&SERVICES)?,
        })
    },
};

pub(in crate::command) static START: Verb = Verb {
    name: "docker-start",
    alias: Some(Alias::AtTerminal("start")),
    summary: "Start services that are stopped",
    args: &[SERVICES],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-start", "/docker-start web"],
    action: Some(Action::Start),
    read: |args| {
        Ok(Command::Start {
            services: args.all(&SERVICES)?,
        })
    },
};

pub(in crate::command) static STOP: Verb = Verb {
    name: "docker-stop",
    alias: Some(Alias::Anywhere("stop")),
    summary: "Stop services; they stay down until started",
    args: &[SERVICES],
    flags: &[],
    takes_yes: true,
    examples: &["/docker-stop web", "/docker-stop web yes"],
    action: Some(Action::Stop),
    read: |args| {
        Ok(Command::Stop {
            services: args.all(&SERVICES)?,
        })
    },
};

pub(in crate::command) static CANCEL: Verb = Verb {
    name: "docker-cancel",
    alias: None,
    summary: "Stop the running operation at its next step",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-cancel"],
    action: Some(Action::Cancel),
    read: |_| Ok(Command::CancelOperation),
};

pub(in crate::command) static LOCK: Verb = Verb {
    name: "docker-lock",
    alias: Some(Alias::Anywhere("lock")),
    summary: "Hold the project as it is",
    args: &[REASON],
    flags: &[FOR],
    takes_yes: false,
    examples: &["/docker-lock migrating the database --for 2h"],
    action: Some(Action::Hold),
    read: |args| {
        Ok(Command::Lock {
            period: args.flag(&FOR)?,
            reason: args.together(&REASON)?,
        })
    },
};

pub(in crate::command) static UNLOCK: Verb = Verb {
    name: "docker-unlock",
    alias: Some(Alias::Anywhere("unlock")),
    summary: "Release the hold on the project",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-unlock"],
    action: Some(Action::Unhold),
    read: |_| Ok(Command::Unlock),
};
