//! What a program writes, as it comes. The kernel tells of it (inotify), and the supervisor of the end.

use std::collections::VecDeque;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Stream as AsyncStream, stream};
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use tokio::io::unix::AsyncFd;

use super::control::Ask;
use super::folder::LOG;
use super::log::{self, Open};
use super::{Host, HostError, LogLine, kernel};
use crate::domain::log::LogQuery;

/// What is heard of the kernel at a time, bytes. What it says doesn't matter, only that it does.
const HEARD: usize = 4096;

struct Followed {
    folder: PathBuf,
    query: LogQuery,
    changes: AsyncFd<OwnedFd>,
    open: Open,
    ready: VecDeque<LogLine>,
    /// `None`: it has ended.
    end: Option<BoxFuture<'static, Result<(), HostError>>>,
}

impl Host {
    /// The newest lines of the program in `folder`, then each that it writes, until it has ended.
    pub async fn follow(
        &self,
        folder: &Path,
        query: &LogQuery,
    ) -> Result<impl AsyncStream<Item = Result<LogLine, HostError>> + Send + use<>, HostError> {
        // Before the first look, so that nothing comes between.
        let changes = changes(folder).map_err(HostError::at(folder))?;
        let (ready, open) = log::read(folder, query).await?;
        let (host, at) = (self.clone(), folder.to_owned());
        let followed = Followed {
            folder: folder.to_owned(),
            query: query.clone(),
            changes,
            open,
            ready,
            end: Some(async move { host.tell(&at, Ask::Wait).await }.boxed()),
        };
        Ok(stream::try_unfold(followed, async |mut followed| {
            let next = followed.next().await?;
            Ok(next.map(|line| (line, followed)))
        }))
    }
}

impl Followed {
    async fn next(&mut self) -> Result<Option<LogLine>, HostError> {
        let log = self.folder.join(LOG);
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Ok(Some(line));
            }
            if self.take().map_err(HostError::at(&log))? {
                continue;
            }
            let Some(end) = &mut self.end else {
                return Ok(None);
            };
            tokio::select! {
                ended = end => {
                    self.end = None;
                    ended?;
                }
                heard = heard(&self.changes) => heard.map_err(HostError::at(&log))?,
            }
        }
    }

    /// Takes what was written since. `false`: nothing was.
    fn take(&mut self) -> io::Result<bool> {
        // Asked first: what is written until it is put aside belongs to it.
        let is_put_aside = self.open.is_put_aside(&self.folder);
        let lines = self.open.next()?;
        let mut has_more = !lines.is_empty();
        if is_put_aside {
            match Open::now(&self.folder) {
                // The next is put aside at this moment, which will be heard.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                now => {
                    self.open = now?;
                    has_more = true;
                }
            }
        }
        let wanted = lines
            .into_iter()
            .filter(|line| self.query.wants(Some(line.at), &line.text));
        self.ready.extend(wanted);
        Ok(has_more)
    }
}

fn changes(folder: &Path) -> io::Result<AsyncFd<OwnedFd>> {
    let changes = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
    inotify::add_watch(&changes, folder, WatchFlags::MODIFY | WatchFlags::MOVE)?;
    kernel::watched(changes)
}

/// Waits until something has changed in the folder.
async fn heard(changes: &AsyncFd<OwnedFd>) -> io::Result<()> {
    let mut ready = changes.readable().await?;
    let mut buffer = [MaybeUninit::uninit(); HEARD];
    let read = ready.try_io(|kernel| {
        let mut reader = inotify::Reader::new(kernel, &mut buffer);
        reader.next()?;
        while !reader.is_buffer_empty() {
            reader.next()?;
        }
        Ok(())
    });
    read.unwrap_or(Ok(()))
}
