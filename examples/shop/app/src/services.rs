//! The services of the demo project: a page, the API behind it, and the one-shot migration that comes before both.

use std::fs;
use std::io::{self, Error};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::http::{self, Answer};

const MARKER: &str = "migrations";
const MIGRATIONS: [&str; 2] = ["001_products", "002_orders"];

fn variable(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// The page: what the API answers, under a title from the environment.
pub fn web() -> io::Result<ExitCode> {
    let api = variable("SHOP_API", "http://api:8081/");
    let title = variable("SHOP_TITLE", "The shop");
    http::serve(8080, move |path| {
        if path == "/health" {
            return Answer::ok("ok\n");
        }
        match http::get(&api) {
            Ok(body) => Answer::ok(format!("{title}\n\n{body}")),
            Err(error) => {
                eprintln!("GET {path}: {error}");
                Answer {
                    status: 502,
                    body: format!("{title} is closed: {error}\n"),
                }
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The API: version and message from its config file, read once at the start, and what the migration left.
pub fn api() -> io::Result<ExitCode> {
    let path = variable("SHOP_CONFIG", "/config/shop.conf");
    let config =
        fs::read_to_string(&path).map_err(|error| Error::other(format!("{path}: {error}")))?;
    let version = setting(&config, "version", &path)?;
    let message = setting(&config, "message", &path)?;
    let marker = marker();
    let migrations = fs::read_to_string(&marker).map_err(|error| {
        Error::other(format!("{}: {error}; run migrate first", marker.display()))
    })?;
    let body = format!(
        "version {version}\n{message}\n{} migrations\n",
        migrations.lines().count()
    );
    println!("version {version}");
    http::serve(8081, move |path| {
        if path == "/health" {
            return Answer::ok("ok\n");
        }
        println!("GET {path}");
        Answer::ok(body.clone())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes what was migrated onto the volume; doing it again changes nothing.
pub fn migrate() -> io::Result<ExitCode> {
    let marker = marker();
    let done = fs::read_to_string(&marker).unwrap_or_default();
    for migration in MIGRATIONS {
        let known = done.lines().any(|line| line == migration);
        println!(
            "{migration}: {}",
            if known { "already there" } else { "applied" }
        );
    }
    fs::write(&marker, MIGRATIONS.join("\n") + "\n")
        .map_err(|error| Error::other(format!("{}: {error}", marker.display())))?;
    println!("migrated");
    Ok(ExitCode::SUCCESS)
}

/// Whether `url` answers 200: what a healthcheck in an image without a shell runs.
pub fn healthcheck(url: &str) -> ExitCode {
    match http::get(url) {
        Ok(body) => {
            print!("{body}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The plainest service: it says the same to everybody, and is healthy where that is 200.
pub fn serve(port: u16, status: u16) -> io::Result<ExitCode> {
    let body = if status == 200 { "ok\n" } else { "not well\n" };
    http::serve(port, move |_| Answer {
        status,
        body: body.to_owned(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn marker() -> PathBuf {
    PathBuf::from(variable("SHOP_DATA", "/data")).join(MARKER)
}

/// The value of a `key=value` line.
fn setting(config: &str, key: &str, path: &str) -> io::Result<String> {
    config
        .lines()
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim().to_owned())
        .ok_or_else(|| Error::other(format!("{path} has no line {key}=…")))
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn a_setting_is_found_among_comments_and_a_missing_one_is_named() {
        let config = "# the shop\nversion = 2\nmessage=a=b\n";
        assert_eq!(setting(config, "version", "f").ok().as_deref(), Some("2"));
        assert_eq!(setting(config, "message", "f").ok().as_deref(), Some("a=b"));
        let error = setting(config, "colour", "f").map_err(|error| error.to_string());
        assert_eq!(error, Err("f has no line colour=…".to_owned()));
    }
}
