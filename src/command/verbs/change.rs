//! What changes production, and what keeps it from being changed.

use super::cycle::{RESTART, START, STOP};
use crate::command::instance::{InstanceCommand, Whole};
use crate::command::invocation::Command;
use crate::command::read::Services;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

pub(super) static VERBS: &[&Verb] = &[
    &DEPLOY, &ROLLBACK, &RESTART, &START, &STOP, &CANCEL, &LOCK, &UNLOCK,
];

const UNDER_WAY: Arg = Arg {
    name: "hailer-NAME",
    shape: Shape::Instance,
    arity: Arity::Optional,
    meaning: "on which instance; on the project if none is named",
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
    many: false,
};

const BUILD_PUSH: Flag = Flag {
    name: "build-push",
    value: None,
    meaning: "build the images, push them to their registries, and run them by digest",
    many: false,
};

const DRY_RUN: Flag = Flag {
    name: "dry-run",
    value: None,
    meaning: "show the plan and stop there",
    many: false,
};

const FOR: Flag = Flag {
    name: "for",
    value: Some(("TIME", Shape::Period)),
    meaning: "for how long; 24h if not said",
    many: false,
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

pub(in crate::command) static CANCEL: Verb = Verb {
    name: "docker-cancel",
    alias: None,
    summary: "Stop the running operation at its next step",
    args: &[UNDER_WAY],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-cancel", "/docker-cancel hailer-shop-db"],
    action: Some(Action::Cancel),
    read: |args| {
        Ok(match args.optional(&UNDER_WAY)? {
            None => Command::CancelOperation,
            Some(Whole(name)) => Command::Instance(InstanceCommand::Cancel { name }),
        })
    },
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
