//! What changes production, and what keeps it from being changed.

use crate::command::args::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::instance::{InstanceCommand, Limit, Whole};
use crate::command::invocation::Command;
use crate::command::read::Services;
use crate::command::token::Word;
use crate::command::value::Period;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;
use crate::domain::name::{InstanceName, ServiceName};

pub(super) static VERBS: &[&Verb] = &[
    &DEPLOY, &ROLLBACK, &RESTART, &START, &STOP, &CANCEL, &LOCK, &UNLOCK,
];

/// Services, or instances by their whole names.
const TARGETS: Arg = Arg {
    name: "SERVICE",
    shape: Shape::Target,
    arity: Arity::Many,
    meaning: "which services, or which instances (hailer-…); all of the project if none is named",
};

const INSTANCES: Arg = Arg {
    name: "hailer-NAME",
    shape: Shape::Instance,
    ..TARGETS
};

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

const TIMEOUT: Flag = Flag::valued(
    "timeout",
    ("TIME", Shape::Limit),
    "how long an instance may take to stop before it is killed; as its image says if not said",
);

/// What a line is about that names services or instances.
enum Targets {
    Services(Vec<ServiceName>),
    Instances(Vec<InstanceName>),
}

/// The first word says which of both it is about.
fn targets(args: &mut Args<'_>) -> Result<Targets, ParseError> {
    let is_instance = |word: &Word<'_>| word.text.starts_with(InstanceName::BEGINS);
    let instances = args.peek().is_some_and(is_instance);
    let is_other = |word: &Word<'_>| is_instance(word) != instances;
    let expected = if instances {
        "instances alone, whose names begin with hailer-"
    } else {
        "services alone, whose names don't begin with hailer-"
    };
    args.no_word(is_other, Problem::Mixed, expected)?;
    Ok(if instances {
        Targets::Instances(args.all(&INSTANCES)?)
    } else {
        let whom = "instances";
        let flag = TIMEOUT.name;
        let problem = Problem::NotForThese { flag, whom };
        args.without(
            &TIMEOUT,
            problem,
            "no --timeout: the compose file says how long services may take to stop",
        )?;
        Targets::Services(args.all(&TARGETS)?)
    })
}

fn timeout(args: &Args<'_>) -> Result<Option<Period>, ParseError> {
    Ok(args.flag(&TIMEOUT)?.map(|Limit(timeout)| timeout))
}

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
    summary: "Restart services in dependency order, or instances",
    args: &[TARGETS],
    flags: &[TIMEOUT],
    takes_yes: true,
    examples: &[
        "/docker-restart",
        "/docker-restart web",
        "/docker-restart web yes",
        "/docker-restart hailer-shop-db --timeout 10",
    ],
    action: Some(Action::Restart),
    read: |args| {
        let timeout = timeout(args)?;
        Ok(match targets(args)? {
            Targets::Services(services) => Command::Restart { services },
            Targets::Instances(names) => {
                Command::Instance(InstanceCommand::Restart { names, timeout })
            }
        })
    },
};

pub(in crate::command) static START: Verb = Verb {
    name: "docker-start",
    alias: Some(Alias::AtTerminal("start")),
    summary: "Start services or instances that are stopped",
    args: &[TARGETS],
    flags: &[],
    takes_yes: false,
    examples: &[
        "/docker-start",
        "/docker-start web",
        "/docker-start hailer-shop-db",
    ],
    action: Some(Action::Start),
    read: |args| {
        Ok(match targets(args)? {
            Targets::Services(services) => Command::Start { services },
            Targets::Instances(names) => Command::Instance(InstanceCommand::Start { names }),
        })
    },
};

pub(in crate::command) static STOP: Verb = Verb {
    name: "docker-stop",
    alias: Some(Alias::Anywhere("stop")),
    summary: "Stop services or instances until they are started",
    args: &[TARGETS],
    flags: &[TIMEOUT],
    takes_yes: true,
    examples: &[
        "/docker-stop web",
        "/docker-stop web yes",
        "/docker-stop hailer-shop-db --timeout 10",
    ],
    action: Some(Action::Stop),
    read: |args| {
        let timeout = timeout(args)?;
        Ok(match targets(args)? {
            Targets::Services(services) => Command::Stop { services },
            Targets::Instances(names) => {
                Command::Instance(InstanceCommand::Stop { names, timeout })
            }
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
