//! SIGTERM, as a container's first process has to take it: for PID 1 the kernel ignores every signal without a handler.
//!
//! The standard library has no signals and this package no dependencies, so the two C functions that are needed are
//! declared here. This is the only unsafe code, and it is never part of Hailer.

use std::io::Read;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::process;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

const SIGTERM: i32 = 15;
const SIG_IGN: usize = 1;

unsafe extern "C" {
    // Both from libc, which std links anyway. `handler` is a function's address or SIG_IGN.
    fn signal(signum: i32, handler: usize) -> usize;
    fn write(fd: i32, buffer: *const u8, count: usize) -> isize;
}

/// The end of the pipe that the handler writes to; a handler may do little more than `write`.
static WAKE: AtomicI32 = AtomicI32::new(-1);

extern "C" fn wake(_signum: i32) {
    // SAFETY: write(2) is async-signal-safe, and the buffer is one static byte.
    unsafe { write(WAKE.load(Ordering::Relaxed), b"!".as_ptr(), 1) };
}

/// From now on SIGTERM ends the process with 0, within milliseconds, saying so.
pub fn stop_on_sigterm() {
    let Ok((mut reader, writer)) = UnixStream::pair() else {
        eprintln!("shop: no pipe for signals; SIGTERM keeps its default");
        return;
    };
    WAKE.store(writer.as_raw_fd(), Ordering::Relaxed);
    thread::spawn(move || {
        // Owned by this thread for the life of the process, so that the handler's descriptor stays open.
        let _writer = writer;
        if reader.read_exact(&mut [0]).is_ok() {
            println!("stopping: SIGTERM");
            process::exit(0);
        }
    });
    // SAFETY: `wake` is a handler with C's calling convention that lives as long as the process.
    unsafe { signal(SIGTERM, wake as *const () as usize) };
}

/// From now on SIGTERM does nothing; only SIGKILL ends the process.
pub fn ignore_sigterm() {
    // SAFETY: SIG_IGN is a valid disposition.
    unsafe { signal(SIGTERM, SIG_IGN) };
}
