//! What stops and starts: services, or instances by their whole names.

use crate::command::args::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::instance::{InstanceCommand, Limit};
use crate::command::invocation::Command;
use crate::command::token::Word;
use crate::command::value::Period;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;
use crate::domain::name::{InstanceName, ServiceName};

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
