//! The arguments: every verb of the language is a subcommand, beside what only the terminal has.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};
use clap_complete::Shell;
use hailer::command::{Alias, Verb, all_verbs};
use hailer::host;

/// The shells that completion is written for.
pub(crate) const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

/// What is parsed: a verb's words are left to the language, which knows them better.
pub(crate) fn arguments() -> Command {
    let words = || {
        Arg::new("words")
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .hide(true)
    };
    let verbs = terminal_verbs().into_iter().map(|(name, forms)| {
        let verb = forms.first();
        let command = Command::new(name)
            .about(verb.map_or("", |verb| verb.summary))
            .disable_help_flag(true)
            .arg(words());
        // Its name in chat is heard, too.
        match verb.map(|verb| verb.head()) {
            Some(head) if head != name => command.alias(head),
            _ => command,
        }
    });
    base().subcommands(hidden()).subcommands(verbs)
}

/// The program with what only the terminal has.
pub(crate) fn base() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .help(help)
            .action(ArgAction::SetTrue)
            .global(true)
    };
    Command::new("hailer")
        .about("Runs a team's Docker Compose projects from where it already talks")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(flag("json", "Print the answer as JSON, for scripts"))
        .arg(flag(
            "yes",
            "Confirm the plan that is printed, in the same call",
        ))
        .subcommands(own_commands())
}

/// The verbs by the name that they have at the terminal, each with its forms.
pub(crate) fn terminal_verbs() -> Vec<(&'static str, Vec<&'static Verb>)> {
    let mut verbs: Vec<(&str, Vec<&Verb>)> = Vec::new();
    for verb in all_verbs() {
        let Some(name) = terminal_name(verb) else {
            continue;
        };
        match verbs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, forms)) => forms.push(verb),
            None => verbs.push((name, vec![verb])),
        }
    }
    verbs.sort_by_key(|(name, _)| *name);
    verbs
}

/// How a verb is called at the terminal: its alias, or its first word.
fn terminal_name(verb: &'static Verb) -> Option<&'static str> {
    let name = verb.alias.map_or_else(|| verb.head(), Alias::name);
    // `help` knows what only the terminal has, too. The codes that chats take are made here.
    (!matches!(name, "help" | "pair")).then_some(name)
}

/// What is no verb of the language: what only the terminal has.
fn own_commands() -> [Command; 9] {
    let admin = Arg::new("admin")
        .long("admin")
        .help("Whoever sends it first becomes administrator")
        .action(ArgAction::SetTrue);
    let line = Arg::new("command")
        .required(true)
        .help("the command, in quotes");
    let topic = Arg::new("topic")
        .num_args(0..)
        .help("the command that is meant; all if none is named");
    let shell = Arg::new("shell")
        .required(true)
        .value_parser(PossibleValuesParser::new(
            SHELLS.map(|shell| shell.to_string()),
        ));
    [
        Command::new("run")
            .about("Carry out one command, as in chat: hailer run \"/docker-status\"")
            .arg(line),
        Command::new("console").about("A prompt with history and completion"),
        Command::new("doctor")
            .about("Check engine, Compose binary, store, folders, accounts and clock"),
        Command::new("pair")
            .about("Make a code that tells the bot who somebody is, without looking up an id")
            .arg(admin),
        Command::new("ready").about(
            "Ask the hailer that serves here whether it is ready, for a container's healthcheck",
        ),
        Command::new("serve").about("Start the chat front ends that are configured"),
        Command::new("completions")
            .about("Print what makes a shell complete hailer's commands and flags")
            .arg(shell),
        Command::new("man").about("Print the manual page"),
        Command::new("help")
            .about("Say what there is, or all about one command")
            .arg(topic),
    ]
}

/// What this program starts of itself, to look after programs of the machine.
fn hidden() -> [Command; 2] {
    let words = |least: usize| {
        Arg::new("words")
            .required(true)
            .num_args(least..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
    };
    [
        Command::new(host::SUPERVISE).hide(true).arg(words(1)),
        Command::new(host::HOLD)
            .hide(true)
            .disable_help_flag(true)
            .arg(words(3)),
    ]
}
