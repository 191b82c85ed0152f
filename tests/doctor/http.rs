//! The address that `hailer serve` answers at.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::host::Host;
use crate::telegram::{Fault, TOKEN, Telegram};

/// `hailer serve`, until the test ends.
struct Serving(Child);

impl Serving {
    fn of(host: &Host) -> Self {
        let mut serve = host.hailer(&["serve"]);
        let serve = serve.stdout(Stdio::null()).stderr(Stdio::null());
        Self(serve.spawn().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn free_address() -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

/// Waits until `/readyz` says this.
async fn says(address: &str, said: &str) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let asked = async {
        loop {
            let answer = http.get(format!("http://{address}/readyz")).send().await;
            if let Ok(answer) = answer
                && answer.text().await.unwrap().trim() == said
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let asked = tokio::time::timeout(Duration::from_mins(3), asked).await;
    asked.unwrap_or_else(|_| panic!("nobody says {said:?} at {address}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_free_or_hailers_own_is_well() {
    let address = free_address();
    let host = Host::new().with("HAILER_LISTEN", &address);
    assert_eq!(host.asks(), (0, vec![]));
    assert!(host.reads().contains("is free"));
    let _serving = Serving::of(&host);
    says(&address, "ready").await;
    assert_eq!(host.asks(), (0, vec![]));
    assert!(
        host.reads()
            .contains(&format!("hailer serve answers at {address}: ready"))
    );
}

#[test]
fn an_address_that_another_program_has_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for caller in taken.incoming() {
            let mut caller = caller.unwrap();
            let mut asked = [0; 1024];
            let _: usize = caller.read(&mut asked).unwrap_or(0);
            drop(caller.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"));
        }
    });
    let host = Host::new().with("HAILER_LISTEN", address);
    host.is_told(
        5,
        "HAILER_LISTEN",
        ("is taken by another program", "choose another port"),
    );
}

#[test]
fn an_address_of_another_machine_is_told() {
    let host = Host::new().with("HAILER_LISTEN", "192.0.2.7:8080");
    host.is_told(
        5,
        "HAILER_LISTEN",
        ("can't be listened at", "an address of this machine"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bots_with_one_token_are_told() {
    let telegram = Telegram::start();
    let address = free_address();
    let host = Host::new()
        .with("HAILER_LISTEN", &address)
        .with("TELEGRAM_API_URL", telegram.url())
        .with("TELEGRAM_BOT_TOKEN", TOKEN)
        .with("HAILER_ADMINS", "telegram:7");
    // As Telegram puts it to whoever asks while another does.
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    telegram.fail_next(usize::MAX, "getUpdates", Fault::Refused(words));
    let _serving = Serving::of(&host);
    says(&address, "Telegram is not heard").await;
    host.is_told(
        5,
        "HAILER_LISTEN",
        ("Telegram is not heard", "each needs a bot of its own"),
    );
}
