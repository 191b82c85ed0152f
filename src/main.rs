//! The binary: arguments in, exit code out.

use std::path::Path;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use hailer::app::{self, ServeError};
use hailer::command::{Alias, Verb, all_verbs};
use hailer::config::{Config, ConfigError, Environment};
use hailer::frontend::console::{self, Options};
use hailer::host;
use hailer::telemetry::{self, Format, TelemetryError};

/// The exit code where nothing could be carried out: no store, no terminal.
const CANNOT_START: u8 = 1;
/// The exit code of a wrong setting, which stays wrong however often it is tried.
const WRONG_SETTING: u8 = 2;

fn main() -> ExitCode {
    let matches = arguments().get_matches();
    match run(&matches) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hailer: {error:#}");
            let setting = error.is::<ConfigError>() || error.is::<TelemetryError>();
            let serve = error.downcast_ref::<ServeError>();
            let wrong = setting || serve.is_some_and(ServeError::is_setting);
            ExitCode::from(if wrong { WRONG_SETTING } else { CANNOT_START })
        }
    }
}

/// The arguments. Every verb of the language is a subcommand too.
fn arguments() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .help(help)
            .action(ArgAction::SetTrue)
            .global(true)
    };
    let words = || {
        Arg::new("words")
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true)
            .hide(true)
    };
    let base = Command::new("hailer")
        .about("Runs a team's Docker Compose projects from where it already talks")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(flag("json", "Print the answer as JSON, for scripts"))
        .arg(flag(
            "yes",
            "Confirm the plan that is printed, in the same call",
        ));
    let base = base.subcommands(own_commands()).subcommands(hidden());
    let mut heads: Vec<_> = all_verbs()
        .filter_map(|verb| Some((terminal_name(verb)?, verb)))
        .collect();
    heads.sort_by_key(|(name, _)| *name);
    heads.dedup_by_key(|(name, _)| *name);
    heads.into_iter().fold(base, |base, (name, verb)| {
        base.subcommand(
            Command::new(name)
                .about(verb.summary)
                .disable_help_flag(true)
                .arg(words()),
        )
    })
}

/// What is no verb of the language: what only the terminal has.
fn own_commands() -> [Command; 6] {
    let admin = Arg::new("admin")
        .long("admin")
        .help("Whoever sends it first becomes administrator")
        .action(ArgAction::SetTrue);
    let line = Arg::new("command")
        .required(true)
        .help("the command, in quotes");
    [
        Command::new("run")
            .about("Carry out one command, as in chat: hailer run \"/docker-status\"")
            .arg(line),
        Command::new("console").about("A prompt with history and completion"),
        Command::new("doctor")
            .about("Check engine, Compose binary, store, folders, tokens and clock"),
        Command::new("pair")
            .about("Make a code that tells the bot who somebody is, without looking up an id")
            .arg(admin),
        Command::new("ready").about(
            "Ask the hailer that serves here whether it is ready, for a container's healthcheck",
        ),
        Command::new("serve").about("Start the chat front ends that are configured"),
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

/// Carries out what is hidden. It has no settings, no log and no other thread.
fn run_hidden(name: &str, words: &[&String]) -> anyhow::Result<()> {
    match (name, words) {
        (host::SUPERVISE, [folder]) => Ok(host::supervise(Path::new(folder))?),
        (host::HOLD, [supervisor, program, argv @ ..]) => {
            let argv: Vec<_> = argv.iter().map(|word| (*word).clone()).collect();
            let error = host::hold(supervisor.parse()?, program, &argv);
            Err(anyhow::Error::from(error).context(format!("{program} can't be started")))
        }
        _ => anyhow::bail!("{name} is for Hailer itself"),
    }
}

/// How a verb is called at the terminal: its alias, or its first word.
fn terminal_name(verb: &'static Verb) -> Option<&'static str> {
    let name = verb.alias.map_or_else(|| verb.head(), Alias::name);
    // clap has a `help` of its own, and knows the verbs. The codes that chats take are made here.
    (!matches!(name, "help" | "pair")).then_some(name)
}

fn run(matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let (name, matches) = matches
        .subcommand()
        .ok_or_else(|| anyhow::anyhow!("no command was given"))?;
    if matches!(name, host::SUPERVISE | host::HOLD) {
        let words = matches.get_many("words").into_iter().flatten();
        run_hidden(name, &words.collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let environment = Environment::of_process()?;
    let format = Format::parse(environment.get("HAILER_LOG_FORMAT"))?;
    let level = if name == "serve" { "info" } else { "warn" };
    telemetry::install(format, environment.get("RUST_LOG"), level)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let config = Config::from_env(&environment);
    let options = Options {
        json: matches.get_flag("json"),
        yes: matches.get_flag("yes"),
    };
    let actor = console::actor();
    let code = runtime.block_on(async {
        match (name, config) {
            ("doctor", _) => Ok(console::print(&app::doctor(&environment).await, options)),
            (_, Err(error)) => Err(anyhow::Error::from(error)),
            ("serve", Ok(config)) => Ok(app::serve(&config).await.map(|()| 0)?),
            ("ready", Ok(config)) => {
                app::ready(&config).await?;
                println!("ready");
                Ok(0)
            }
            ("pair", Ok(config)) => {
                let admin = matches.get_flag("admin");
                Ok(app::pair(&config, &actor?, admin, options).await?)
            }
            ("console", Ok(config)) => Ok(app::console(&config, actor?, options).await?),
            ("run", Ok(config)) => {
                let line = matches.get_one::<String>("command");
                let line = line.map_or("", String::as_str);
                Ok(app::run(&config, actor?, line, options).await?)
            }
            (verb, Ok(config)) => {
                let words = matches.get_many::<String>("words").into_iter().flatten();
                let (line, options) = console::line(verb, words, options);
                Ok(app::run(&config, actor?, &line, options).await?)
            }
        }
    })?;
    // Work that was given up (a stalled name look-up, a scan) must not keep the process alive.
    runtime.shutdown_background();
    Ok(ExitCode::from(code))
}
