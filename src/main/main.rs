//! The binary: arguments in, exit code out.

mod arguments;
mod described;
mod manual;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::ArgMatches;
use clap_complete::Shell;
use hailer::app::{self, ServeError};
use hailer::config::{Config, ConfigError, Environment};
use hailer::frontend::console::{self, Options};
use hailer::host;
use hailer::telemetry::{self, Format, TelemetryError};

/// The exit code where nothing could be carried out: no store, no terminal.
const CANNOT_START: u8 = 1;
/// The exit code of a wrong setting, which stays wrong however often it is tried.
const WRONG_SETTING: u8 = 2;

fn main() -> ExitCode {
    let matches = arguments::arguments().get_matches();
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

/// What the program says of itself, for shells and for man. It takes no settings either.
fn describes_itself(name: &str, matches: &ArgMatches) -> io::Result<Option<Vec<u8>>> {
    let mut text = Vec::new();
    match name {
        "man" => text = manual::page(&described::described())?,
        "completions" => {
            let shell = matches.get_one::<String>("shell").map(String::as_str);
            let shell = match shell {
                Some("zsh") => Shell::Zsh,
                Some("fish") => Shell::Fish,
                _ => Shell::Bash,
            };
            clap_complete::generate(shell, &mut described::described(), "hailer", &mut text);
        }
        "help" => {
            let topic = matches.get_one::<String>("topic").map(String::as_str);
            let mut all = arguments::arguments();
            all.build();
            let own = arguments::base();
            let meant = match topic {
                None => Some(&mut all),
                // The language explains its verbs itself.
                Some(topic) if own.find_subcommand(topic).is_none() => None,
                Some(topic) => all.find_subcommand_mut(topic),
            };
            let Some(meant) = meant else {
                return Ok(None);
            };
            text = meant.render_help().to_string().into_bytes();
        }
        _ => return Ok(None),
    }
    Ok(Some(text))
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
    if let Some(text) = describes_itself(name, matches)? {
        // A reader that has gone (`| head`) is no reason to fail.
        drop(io::stdout().write_all(&text));
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
                let words = if verb == "help" { "topic" } else { "words" };
                let words = matches.get_many::<String>(words).into_iter().flatten();
                let (line, options) = console::line(verb, words, options);
                Ok(app::run(&config, actor?, &line, options).await?)
            }
        }
    })?;
    // Work that was given up (a stalled name look-up, a scan) must not keep the process alive.
    runtime.shutdown_background();
    Ok(ExitCode::from(code))
}
