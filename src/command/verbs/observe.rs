//! What looks and changes nothing: status, logs, history.

use crate::command::args::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::instance::InstanceCommand;
use crate::command::invocation::{Command, LogsQuery};
use crate::command::token::Word;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;
use crate::domain::name::{InstanceName, ServiceName};

pub(super) static VERBS: &[&Verb] = &[&STATUS, &LOGS, &HISTORY];

const SERVICES: Arg = Arg {
    name: "SERVICE",
    shape: Shape::Service,
    arity: Arity::Many,
    meaning: "which services; all of the project if none is named",
};

const STATS: Flag = Flag {
    name: "stats",
    value: None,
    meaning: "measure CPU and memory, which takes a second",
    many: false,
};

pub(in crate::command) static STATUS: Verb = Verb {
    name: "docker-status",
    alias: Some(Alias::Anywhere("status")),
    summary: "State and health of every container",
    args: &[SERVICES],
    flags: &[STATS],
    takes_yes: false,
    examples: &["/docker-status", "/docker-status web api --stats"],
    action: Some(Action::Status),
    read: |args| {
        Ok(Command::Status {
            stats: args.is_set(&STATS),
            services: args.all(&SERVICES)?,
        })
    },
};

/// A service, or an instance by its whole name.
const TARGET: Arg = Arg {
    name: "SERVICE",
    shape: Shape::Target,
    arity: Arity::Optional,
    meaning: "which service, or which instance (hailer-…); else the unhealthy one, the primary one, or all",
};

const INSTANCE: Arg = Arg {
    name: "hailer-NAME",
    shape: Shape::Instance,
    ..TARGET
};

const LINES: Arg = Arg {
    name: "LINES",
    shape: Shape::Lines,
    arity: Arity::Optional,
    meaning: "how many lines, 1 to 10000; 50 if not said",
};

const SINCE: Flag = Flag {
    name: "since",
    value: Some(("TIME", Shape::Period)),
    meaning: "only lines of the last 10m, 2h, 1day",
    many: false,
};

const GREP: Flag = Flag {
    name: "grep",
    value: Some(("PATTERN", Shape::Pattern)),
    meaning: "only lines that hold this regular expression",
    many: false,
};

const FOLLOW: Flag = Flag {
    name: "follow",
    value: None,
    meaning: "go on showing new lines as they come",
    many: false,
};

const OPERATION: Flag = Flag {
    name: "operation",
    value: Some(("ID", Shape::Operation)),
    meaning: "what was kept of a service's containers that failed in an operation",
    many: false,
};

pub(in crate::command) static LOGS: Verb = Verb {
    name: "docker-logs",
    alias: Some(Alias::Anywhere("logs")),
    summary: "Log lines of a service or an instance",
    args: &[TARGET, LINES],
    flags: &[SINCE, GREP, FOLLOW, OPERATION],
    takes_yes: false,
    examples: &[
        "/docker-logs",
        "/docker-logs web 200",
        "/docker-logs api --since 10m --grep \"timeout|refused\"",
        "/docker-logs hailer-shop-db",
    ],
    action: Some(Action::Logs),
    read: read_logs,
};

fn read_logs(args: &mut Args<'_>) -> Result<Command, ParseError> {
    let is_number = |word: &Word<'_>| {
        !word.quoted && !word.text.is_empty() && word.text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_instance = |word: &Word<'_>| word.text.starts_with(InstanceName::BEGINS);
    if args.peek().is_some_and(is_instance) {
        let name = args.required(&INSTANCE)?;
        let (flag, whom) = (OPERATION.name, "services");
        let problem = Problem::NotForThese { flag, whom };
        args.without(
            &OPERATION,
            problem,
            "no --operation: an instance's log is that of its container",
        )?;
        let query = read_query(args, None)?;
        return Ok(Command::Instance(InstanceCommand::Logs { name, query }));
    }
    // `/logs 100` asks for lines. A service that is called 100 is named in quotes.
    let service = if args.peek().is_some_and(is_number) {
        None
    } else {
        args.optional(&TARGET)?
    };
    read_query(args, service).map(Command::Logs)
}

fn read_query(args: &mut Args<'_>, service: Option<ServiceName>) -> Result<LogsQuery, ParseError> {
    Ok(LogsQuery {
        service,
        lines: args.optional(&LINES)?,
        since: args.flag(&SINCE)?,
        grep: args.flag(&GREP)?,
        follow: args.is_set(&FOLLOW),
        operation: args.flag(&OPERATION)?,
    })
}

pub(in crate::command) static HISTORY: Verb = Verb {
    name: "docker-history",
    alias: Some(Alias::Anywhere("history")),
    summary: "Releases and operations, newest first",
    args: &[],
    flags: &[],
    takes_yes: false,
    examples: &["/docker-history"],
    action: Some(Action::History),
    read: |_| Ok(Command::History),
};
