//! What the databases and their clients say to each other: one line asks, one line answers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::thread;
use std::time::Duration;

use super::{Failure, Ran, fails};

/// How long a server makes its databases.
pub(super) const MAKING: Duration = Duration::from_millis(300);
/// How long one side waits for the other.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Answers everybody who connects, for ever.
pub(super) fn serve(port: u16, answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Ran {
    let answer = std::sync::Arc::new(answer);
    for stream in listen("0.0.0.0", port)?.incoming().flatten() {
        let answer = answer.clone();
        thread::spawn(move || {
            let mut line = String::new();
            stream.set_read_timeout(Some(PATIENCE))?;
            BufReader::new(&stream).read_line(&mut line)?;
            writeln!(&stream, "{}", answer(line.trim_end_matches('\n')))
        });
    }
    Ok(())
}

pub(super) fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((host, port)).map_err(|error| fails(1, format!("{host}:{port}: {error}")))
}

pub(super) fn ask(host: &str, port: u16, line: &str) -> std::io::Result<String> {
    let stream = connect(host, port)?;
    writeln!(&stream, "{line}")?;
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer)?;
    Ok(answer.trim_end().to_owned())
}

pub(super) fn connect(host: &str, port: u16) -> std::io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    let mut failed = std::io::ErrorKind::AddrNotAvailable.into();
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The value of `--name=value`, the last one counts.
pub(super) fn option<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let mut found = words.iter().rev().filter_map(|word| {
        let value = word.strip_prefix(name)?;
        value.strip_prefix('=')
    });
    found.next()
}

/// The word after `name`.
pub(super) fn after<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let place = words.iter().position(|word| word == name)?;
    words.get(place + 1).map(String::as_str)
}

/// A variable that is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
