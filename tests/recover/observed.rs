//! Production as it can be seen from outside, and what must not be left over.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hailer::domain::name::ProjectName;

use crate::world::World;

/// All that a recovery has to bring back, to the byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Production {
    /// By name: id, restart policy, and whether it runs.
    pub(crate) containers: BTreeMap<String, String>,
    /// By path: mode and content.
    pub(crate) files: BTreeMap<String, String>,
    /// By the project's tags: image id.
    pub(crate) images: BTreeMap<String, String>,
}

impl World {
    pub(crate) fn observe(&self) -> Production {
        let mut files = BTreeMap::new();
        read(&self.production(), &self.production(), &mut files);
        Production {
            containers: self.containers(),
            files,
            images: self.images(),
        }
    }

    fn containers(&self) -> BTreeMap<String, String> {
        let label = format!("label=com.docker.compose.project={}", self.project);
        let ids = self.docker(&["ps", "-aq", "--no-trunc", "--filter", &label]);
        let mut words = vec![
            "inspect",
            "--format",
            "{{.Name}} {{.Id}} {{.HostConfig.RestartPolicy.Name}} {{.State.Running}}",
        ];
        words.extend(ids.split_whitespace());
        if words.len() == 3 {
            return BTreeMap::new();
        }
        lines(&self.docker(&words))
    }

    fn images(&self) -> BTreeMap<String, String> {
        let listed = self.docker(&[
            "images",
            "--no-trunc",
            "--format",
            "{{.Repository}}:{{.Tag}} {{.ID}}",
        ]);
        let mut images = lines(&listed);
        images.retain(|tag, _| tag.contains(&self.project));
        images
    }

    /// Nothing of Hailer's own is left: no container under a temporary name, private tag, folder, or lock.
    pub(crate) async fn assert_nothing_left(&self) {
        let seen = self.observe();
        for name in seen.containers.keys() {
            assert!(name.starts_with(&format!("/{}-", self.project)), "{name}");
        }
        for tag in seen.images.keys() {
            assert!(!tag.starts_with("hailer.build"), "{tag}");
        }
        // Views stand beside production, staging folders in it. The store's own file isn't opened here: closing it would
        // let go of the locks that SQLite has on it in this process.
        let beside = fs::read_dir(self.home.path()).unwrap();
        let beside = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        for path in beside.chain(seen.files.into_keys()) {
            assert!(!path.contains(".hailer"), "{path}");
        }
        let project = ProjectName::new(&self.project).unwrap();
        assert_eq!(self.store.busy(&project).await.unwrap(), None);
        assert_eq!(self.store.interrupted().await.unwrap(), vec![]);
    }

    /// Version 2 runs, whole.
    pub(crate) fn assert_version_2(&self) {
        let seen = self.observe();
        let names: Vec<_> = seen.containers.keys().cloned().collect();
        let expected =
            ["job", "kept", "plain", "web"].map(|name| format!("/{}-{name}-1", self.project));
        assert_eq!(names, expected);
        let running = |name: &&String| seen.containers[*name].ends_with("true");
        assert_eq!(names.iter().filter(running).count(), 3, "{seen:?}");
        assert!(seen.files["conf/shop.conf"].ends_with("version = 2\n"));
        assert!(seen.files.contains_key("conf/new/extra.txt"));
        assert!(!seen.files.contains_key("conf/old.txt"));
        let web = self.docker(&[
            "inspect",
            "--format",
            "{{.Image}}",
            &format!("{}-web-1", self.project),
        ]);
        assert_eq!(
            seen.images[&format!("{}-web:latest", self.project)],
            web.trim()
        );
    }
}

/// The first word of each line, and the rest.
fn lines(text: &str) -> BTreeMap<String, String> {
    let parts = text.lines().filter_map(|line| line.split_once(' '));
    parts
        .map(|(first, rest)| (first.to_owned(), rest.to_owned()))
        .collect()
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let facts = path.symlink_metadata().unwrap();
        let mode = facts.permissions().mode() & 0o7777;
        let content = if facts.is_dir() {
            read(root, &path, files);
            "folder".to_owned()
        } else {
            let bytes = fs::read(&path).unwrap();
            String::from_utf8(bytes).unwrap_or_else(|not| {
                let bytes = not.into_bytes();
                format!("blake3 {}", blake3::hash(&bytes))
            })
        };
        files.insert(name, format!("{mode:o} {content}"));
    }
}
