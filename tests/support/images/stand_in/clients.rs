//! What health checks look with: `nc -z`, and `curl` for one URL. They end with the codes of the real ones.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use super::wire::connect;
use super::{Failure, Ran, fails};

/// `nc -z HOST PORT`: whether somebody listens there.
pub(super) fn nc(words: &[String]) -> Ran {
    let [flag, host, port] = words else {
        return Err(fails(1, "nc: -z HOST PORT"));
    };
    let port = port.parse().ok().filter(|_| flag == "-z");
    let port = port.ok_or_else(|| fails(1, "nc: -z HOST PORT"))?;
    let connected = connect(host, port);
    connected
        .map(drop)
        .map_err(|error| fails(1, format!("nc: {host} ({host}:{port}): {error}")))
}

/// `curl --fail --silent --show-error --max-time 2 URL`
pub(super) fn curl(words: &[String]) -> Ran {
    let mut limit = Duration::from_mins(5);
    let mut url = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--fail" | "--silent" | "--show-error" => {}
            "--max-time" => {
                let seconds = words.next().and_then(|word| word.parse().ok());
                limit = Duration::from_secs(seconds.ok_or_else(|| fails(2, "curl: --max-time"))?);
            }
            word if word.starts_with('-') => {
                return Err(fails(2, format!("curl: option {word}: is unknown")));
            }
            word => url = Some(word),
        }
    }
    let (status, text) = get(url.ok_or_else(|| fails(2, "curl: no URL"))?, limit)?;
    if status >= 400 {
        return Err(fails(
            22,
            format!("curl: (22) The requested URL returned error: {status}"),
        ));
    }
    print!("{text}");
    Ok(())
}

fn get(url: &str, limit: Duration) -> Result<(u16, String), Failure> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| fails(1, "curl: (1) not http"))?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let port = port
        .parse()
        .map_err(|_| fails(3, "curl: (3) no such port"))?;
    let mut stream = connect(host, port).map_err(|error| {
        fails(
            7,
            format!("curl: (7) Failed to connect to {authority}: {error}"),
        )
    })?;
    let mut answer = String::new();
    stream
        .set_read_timeout(Some(limit))
        .and_then(|()| {
            write!(
                stream,
                "GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"
            )
        })
        .and_then(|()| stream.read_to_string(&mut answer))
        .map_err(|error| fails(28, format!("curl: (28) {error}")))?;
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| fails(52, "curl: (52) Empty reply from server"))?;
    let text = answer.split_once("\r\n\r\n").map_or("", |(_, text)| text);
    Ok((status, text.to_owned()))
}
