//! A reader that gives no more than it may: what a compressed archive holds is known only as it is read.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// How much of an archive may be read before its next entry has begun: names and other headers.
pub(super) const HEADERS: u64 = 1024 * 1024;

/// How much may still be read, held by whoever reads through a [`Leashed`].
#[derive(Clone)]
pub(super) struct Leash {
    /// Of the whole archive.
    whole: Rc<Cell<u64>>,
    /// Until the next entry has begun.
    step: Rc<Cell<u64>>,
    /// Whether the end was reached.
    ended: Rc<Cell<bool>>,
}

/// A reader on a leash.
pub(super) struct Leashed<R> {
    from: R,
    leash: Leash,
}

impl Leash {
    /// One of this many bytes.
    pub(super) fn new(whole: u64) -> Self {
        Self {
            whole: Rc::new(Cell::new(whole)),
            step: Rc::new(Cell::new(HEADERS)),
            ended: Rc::default(),
        }
    }

    /// Lets what it holds be read from `from`.
    pub(super) fn hold<R: Read>(&self, from: R) -> Leashed<R> {
        let leash = self.clone();
        Leashed { from, leash }
    }

    /// From here on only headers may come.
    pub(super) fn tighten(&self) {
        self.step.set(HEADERS);
    }

    /// From here on contents may come.
    pub(super) fn loosen(&self) {
        self.step.set(u64::MAX);
    }

    /// Whether all was read that may be.
    pub(super) fn is_out(&self) -> bool {
        self.whole.get() == 0
    }

    /// Whether more came before an entry than may.
    pub(super) fn is_short(&self) -> bool {
        self.step.get() == 0
    }

    /// Whether all was read that there is.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.get()
    }
}

impl<R: Read> Read for Leashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Leash { whole, step, ended } = &self.leash;
        let most = usize::try_from(whole.get().min(step.get())).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        if most == 0 && !buffer.is_empty() {
            return Err(io::Error::other("there is more of it than may be read"));
        }
        let read = self.from.read(&mut buffer[..most])?;
        whole.set(whole.get() - read as u64);
        step.set(step.get() - read as u64);
        ended.set(ended.get() || (read == 0 && most > 0));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_given_than_may_be_read() {
        let leash = Leash::new(10);
        let mut held = leash.hold(io::repeat(7));
        leash.loosen();
        let mut got = Vec::new();
        assert!(held.read_to_end(&mut got).is_err());
        assert_eq!(got.len(), 10);
        assert!(leash.is_out() && !leash.has_ended());
    }

    #[test]
    fn before_an_entry_only_headers_may_come() {
        let leash = Leash::new(u64::MAX);
        let mut held = leash.hold(io::repeat(7));
        let most = io::copy(&mut held, &mut io::sink());
        assert!(most.is_err() && leash.is_short());
        leash.tighten();
        assert!(!leash.is_short() && !leash.is_out());
    }

    #[test]
    fn the_end_is_known() {
        let leash = Leash::new(10);
        let mut held = leash.hold(&b"abc"[..]);
        assert_eq!(io::copy(&mut held, &mut io::sink()).unwrap(), 3);
        assert!(leash.has_ended() && !leash.is_out());
    }
}
