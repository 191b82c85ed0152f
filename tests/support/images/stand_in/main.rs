//! One program that stands in for several servers and the clients that their health checks call; which, its name decides. It is
//! none of them: it begins only with what the real one can't do without, listens where that listens, and answers its own
//! clients truthfully. A real client doesn't understand it.
//!
//! `rustc` compiles it by itself, of the standard library alone, when the images are made.

mod azurite;
mod clients;
mod mysql;
mod quilt_mcp;
mod sqlserver;
mod web;
mod wire;

use std::process::ExitCode;

/// Why a program ends without success. The last line that it says.
struct Failure {
    code: u8,
    said: String,
}

type Ran = Result<(), Failure>;

fn fails(code: u8, said: impl Into<String>) -> Failure {
    let said = said.into();
    Failure { code, said }
}

fn main() -> ExitCode {
    let mut words = std::env::args();
    let path = words.next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let words: Vec<String> = words.collect();
    let ran = match name {
        "mysqld" => mysql::serve(&words),
        "mysqladmin" => mysql::ping(&words),
        "mysql" => mysql::query(&words),
        "sqlservr" => sqlserver::serve(),
        "sqlcmd" => sqlserver::query(&words),
        "azurite" => azurite::serve(&words),
        "quilt-mcp" => quilt_mcp::serve(),
        "nc" => clients::nc(&words),
        "curl" => clients::curl(&words),
        "eat" => eat(),
        _ => Err(fails(2, format!("{path}: stands in for nothing"))),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.said);
            ExitCode::from(failure.code)
        }
    }
}

/// Takes memory, and uses it, until it is killed. A machine without a limit survives it.
fn eat() -> Ran {
    println!("eating");
    let mut eaten = Vec::new();
    while eaten.len() < 1024 {
        eaten.push(vec![1_u8; 1 << 20]);
    }
    let eaten: usize = eaten.iter().map(Vec::len).sum();
    Err(fails(4, format!("ate {eaten} bytes and was not killed")))
}
