//! The shop: one static binary that is every service of the demo project, told by its first argument which.
//!
//! It also plays the badly behaved services that Hailer's tests need: one that crashes, hangs, floods its log or
//! doesn't stop when asked. It depends on nothing but the standard library, so that an image made `FROM scratch`
//! needs this one file.

mod hammer;
mod http;
mod misbehaviour;
mod services;
mod signals;

use std::io::{self, Error};
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "usage: shop COMMAND

  web                   the page, on :8080; asks the API at $SHOP_API (http://api:8081/)
  api                   the API, on :8081; reads $SHOP_CONFIG (/config/shop.conf)
  migrate               prepares the volume at $SHOP_DATA (/data) and exits
  healthcheck URL       exits 0 if URL answers 200 within two seconds, else 1

  serve PORT [STATUS]   answers every request with STATUS (200)
  look-and-serve URL PORT  asks URL once, as a service looks for its database, then serves
  mute PORT             takes every request and never answers
  hammer URL N          asks URL N times a second and prints how each request went
  crash [CODE] [AFTER]  exits with CODE (1) after AFTER seconds (0)
  hang                  runs and never answers anything
  ignore-term           runs and ignores SIGTERM
  chatter N [BYTES]     N numbered lines, odd ones on stdout, even ones on stderr, padded to BYTES; then runs on
  eat MIB               takes so much memory and holds it
  bytes                 prints what is not UTF-8 and exits
  sleep SECS            exits with 0 after SECS seconds
  exit CODE             exits with CODE at once
  env                   prints its environment, sorted
  write PATH TEXT       writes TEXT into PATH, with its folders
  show PATH...          prints what is in each PATH";

fn main() -> ExitCode {
    signals::stop_on_sigterm();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("shop {}: {error}", words.join(" "));
            ExitCode::from(2)
        }
    }
}

fn run(words: &[&str]) -> io::Result<ExitCode> {
    match *words {
        ["web"] => services::web(),
        ["api"] => services::api(),
        ["migrate"] => services::migrate(),
        ["healthcheck", url] => Ok(services::healthcheck(url)),
        ["serve", port] => services::serve(number(port)?, 200),
        ["serve", port, status] => services::serve(number(port)?, number(status)?),
        ["look-and-serve", url, port] => {
            http::get(url)?;
            services::serve(number(port)?, 200)
        }
        ["mute", port] => misbehaviour::mute(number(port)?),
        ["hammer", url, per_second] => hammer::hammer(url, number(per_second)?),
        ["crash"] => Ok(misbehaviour::crash(1, Duration::ZERO)),
        ["crash", code] => Ok(misbehaviour::crash(number(code)?, Duration::ZERO)),
        ["crash", code, after] => Ok(misbehaviour::crash(number(code)?, seconds(after)?)),
        ["hang"] => Ok(misbehaviour::hang()),
        ["ignore-term"] => Ok(misbehaviour::ignore_term()),
        ["chatter", lines] => misbehaviour::chatter(number(lines)?, 0),
        ["chatter", lines, bytes] => misbehaviour::chatter(number(lines)?, number(bytes)?),
        ["eat", mebibytes] => Ok(misbehaviour::eat(number(mebibytes)?)),
        ["bytes"] => misbehaviour::bytes(),
        ["sleep", duration] => Ok(misbehaviour::sleep(seconds(duration)?)),
        ["exit", code] => Ok(ExitCode::from(number::<u8>(code)?)),
        ["env"] => misbehaviour::env(),
        ["write", path, text] => misbehaviour::write(path, text),
        ["show", ref paths @ ..] => misbehaviour::show(paths),
        _ => Err(Error::other(format!("no such command\n{USAGE}"))),
    }
}

fn number<T: std::str::FromStr>(word: &str) -> io::Result<T> {
    word.parse()
        .map_err(|_| Error::other(format!("{word:?} is not a number that fits here")))
}

fn seconds(word: &str) -> io::Result<Duration> {
    Duration::try_from_secs_f64(number(word)?)
        .map_err(|_| Error::other(format!("{word:?} is not a number of seconds")))
}
