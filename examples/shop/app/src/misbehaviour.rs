//! Services that do what services should not, or show what they were given: the other side of Hailer's tests.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use crate::http;
use crate::signals;

/// Ends with `code` after a while.
pub fn crash(code: u8, after: Duration) -> ExitCode {
    println!("crashing with {code} in {after:?}");
    thread::sleep(after);
    eprintln!("crashed: as it was told to");
    ExitCode::from(code)
}

/// Runs, answers nothing, and stops when asked.
pub fn hang() -> ExitCode {
    println!("hanging");
    run_on()
}

/// Takes every request and never answers one.
pub fn mute(port: u16) -> io::Result<ExitCode> {
    http::serve(port, |_| {
        loop {
            thread::park();
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Runs on through SIGTERM.
pub fn ignore_term() -> ExitCode {
    signals::ignore_sigterm();
    println!("ignoring SIGTERM");
    run_on()
}

/// `line 1` on stdout, `line 2` on stderr and so on, each padded with dots to `bytes`; then runs on.
pub fn chatter(lines: u64, bytes: usize) -> io::Result<ExitCode> {
    // Both write each line out at once, so that whoever reads both gets them in the order of their numbers.
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    for line in 1..=lines {
        let text = format!("{:.<bytes$}\n", format!("line {line} "));
        if line % 2 == 1 {
            out.write_all(text.as_bytes())?;
        } else {
            err.write_all(text.as_bytes())?;
        }
    }
    drop((out, err));
    run_on()
}

/// Takes `mebibytes` of memory, each page of it written to, and holds it.
pub fn eat(mebibytes: usize) -> ExitCode {
    println!("eating {mebibytes} MiB");
    let eaten = vec![1_u8; mebibytes << 20];
    println!("full: {} bytes", std::hint::black_box(&eaten).len());
    run_on()
}

/// A line of each kind of broken UTF-8, then one that is whole.
pub fn bytes() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    // Bytes that never occur, a sequence cut short, an overlong slash, half of a surrogate pair, a lone continuation.
    out.write_all(
        b"never \xff\xfe\ncut \xe2\x82\noverlong \xc0\xaf\nsurrogate \xed\xa0\x80\nlone \x80\n",
    )?;
    out.write_all("whole €\n".as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Ends with 0 after a while.
pub fn sleep(duration: Duration) -> ExitCode {
    thread::sleep(duration);
    ExitCode::SUCCESS
}

/// Its environment, sorted by name.
pub fn env() -> io::Result<ExitCode> {
    let mut variables: Vec<_> = std::env::vars_os().collect();
    variables.sort();
    let mut out = io::stdout().lock();
    for (name, value) in variables {
        writeln!(out, "{}={}", name.display(), value.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts `text` into `path`, making its folders.
pub fn write(path: &str, text: &str) -> io::Result<ExitCode> {
    if let Some(folder) = Path::new(path).parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    println!("wrote {} bytes to {path}", text.len());
    Ok(ExitCode::SUCCESS)
}

/// Prints what is in each of `paths`: what a container is given shows in `/etc` and `/proc`.
pub fn show(paths: &[&str]) -> io::Result<ExitCode> {
    for path in paths {
        print!("{}", fs::read_to_string(path)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn run_on() -> ! {
    loop {
        thread::park();
    }
}
