//! A GitHub App as its owner handles it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::hook::Webhook;
use super::repository::Repo;
use crate::github::state::app::{Installation, Permissions, usual_permissions};
use crate::github::state::hook::Target;
use crate::github::state::owner::Kind;
use crate::github::world::World;

/// Bytes of a PKCS#8 envelope around a 2048-bit RSA key.
const ENVELOPE: usize = 26;

#[derive(Clone)]
pub(crate) struct App {
    world: Arc<World>,
    pub(crate) id: i64,
    key: String,
}

impl App {
    pub(crate) fn new(world: &Arc<World>, owner: i64, slug: &str) -> Self {
        let pair = pair(slug);
        let key = pem(&pair);
        let id = world.change(|state| {
            let bot = state.add_owner(&format!("{slug}[bot]"), Kind::Bot);
            let app = crate::github::state::app::App {
                id: state.next_id(),
                slug: slug.to_owned(),
                owner,
                bot,
                public_key: pair.public_key().as_ref().to_vec(),
                created: state.now(),
            };
            let id = app.id;
            state.apps.insert(id, app);
            id
        });
        let world = Arc::clone(world);
        Self { world, id, key }
    }

    /// The private key as GitHub gives it: PKCS#1 in PEM.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// As what it writes: `slug[bot]`.
    pub(crate) fn login(&self) -> String {
        self.world.look(|state| {
            let bot = state.apps[&self.id].bot;
            state.owners[&bot].login.clone()
        })
    }

    /// Installed in these repositories, with the usual permissions; the installation's id.
    pub(crate) fn is_installed(&self, repos: &[&Repo]) -> i64 {
        self.is_installed_with(repos, usual_permissions())
    }

    fn is_installed_with(&self, repos: &[&Repo], permissions: Permissions) -> i64 {
        self.world.change(|state| {
            let installation = Installation {
                id: state.next_id(),
                app: self.id,
                account: state.repositories[&repos[0].id].owner,
                repositories: repos.iter().map(|repo| repo.id).collect(),
                permissions,
                is_suspended: false,
                created: state.now(),
            };
            let id = installation.id;
            state.installations.insert(id, installation);
            id
        })
    }

    /// The same, with these permissions alone.
    pub(crate) fn is_installed_for(&self, repos: &[&Repo], permissions: &[(&str, &str)]) -> i64 {
        let owned = permissions.iter();
        let owned = owned.map(|(name, level)| ((*name).into(), (*level).into()));
        self.is_installed_with(repos, owned.collect())
    }

    /// The installation's owner wants to hear no more of it for a while.
    pub(crate) fn is_suspended(&self, installation: i64) {
        self.world.change(|state| {
            let installation = state.installations.get_mut(&installation);
            installation.unwrap().is_suspended = true;
        });
    }

    /// The App's own webhook: it hears of every repository in which the App is installed.
    pub(crate) fn hook(&self, url: &str, secret: &str) -> Webhook {
        let owner = self.world.look(|state| state.apps[&self.id].owner);
        let of = Target::App(self.id);
        Webhook::new(&self.world, of, owner, (url, Some(secret)))
    }
}

/// Made once and kept among what the tests build, since that takes seconds; each App has another.
fn pair(slug: &str) -> KeyPair {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("github-app-{slug}.pk8"));
    if let Ok(der) = fs::read(&kept) {
        return KeyPair::from_pkcs8(&der).unwrap();
    }
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der = pair.as_der().unwrap();
    let mut file = tempfile::NamedTempFile::new_in(kept.parent().unwrap()).unwrap();
    file.write_all(der.as_ref()).unwrap();
    file.persist(&kept).unwrap();
    pair
}

fn pem(pair: &KeyPair) -> String {
    let der: Pkcs8V1Der = pair.as_der().unwrap();
    let inner = &der.as_ref()[ENVELOPE..];
    assert_eq!(inner[..2], [0x30, 0x82], "no RSA key behind the envelope");
    let text = BASE64_STANDARD.encode(inner);
    let lines: Vec<_> = text.as_bytes().chunks(64).collect();
    let lines = lines.iter().map(|line| std::str::from_utf8(line).unwrap());
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----\n")
}
