//! A client that asks steadily and says of each request how it went: what a service's users notice of its change.

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::http;

/// Asks `url` so many times a second until the process ends, resolving its name anew each time. A line a request:
/// `ASKED TOOK ok` or `ASKED TOOK failed WHY`, in milliseconds, the first of them since 1970.
pub fn hammer(url: &str, per_second: u32) -> io::Result<ExitCode> {
    let every = Duration::from_secs(1)
        .checked_div(per_second)
        .ok_or_else(|| io::Error::other("0 times a second is never"))?;
    let begun = Instant::now();
    for number in 0_u32.. {
        // By the clock, so that slow answers don't make it ask less.
        let due = every.saturating_mul(number);
        thread::sleep(due.saturating_sub(begun.elapsed()));
        let url = url.to_owned();
        thread::spawn(move || ask(&url));
    }
    Ok(ExitCode::SUCCESS)
}

fn ask(url: &str) {
    let asked = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    let begun = Instant::now();
    let answer = http::get(url);
    let took = begun.elapsed().as_millis();
    let line = match answer {
        Ok(_) => format!("{asked} {took} ok\n"),
        Err(error) => format!("{asked} {took} failed {error}\n"),
    };
    // Whole lines, although many threads write them. One that can't be written has no reader.
    drop(io::stdout().lock().write_all(line.as_bytes()));
}
