//! The line between Hailer and the database, which may hang: nothing is refused and nothing comes through, as with a cable
//! that was pulled or a firewall that drops.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

pub(crate) struct Line {
    /// Where it begins and where it ends, on loopback.
    ports: [u16; 2],
    hangs: Arc<Hangs>,
}

#[derive(Default)]
struct Hangs {
    now: Mutex<bool>,
    changed: Condvar,
}

impl Line {
    /// One that leads to the server of this URL.
    pub(crate) fn to(url: &str) -> Self {
        let (_, port) = url.rsplit_once(':').unwrap();
        let port = port.split('/').next().unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let hangs = Arc::new(Hangs::default());
        let line = Self {
            ports: [listener.local_addr().unwrap().port(), port],
            hangs: Arc::clone(&hangs),
        };
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let hangs = Arc::clone(&hangs);
                thread::spawn(move || carry(near, port, &hangs));
            }
        });
        line
    }

    /// The same database, at the end of the line.
    pub(crate) fn url(&self, url: &str) -> String {
        let [near, far] = self.ports.map(|port| format!(":{port}/"));
        url.replace(&far, &near)
    }

    /// From here on nothing comes through. Who is connected stays so, and who connects waits.
    pub(crate) fn hang(&self) {
        self.hangs.set(true);
    }

    /// All that waited comes through, and it works again.
    pub(crate) fn mend(&self) {
        self.hangs.set(false);
    }
}

impl Hangs {
    fn set(&self, hangs: bool) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = hangs;
        self.changed.notify_all();
    }

    /// Waits until something comes through.
    fn over(&self) {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(now, |hangs| *hangs));
    }
}

fn carry(near: TcpStream, port: u16, hangs: &Arc<Hangs>) {
    hangs.over();
    // Who finds nobody there is hung up on.
    let Ok(far) = TcpStream::connect(("127.0.0.1", port)) else {
        return;
    };
    let (Ok(back), Ok(answers)) = (near.try_clone(), far.try_clone()) else {
        return;
    };
    let hangs_too = Arc::clone(hangs);
    thread::spawn(move || one_way(answers, back, &hangs_too));
    one_way(near, far, hangs);
}

/// Carries what comes until there is an end, which is carried, too.
fn one_way(mut from: TcpStream, mut to: TcpStream, hangs: &Hangs) {
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = from.read(&mut buffer).unwrap_or_default();
        hangs.over();
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Write));
    drop(from.shutdown(Shutdown::Read));
}
