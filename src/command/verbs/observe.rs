//! What looks and changes nothing: status, logs, history.

use crate::command::args::Args;
use crate::command::error::ParseError;
use crate::command::invocation::{Command, LogsQuery};
use crate::command::token::Word;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;

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

const SERVICE: Arg = Arg {
    name: "SERVICE",
    shape: Shape::Service,
    arity: Arity::Optional,
    meaning: "which service; else the unhealthy one, the primary one, or all",
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
};

const GREP: Flag = Flag {
    name: "grep",
    value: Some(("PATTERN", Shape::Pattern)),
    meaning: "only lines that hold this regular expression",
};

const FOLLOW: Flag = Flag {
    name: "follow",
    value: None,
    meaning: "go on showing new lines as they come",
};

const OPERATION: Flag = Flag {
    name: "operation",
    value: Some(("ID", Shape::Operation)),
    meaning: "what was kept of the containers that failed in an operation",
};

pub(in crate::command) static LOGS: Verb = Verb {
    name: "docker-logs",
    alias: Some(Alias::Anywhere("logs")),
    summary: "Log lines of a service",
    args: &[SERVICE, LINES],
    flags: &[SINCE, GREP, FOLLOW, OPERATION],
    takes_yes: false,
    examples: &[
        "/docker-logs",
        "/docker-logs web 200",
        "/docker-logs api --since 10m --grep \"timeout|refused\"",
    ],
    action: Some(Action::Logs),
    read: read_logs,
};

fn read_logs(args: &mut Args<'_>) -> Result<Command, ParseError> {
    let is_number = |word: &Word<'_>| {
        !word.quoted && !word.text.is_empty() && word.text.bytes().all(|b| b.is_ascii_digit())
    };
    // `/logs 100` asks for lines. A service that is called 100 is named in quotes.
    let service = if args.peek().is_some_and(is_number) {
        None
    } else {
        args.optional(&SERVICE)?
    };
    Ok(Command::Logs(LogsQuery {
        service,
        lines: args.optional(&LINES)?,
        since: args.flag(&SINCE)?,
        grep: args.flag(&GREP)?,
        follow: args.is_set(&FOLLOW),
        operation: args.flag(&OPERATION)?,
    }))
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
