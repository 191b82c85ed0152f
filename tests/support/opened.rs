//! Which files are opened, as the kernel tells it (inotify): what isn't opened isn't read.

use std::fs;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;

/// Hears of every file below a folder that is opened from now on.
pub(crate) struct Opened {
    kernel: OwnedFd,
}

impl Opened {
    pub(crate) fn below(folder: &Path) -> Self {
        let kernel = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).unwrap();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            inotify::add_watch(&kernel, &folder, WatchFlags::OPEN).unwrap();
            let entries = fs::read_dir(folder).unwrap();
            let paths = entries.map(|entry| entry.unwrap().path());
            folders.extend(paths.filter(|path| path.is_dir()));
        }
        Self { kernel }
    }

    /// The names of the files that were opened until now, sorted, each once.
    pub(crate) fn names(self) -> Vec<String> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(self.kernel, &mut buffer);
        let mut names = Vec::new();
        loop {
            let event = match events.next() {
                Err(Errno::WOULDBLOCK) => break,
                event => event.unwrap(),
            };
            assert!(
                !event.events().contains(ReadFlags::QUEUE_OVERFLOW),
                "more was opened than the kernel keeps in mind"
            );
            if let Some(name) = event.file_name()
                && !event.events().contains(ReadFlags::ISDIR)
            {
                names.push(name.to_string_lossy().into_owned());
            }
        }
        names.sort();
        names.dedup();
        names
    }
}
