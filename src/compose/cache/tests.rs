use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::compose::binary::tests::real_binary;
use crate::compose::load::tests::Project;
use crate::compose::{ComposeError, Locator, Model, Surroundings, load_document};

/// A cache, and a binary that can be taken away: then only the cache can answer.
struct World {
    folder: tempfile::TempDir,
    project: Project,
    binary: ComposeBinary,
}

impl World {
    async fn new(project: Project) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("docker-compose");
        std::os::unix::fs::symlink(real_binary().await.path(), &link).unwrap();
        let locator = Locator::new(Some(link), Surroundings::of_this_process());
        let binary = locator.find().await.unwrap();
        Self {
            folder,
            project,
            binary,
        }
    }

    async fn load(&self, tree: &str) -> Result<Model, ComposeError> {
        self.asked(&self.project.request(), tree).await
    }

    /// As a plan does it: what is known, else what the binary says, which is kept.
    async fn asked(&self, request: &LoadRequest, tree: &str) -> Result<Model, ComposeError> {
        let cache = ModelCache::new(self.folder.path().join("models"));
        let tree = blake3::hash(tree.as_bytes());
        if let Some(known) = cache.known(&self.binary, request, tree) {
            return Model::of_document(known);
        }
        let document = load_document(&self.binary, request).await?;
        cache.keep((&self.binary, request), tree, &document);
        Model::of_document(document)
    }

    fn take_the_binary_away(&self) {
        fs::remove_file(self.binary.path()).unwrap();
    }

    fn entries(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.path().join("models"));
        entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect()
    }
}

#[tokio::test]
async fn an_unchanged_project_needs_no_binary_and_is_the_same() {
    let world = World::new(Project::example("shop")).await;
    let first = world.load("tree").await.unwrap();
    world.take_the_binary_away();
    assert_eq!(world.load("tree").await.unwrap(), first);
    assert!(matches!(
        world.load("another tree").await,
        Err(ComposeError::BinaryUnusable { .. })
    ));
}

#[tokio::test]
async fn an_entry_can_be_read_by_its_owner_alone() {
    let world = World::new(Project::example("shop")).await;
    world.load("tree").await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let entries = world.entries();
    assert_eq!(
        entries.iter().map(|entry| mode(entry)).collect::<Vec<_>>(),
        [0o600]
    );
    assert_eq!(mode(entries[0].parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_broken_entry_is_made_again() {
    let world = World::new(Project::example("shop")).await;
    let first = world.load("tree").await.unwrap();
    let entry = &world.entries()[0];
    let whole = fs::read(entry).unwrap();
    for broken in [&whole[..whole.len() / 2], b"", b"{}", b"\xff\xfe"] {
        fs::write(entry, broken).unwrap();
        assert_eq!(world.load("tree").await.unwrap(), first);
        assert_eq!(fs::read(entry).unwrap(), whole);
    }
}

#[tokio::test]
async fn a_project_that_reads_files_outside_its_tree_has_no_entry() {
    let project = Project::of("services: {api: {image: a, env_file: ../out.env}}");
    project.write("../out.env", "A=1");
    let world = World::new(project).await;
    world.load("tree").await.unwrap();
    assert_eq!(world.entries(), [] as [PathBuf; 0]);
    world.project.write("../out.env", "A=2");
    let model = world.load("tree").await.unwrap();
    let api = model.services.values().next().unwrap();
    assert_eq!(api.environment.0["A"].as_deref(), Some("2"));
}

#[tokio::test]
async fn a_view_is_remembered_and_its_links_past_the_tree_are_not() {
    use std::os::unix::fs::symlink;
    let project = Project::of("services: {api: {image: a, env_file: own.env}}");
    project.write("own.env", "A=1");
    project.write("../out.env", "A=2");
    let world = World::new(project).await;
    let view = world.project.path().with_file_name("view");
    fs::create_dir(&view).unwrap();
    let show = |name: &str, shown: &str| {
        symlink(world.project.path().join(shown), view.join(name)).unwrap();
    };
    show("compose.yaml", "compose.yaml");
    show("own.env", "../out.env");
    let request = LoadRequest {
        directory: view.clone(),
        shows: vec![world.project.path()],
        ..world.project.request()
    };
    let load = async || {
        world.asked(&request, "tree").await.unwrap();
        world.entries().len()
    };
    assert_eq!(load().await, 0);
    fs::remove_file(view.join("own.env")).unwrap();
    show("own.env", "own.env");
    assert_eq!(load().await, 1);
}

#[tokio::test]
async fn other_profiles_or_variables_are_another_entry() {
    let world = World::new(Project::example("shop")).await;
    let mut request = world.project.request();
    let plain = world.asked(&request, "tree").await.unwrap();
    request.profiles = vec!["tools".into()];
    let with_tools = world.asked(&request, "tree").await.unwrap();
    assert_eq!(with_tools.services.len(), plain.services.len() + 1);
    request.environment.insert("TAG".into(), "9".into());
    let tagged = world.asked(&request, "tree").await.unwrap();
    assert_ne!(tagged, with_tools);
    assert_eq!(world.entries().len(), 3);
}

#[tokio::test]
async fn the_oldest_entries_go_when_there_are_too_many() {
    let world = World::new(Project::example("shop")).await;
    world.load("tree").await.unwrap();
    let oldest = world.entries()[0].clone();
    let hour_ago = SystemTime::now() - std::time::Duration::from_hours(1);
    fs::File::open(&oldest)
        .unwrap()
        .set_modified(hour_ago)
        .unwrap();
    for number in 0..KEPT {
        fs::write(oldest.with_file_name(format!("{number}.json")), "{}").unwrap();
    }
    world.load("another tree").await.unwrap();
    assert_eq!(world.entries().len(), KEPT);
    assert!(!oldest.exists());
}
