//! A workspace and a production folder of their own, and a few verbs.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use hailer::domain::files::{FileDiff, Manifest};
use hailer::domain::name::OperationId;
use hailer::sync::{
    RootLink, Rules, Staging, SyncError, Tree, apply, diff, discard, scan, stage, survey,
};
use rustix::fs::{CWD, FileType, Mode};

pub(crate) struct World {
    pub(crate) home: PathBuf,
    _kept: Option<tempfile::TempDir>,
}

/// What is somewhere: "folder 755", "file 644 text" or "link target", by path. Read without Hailer.
pub(crate) type Snapshot = BTreeMap<String, String>;

impl World {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let world = Self {
            home: home.path().to_owned(),
            _kept: Some(home),
        };
        for folder in ["source", "production", "data"] {
            fs::create_dir(world.home.join(folder)).unwrap();
        }
        world
    }

    /// The same world, seen by another process.
    pub(crate) const fn at(home: PathBuf) -> Self {
        Self { home, _kept: None }
    }

    pub(crate) fn put(&self, path: &str, text: &str) -> &Self {
        let path = self.home.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn link(&self, path: &str, target: &str) -> &Self {
        let path = self.home.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
        self
    }

    /// A socket, a pipe or a device (the null device's numbers). Devices take root, as the tests do.
    pub(crate) fn make(&self, path: &str, kind: FileType) -> &Self {
        let null = rustix::fs::makedev(1, 3);
        let path = self.home.join(path);
        rustix::fs::mknodat(CWD, path, kind, Mode::RUSR, null).unwrap();
        self
    }

    /// Another name for a file.
    pub(crate) fn name_again(&self, path: &str, other: &str) -> &Self {
        fs::hard_link(self.home.join(path), self.home.join(other)).unwrap();
        self
    }

    pub(crate) fn mode(&self, path: &str, mode: u32) -> &Self {
        fs::set_permissions(self.home.join(path), fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        let path = self.home.join(path);
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        self
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.home.join(path)).unwrap()
    }

    pub(crate) fn tree(&self, name: &str) -> Tree {
        Tree::open(&self.home.join(name), RootLink::Refuse).unwrap()
    }

    pub(crate) fn scan(&self) -> Result<Manifest, SyncError> {
        let source = self.tree("source");
        scan(&source, &Rules::read(&source)?, None)
    }

    /// The manifest of the source, and how production will differ.
    pub(crate) fn plan(&self, owned: Option<&Manifest>) -> Result<(Manifest, FileDiff), SyncError> {
        let wanted = self.scan()?;
        let rules = Rules::read(&self.tree("source"))?;
        let there = survey(&self.tree("production"), &rules, &wanted, owned, None)?;
        let diff = diff(&wanted, &there, owned);
        Ok((wanted, diff))
    }

    pub(crate) fn stage(&self, diff: &FileDiff) -> Result<Staging, SyncError> {
        stage(
            &self.tree("source"),
            &self.tree("production"),
            diff,
            &operation(),
        )
    }

    /// Everything from the plan to the end; the manifest of what is live then.
    pub(crate) fn deploy(&self, owned: Option<&Manifest>) -> Result<Manifest, SyncError> {
        let (wanted, diff) = self.plan(owned)?;
        let staging = self.stage(&diff)?;
        apply(&self.tree("production"), &staging, &mut |_| {})?;
        discard(&self.tree("production"), &operation())?;
        Ok(wanted)
    }

    pub(crate) fn snapshot(&self, name: &str) -> Snapshot {
        let mut seen = Snapshot::new();
        look(&self.home.join(name), "", &mut seen);
        seen
    }
}

fn look(folder: &Path, prefix: &str, seen: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let facts = entry.metadata().unwrap();
        let mode = facts.permissions().mode() & 0o7777;
        let what = if facts.is_dir() {
            look(&entry.path(), &format!("{path}/"), seen);
            format!("folder {mode:o}")
        } else if facts.is_symlink() {
            format!("link {}", fs::read_link(entry.path()).unwrap().display())
        } else {
            format!(
                "file {mode:o} {}",
                fs::read_to_string(entry.path()).unwrap()
            )
        };
        seen.insert(path, what);
    }
}

pub(crate) fn operation() -> OperationId {
    OperationId::new("0123456789").unwrap()
}

/// Waits until a file's last change is old enough to prove something. No call can set that time, so it has to pass.
pub(crate) fn wait_until_settled(world: &World, path: &str) {
    let changed = || fs::metadata(world.home.join(path)).unwrap().ctime();
    let now = || {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        i64::try_from(since.unwrap().as_secs()).unwrap()
    };
    while now() <= changed() + 3 {
        std::thread::sleep(Duration::from_millis(50));
    }
}
