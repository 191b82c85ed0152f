//! A shop whose versions come from its repository on GitHub.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hailer::domain::name::RepositoryName;

use super::{Before, Said, WEB, World};
use crate::github::{Conversation, Entry, GitHub, Person, Repo, Role};

/// GitHub, with acme's repository shop, and Ada who writes there.
pub(crate) struct Hub {
    pub(crate) github: GitHub,
    pub(crate) shop: Repo,
    pub(crate) ada: Person,
}

impl Hub {
    fn start() -> (Self, Vec<(&'static str, String)>) {
        let github = GitHub::start();
        let acme = github.organization("acme");
        let shop = github.repository(&acme, "shop");
        let (ada, hailer) = (github.person("ada"), github.bot("hailer-bot"));
        shop.gives(&ada, Role::Write);
        shop.gives(&hailer, Role::Write);
        let variables = vec![
            ("GITHUB_API_URL", github.url()),
            ("GITHUB_TOKEN", hailer.token()),
        ];
        (Self { github, shop, ada }, variables)
    }

    /// Ada pushes a text file. Returns the commit.
    pub(crate) fn pushes(&self, branch: &str, path: &str, text: &str) -> String {
        let files = [(path, Entry::file(text.as_bytes()))];
        self.ada.pushes(&self.shop, branch, &files)
    }

    /// Ada pushes all that a folder holds. Returns the commit.
    pub(crate) fn pushes_folder(&self, branch: &str, folder: &Path) -> String {
        let files = files(folder);
        let files: Vec<_> = files
            .iter()
            .map(|(path, entry)| (path.as_str(), entry.clone()))
            .collect();
        self.ada.pushes(&self.shop, branch, &files)
    }

    /// Ada pushes a branch `cart` with another file, and opens a pull request. Returns it with its commit.
    pub(crate) fn pull(&self) -> (Conversation, String) {
        let commit = self.pushes("cart", "cart.txt", "1");
        (self.ada.opens_pull(&self.shop, "cart", &self.shop), commit)
    }

    /// How often files were fetched.
    pub(crate) fn fetched(&self) -> usize {
        self.github.count("repos/download-tarball-archive")
    }
}

/// How the head of a pull request is asked for.
pub(crate) fn head_of(pull: &Conversation) -> String {
    format!("pull/{}/head", pull.number)
}

impl World {
    /// The shop runs; its repository on GitHub holds what production does, and is where it is deployed from.
    pub(crate) async fn from_github() -> (Self, Hub) {
        let (hub, variables) = Hub::start();
        let world = Self::told(variables).await;
        world.start(WEB);
        world.configure().await;
        world.follows("acme/shop").await;
        hub.pushes_folder("main", &world.path("workspace"));
        (world, hub)
    }

    /// Nothing runs yet, and the shop is to be deployed from GitHub.
    pub(crate) async fn before_github() -> (Self, Hub) {
        let (hub, variables) = Hub::start();
        let world = Self::told(variables).await;
        world.configure().await;
        world.follows("acme/shop").await;
        (world, hub)
    }

    /// The shop is deployed from this repository from now on.
    pub(crate) async fn follows(&self, repository: &str) {
        let repository = RepositoryName::new(repository).unwrap();
        let (store, shop) = (self.store().await, Self::shop());
        let set = store.set_repository(&shop, Some(&repository)).await;
        set.unwrap();
        let said = self.says("/docker-config set source github").await;
        assert_eq!(said.code, 0, "{said}");
    }

    /// What is said of a deploy that is refused, which leaves all as it was.
    pub(crate) async fn is_refused(&self, reference: &str) -> Said {
        let before = Before::of(self);
        let said = self.says(&format!("/docker-deploy {reference}")).await;
        assert_ne!(said.code, 0, "{said}");
        assert!(said.data["confirm"].is_null(), "{said}");
        before.assert_is_now(self);
        said
    }

    /// Asks for a deploy, says yes, and insists that it goes well. Returns the preview.
    pub(crate) async fn deploys_from_github(&self, reference: &str) -> Said {
        let preview = self.says(&format!("/docker-deploy {reference}")).await;
        let yes = format!("/confirm {}", preview.confirmation());
        let said = self.says(&yes).await;
        assert_eq!(said.code, 0, "{said}");
        preview
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(String, Entry)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let bytes = fs::read(&path).unwrap();
            let runs = path.metadata().unwrap().permissions().mode() & 0o100 != 0;
            let entry = if runs {
                Entry::script(&bytes)
            } else {
                Entry::file(&bytes)
            };
            found.push((name, entry));
        }
    }
    found
}
