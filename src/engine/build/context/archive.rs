//! The context on its way: a tar archive, written by a thread of its own while the engine reads it. However large the
//! context is, a few pieces of it are in memory.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::bytes::Bytes;

use super::super::builder::Builder;
use super::Context;
use super::ignorefile::IGNORE_FILE;
use super::walk::{Entry, EntryKind};

/// How much is sent at a time, and how many such pieces wait.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 8;

/// The archive of a context, under way.
pub(in crate::engine::build) struct Sending<S> {
    /// Its pieces. Dropping them ends the writing.
    pub(in crate::engine::build) pieces: S,
    /// How many pieces the engine has taken so far.
    pub(in crate::engine::build) taken: Arc<AtomicU64>,
    /// The thread that writes; it says why the archive is not whole.
    pub(in crate::engine::build) writing: JoinHandle<io::Result<()>>,
}

/// Begins to write the archive, as `builder` needs it.
pub(in crate::engine::build) fn send(
    context: Context,
    builder: Builder,
) -> Sending<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
    let (sender, receiver) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || {
        let to = io::BufWriter::with_capacity(PIECE, Pieces(sender.clone()));
        let written = write(&context, builder, to);
        if let Err(error) = &written {
            // The engine must not take half an archive for a whole one. It may have gone away itself.
            let broken = io::Error::new(error.kind(), error.to_string());
            let _ = sender.blocking_send(Err(broken));
        }
        written
    });
    let taken = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&taken);
    let pieces = stream::unfold(receiver, move |mut receiver| {
        counter.fetch_add(1, Ordering::Relaxed);
        async { receiver.recv().await.map(|piece| (piece, receiver)) }
    });
    Sending {
        pieces,
        taken,
        writing,
    }
}

/// Hands what is written to whoever reads the other end.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0
            .blocking_send(Ok(piece))
            .map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the engine stopped reading"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes everything that `context` holds. Blocks on the disk and on `out`.
fn write(context: &Context, builder: Builder, out: impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(out);
    let classic = (builder == Builder::Classic).then(|| context.classic_ignore_file());
    let texts = [
        (context.dockerfile.as_str(), context.hidden.as_ref()),
        (IGNORE_FILE, classic.as_ref()),
    ];
    for (path, text) in texts {
        if let Some(text) = text {
            let mut header = header(0o644, tar::EntryType::Regular, text.len() as u64);
            archive.append_data(&mut header, path, text.as_bytes())?;
        }
    }
    let replaced = |entry: &&Entry| classic.is_some() && entry.path == Path::new(IGNORE_FILE);
    for entry in context.entries.iter().filter(|entry| !replaced(entry)) {
        match &entry.kind {
            EntryKind::Folder => {
                let mut header = header(entry.mode, tar::EntryType::Directory, 0);
                archive.append_data(&mut header, &entry.path, io::empty())?;
            }
            EntryKind::Link { target } => {
                let mut header = header(entry.mode, tar::EntryType::Symlink, 0);
                archive.append_link(&mut header, &entry.path, target)?;
            }
            EntryKind::File { size } => {
                let mut header = header(entry.mode, tar::EntryType::Regular, *size);
                let path = context.root.join(&entry.path);
                let named = |error: io::Error| {
                    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
                };
                let file = File::open(&path).map_err(named)?;
                let contents = Exactly { file, left: *size };
                archive
                    .append_data(&mut header, &entry.path, contents)
                    .map_err(named)?;
            }
        }
    }
    archive.into_inner()?.flush()
}

/// A header without owner and time.
fn header(mode: u32, kind: tar::EntryType, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header
}

/// As many bytes of a file as its header announces: one that grows is cut, one that shrinks is an error.
struct Exactly {
    file: File,
    left: u64,
}

impl Read for Exactly {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&mut self.file).take(self.left).read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it became shorter while it was read",
            ));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Dockerfile;
    use super::*;
    use futures_util::StreamExt;
    use std::fs;

    async fn archive_of(root: &std::path::Path) -> Vec<u8> {
        let dockerfile = Dockerfile::File("Dockerfile".into());
        let sending = send(Context::scan(root, &dockerfile).unwrap(), Builder::BuildKit);
        let Sending {
            pieces, writing, ..
        } = sending;
        let mut pieces = std::pin::pin!(pieces);
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next().await {
            bytes.extend(piece.unwrap());
        }
        writing.await.unwrap().unwrap();
        bytes
    }

    #[tokio::test]
    async fn the_archive_holds_links_as_links_and_nobodys_name_or_time() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Dockerfile"), "FROM scratch").unwrap();
        fs::write(folder.path().join("big"), vec![7; 5 * PIECE * PIECES]).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        let bytes = archive_of(folder.path()).await;
        let mut archive = tar::Archive::new(bytes.as_slice());
        let mut names = Vec::new();
        for entry in archive.entries().unwrap() {
            let entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!(header.mtime().unwrap(), 0);
            names.push((
                entry.path().unwrap().display().to_string(),
                header.entry_type(),
            ));
        }
        let file = tar::EntryType::Regular;
        let expected = [
            ("Dockerfile", file),
            ("big", file),
            ("link", tar::EntryType::Symlink),
        ];
        assert_eq!(names, expected.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[tokio::test]
    async fn nobody_reading_ends_the_writing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Dockerfile"), "FROM scratch").unwrap();
        fs::write(folder.path().join("big"), vec![7; 5 * PIECE * PIECES]).unwrap();
        let dockerfile = Dockerfile::File("Dockerfile".into());
        let sending = send(
            Context::scan(folder.path(), &dockerfile).unwrap(),
            Builder::BuildKit,
        );
        let Sending {
            pieces, writing, ..
        } = sending;
        drop(pieces);
        let error = writing.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{error}");
    }
}
