//! As much HTTP/1.1 as three small services need: GET, a body, close. Every read and write has a limit.

use std::io::{self, BufRead, BufReader, Error, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(2);
const LONGEST_REQUEST: u64 = 8 * 1024;
const LONGEST_ANSWER: u64 = 64 * 1024;

/// What a service says to a request.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn ok(body: impl Into<String>) -> Self {
        Self {
            status: 200,
            body: body.into(),
        }
    }
}

/// Answers each request for a path with `answer(path)`, one thread a connection, until the process ends.
pub fn serve(port: u16, answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> io::Result<()> {
    let listener = TcpListener::bind(SocketAddr::from(([0, 0, 0, 0], port)))?;
    println!("listening on :{port}");
    let answer = std::sync::Arc::new(answer);
    for connection in listener.incoming() {
        let answer = answer.clone();
        // A client that goes away in the middle is no concern of the others.
        thread::spawn(move || connection.and_then(|stream| respond(&stream, &*answer)));
    }
    Ok(())
}

fn respond(mut stream: &TcpStream, answer: &dyn Fn(&str) -> Answer) -> io::Result<()> {
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    let mut lines = BufReader::new(stream.take(LONGEST_REQUEST)).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    // The headers are read to their end, or closing the socket would reset the connection under the answer.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or("/");
    let Answer { status, body } = answer(path);
    write!(
        stream,
        "HTTP/1.1 {status} shop\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The body of `url` (`http://host:port/path`); anything but 200 is an error.
pub fn get(url: &str) -> io::Result<String> {
    let (host, path) = split(url)?;
    let address = host
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| Error::other(format!("{host} has no address")))?;
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.set_write_timeout(Some(LIMIT))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.to_owned()),
        _ => Err(Error::other(format!(
            "{url} answered {:?}",
            answer.lines().next().unwrap_or_default()
        ))),
    }
}

fn split(url: &str) -> io::Result<(&str, &str)> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| Error::other(format!("{url:?} does not begin with http://")))?;
    Ok(rest
        .find('/')
        .map_or((rest, "/"), |slash| rest.split_at(slash)))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_url_without_a_path_asks_for_the_root() {
        assert_eq!(split("http://api:8081").ok(), Some(("api:8081", "/")));
        assert_eq!(
            split("http://api:8081/health").ok(),
            Some(("api:8081", "/health"))
        );
        assert!(split("https://api").is_err());
    }
}
