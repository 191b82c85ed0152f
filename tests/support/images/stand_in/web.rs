//! As much of HTTP as a health check needs.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::wire::PATIENCE;

/// Answers every GET on its path with a status ("200 OK") and a text, for ever.
pub(super) fn serve(
    listener: &TcpListener,
    server: &'static str,
    answer: fn(&str) -> (&'static str, String),
) {
    for stream in listener.incoming().flatten() {
        thread::spawn(move || exchange(&stream, server, answer));
    }
}

fn exchange(
    mut stream: &TcpStream,
    server: &str,
    answer: fn(&str) -> (&'static str, String),
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let (status, text) = answer(first.split(' ').nth(1).unwrap_or_default());
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nServer: {server}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )
}
