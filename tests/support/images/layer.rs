//! The files of an image, as one layer: programs of this machine with the libraries that they need, folders, texts.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use tar::{Builder, EntryType, Header};

use super::archive::File;

/// Where a program is looked for, in this order.
const PROGRAMS: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

pub(super) struct Layer {
    tar: Builder<Vec<u8>>,
    there: BTreeSet<PathBuf>,
}

impl Layer {
    pub(super) fn new() -> Self {
        Self {
            tar: Builder::new(Vec::new()),
            there: BTreeSet::new(),
        }
    }

    /// What every image has: a shell, a few programs from packages that no Debian is without, root, and `user`, if one is
    /// named with its id.
    pub(super) fn base(user: Option<(&str, u64)>) -> Self {
        let mut layer = Self::new();
        layer.folder("/tmp", 0o1777, 0);
        layer.folder("/run", 0o755, 0);
        layer.link("/var/run", "/run");
        layer.link("/bin", "usr/bin");
        layer.program("dash");
        layer.link("/usr/bin/sh", "dash");
        for name in "cat chmod chown env find id ls mkdir rm setpriv sleep touch".split(' ') {
            layer.program(name);
        }
        let (mut users, mut groups) = (
            vec!["root:x:0:0::/:/bin/sh".to_owned()],
            vec!["root:x:0:".to_owned()],
        );
        if let Some((name, id)) = user {
            users.push(format!("{name}:x:{id}:{id}::/:/bin/sh"));
            groups.push(format!("{name}:x:{id}:"));
        }
        layer.text("/etc/passwd", 0o644, &(users.join("\n") + "\n"));
        layer.text("/etc/group", 0o644, &(groups.join("\n") + "\n"));
        layer
    }

    pub(super) fn folder(&mut self, path: &str, mode: u32, owner: u64) {
        let path = Path::new(path);
        if self.begin(path) {
            let header = header(EntryType::Directory, mode, owner, 0);
            self.append(path, header, &[]);
        }
    }

    pub(super) fn text(&mut self, path: &str, mode: u32, text: &str) {
        self.file(Path::new(path), mode, text.as_bytes());
    }

    pub(super) fn link(&mut self, path: &str, target: &str) {
        let path = Path::new(path);
        if self.begin(path) {
            let mut header = header(EntryType::Symlink, 0o777, 0, 0);
            let within = path.strip_prefix("/").unwrap();
            self.tar.append_link(&mut header, within, target).unwrap();
        }
    }

    /// A program of this machine into `/usr/bin`, with its libraries.
    pub(super) fn program(&mut self, name: &str) {
        let found = program(name);
        self.program_as(&format!("/usr/bin/{name}"), &found);
    }

    /// A program or a library from `source`, with the libraries that it needs.
    pub(super) fn program_as(&mut self, path: &str, source: &Path) {
        for library in libraries(source) {
            self.copy(&library, &library);
        }
        self.copy(Path::new(path), source);
    }

    /// A folder of this machine with all that is below it and wanted.
    pub(super) fn tree(&mut self, folder: &Path, wanted: &dyn Fn(&Path) -> bool) {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| {
            panic!("{}: {error}; run scripts/setup", folder.display());
        });
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| wanted(path)) {
            if path.is_dir() {
                self.tree(path, wanted);
            } else {
                self.copy(path, path);
            }
        }
    }

    pub(super) fn finish(self) -> Rc<File> {
        File::new(self.tar.into_inner().unwrap())
    }

    fn copy(&mut self, path: &Path, source: &Path) {
        if self.there.contains(path) {
            return;
        }
        let read = fs::metadata(source).and_then(|found| Ok((found, fs::read(source)?)));
        let (found, bytes) = read.unwrap_or_else(|error| {
            panic!("{}: {error}; run scripts/setup", source.display());
        });
        self.file(path, found.permissions().mode() & 0o777, &bytes);
    }

    fn file(&mut self, path: &Path, mode: u32, bytes: &[u8]) {
        if self.begin(path) {
            let header = header(EntryType::Regular, mode, 0, bytes.len());
            self.append(path, header, bytes);
        }
    }

    /// Whether it isn't there yet. The folders above it are, from now on: an engine makes missing ones as it likes.
    fn begin(&mut self, path: &Path) -> bool {
        let above = path.parent().filter(|above| *above != Path::new("/"));
        if let Some(above) = above.and_then(Path::to_str) {
            self.folder(above, 0o755, 0);
        }
        self.there.insert(path.to_owned())
    }

    fn append(&mut self, path: &Path, mut header: Header, bytes: &[u8]) {
        let within = path.strip_prefix("/").unwrap();
        self.tar.append_data(&mut header, within, bytes).unwrap();
    }
}

/// Without a time: the same files make the same layer.
fn header(kind: EntryType, mode: u32, owner: u64, size: usize) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(owner);
    header.set_gid(owner);
    header.set_size(size as u64);
    header
}

/// Where this machine has it.
pub(super) fn program(name: &str) -> PathBuf {
    let mut places = PROGRAMS.iter().map(|folder| Path::new(folder).join(name));
    let found = places.find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not in {PROGRAMS:?}; run scripts/setup"))
}

/// What the dynamic linker would load for it, and the linker itself.
fn libraries(of: &Path) -> Vec<PathBuf> {
    let listed = Command::new("ldd").arg(of).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(!listed.contains("not found"), "{}: {listed}", of.display());
    let words = listed.split_whitespace();
    let paths = words.filter(|word| word.starts_with('/') && !word.ends_with(':'));
    paths.map(PathBuf::from).collect()
}
