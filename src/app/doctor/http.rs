//! Whether `HAILER_LISTEN` can be listened at, or Hailer does so already, and what it says there.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::bytes::Bytes;

use super::Check;
use crate::config::Config;

const WHAT: &str = "HAILER_LISTEN";
/// A little longer than `hailer serve` waits for its database.
const LIMIT: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read.
const LARGEST: usize = 1 << 10;

pub(super) async fn listen(config: &Config) -> Option<Check> {
    let address = config.listen?;
    let Err(error) = TcpListener::bind(address).await else {
        let found = format!("{address} is free; hailer serve isn't running");
        return Some(Check::good(WHAT, found));
    };
    if error.kind() != ErrorKind::AddrInUse {
        let found = format!("{address} can't be listened at: {error}");
        return Some(Check::bad(
            WHAT,
            found,
            "choose an address of this machine and a port above 1023",
        ));
    }
    Some(match ready(address).await.as_deref() {
        Some("ready") => Check::good(WHAT, format!("hailer serve answers at {address}: ready")),
        Some(why) if is_ours(why) => Check::bad(
            WHAT,
            format!("hailer serve answers at {address}: {why}"),
            mends(why),
        ),
        _ => Check::bad(
            WHAT,
            format!("{address} is taken by another program"),
            "choose another port, or end what has it (ss -ltnp names it)",
        ),
    })
}

/// What is answered at `/readyz`, on one line.
async fn ready(address: SocketAddr) -> Option<String> {
    let url = format!("http://{address}/readyz").parse().ok()?;
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let asked = async {
        let answer = client.get(url).await.ok()?;
        let body = Limited::new(answer.into_body(), LARGEST).collect().await;
        String::from_utf8(body.ok()?.to_bytes().to_vec()).ok()
    };
    let said = timeout(LIMIT, asked).await.ok()??;
    Some(said.trim().to_owned())
}

/// What `/readyz` can say, but that all is well.
fn is_ours(said: &str) -> bool {
    said.ends_with(" is not heard") || said.starts_with("the database ")
}

fn mends(why: &str) -> &'static str {
    match why {
        "Telegram is not heard" => {
            "its log says why (journalctl -u hailer): two programs with one TELEGRAM_BOT_TOKEN take each other's messages, so each needs a bot of its own"
        }
        "GitHub is not heard" => "its log says why (journalctl -u hailer)",
        _ => "see that the database of the serving Hailer runs",
    }
}
