//! The composition root: builds everything from the configuration and hands it down. Nothing is global.

mod doctor;
mod fronts;
mod ready;
mod serve;

use std::path::Path;

use crate::compose::{Locator, Surroundings};
use crate::config::{Config, Database, Github, GithubLogin};
use crate::domain::actor::Actor;
use crate::engine::Logins;
use crate::frontend::console::{self, Options, PromptError, Session};
use crate::github::{self, GitHubError};
use crate::instance::discovery::Quilt;
use crate::operation::{Context, Folders};
use crate::router::Router;
use crate::store::{Seal, SealError, Store, StoreError, StoreTarget};

pub use doctor::doctor;
pub use ready::{ReadyError, ready};
pub use serve::{ServeError, serve};

/// Why Hailer could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its own folder.
    #[error(
        "the data folder {path} can't be used: {why}. Set HAILER_DATA_DIR to a folder that this user may write to"
    )]
    DataFolder {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// The key file.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account on GitHub.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// The terminal.
    #[error(transparent)]
    Prompt(#[from] PromptError),
}

/// Opens the store and puts the router together. The engine is connected to when something first asks for it.
pub async fn open(config: &Config) -> Result<Router, StartError> {
    let store = open_store(config).await?;
    let folders = Folders {
        data: config.folders.data.clone(),
        allowed_roots: config.folders.allowed_roots.clone(),
    };
    let context = Context::new(store, config.docker.host.clone(), locator(config), folders)
        .with_lease(config.lease)
        .with_build_silence(config.build_silence)
        .with_logins(logins(config))
        .with_quilt(quilt(config));
    let context = match &config.folders.presets {
        Some(folder) => context.with_presets(folder.clone()),
        None => context,
    };
    let context = match &config.github {
        Some(settings) => context.with_github(github_client(settings)?),
        None => context,
    };
    Ok(Router::new(context, config.admins.clone()))
}

/// Where the Quilt catalog is looked for that presets ask for.
fn quilt(config: &Config) -> Quilt {
    Quilt {
        catalog: config.quilt.catalog.clone(),
        registry: config.quilt.registry.clone(),
        config: config.quilt.config.clone(),
        limit: None,
    }
}

/// Who Hailer is to registries.
fn logins(config: &Config) -> Logins {
    let registries = &config.registries;
    let given = registries.given.iter().cloned();
    let given = given.map(|one| (one.host, one.user, one.password));
    Logins::new(given, registries.file.clone())
}

/// Hailer's account on GitHub. Nothing is asked there yet.
fn github_client(settings: &Github) -> Result<github::Client, GitHubError> {
    let login = match &settings.login {
        GithubLogin::Token(token) => github::Login::Token(token.clone()),
        GithubLogin::App { id, key } => github::Login::App {
            id: *id,
            key: key.clone(),
        },
    };
    github::Client::new(&github::Settings {
        api: settings.api.clone(),
        login,
    })
}

/// Looks for the Compose binary where it was said to be, or else where Docker keeps it.
fn locator(config: &Config) -> Locator {
    Locator::new(
        config.docker.compose.clone(),
        Surroundings::of_this_process(),
    )
}

/// Carries out one line as whoever is at the terminal. Returns the exit code.
pub async fn run(
    config: &Config,
    actor: Actor,
    line: &str,
    options: Options,
) -> Result<u8, StartError> {
    let router = open(config).await?;
    let session = Session::new(&router, actor, options);
    session.recover().await;
    let code = session.run(line).await;
    router.close().await;
    Ok(code)
}

/// Reads lines at a prompt until its end. Returns the exit code of the last one.
pub async fn console(config: &Config, actor: Actor, options: Options) -> Result<u8, StartError> {
    let router = open(config).await?;
    let session = Session::new(&router, actor, options);
    session.recover().await;
    let code = session.prompt(&config.folders.data.join("history")).await;
    router.close().await;
    Ok(code?)
}

/// Makes a code for somebody on a chat platform, and prints it. Returns the exit code.
pub async fn pair(
    config: &Config,
    actor: &Actor,
    admin: bool,
    options: Options,
) -> Result<u8, StartError> {
    let router = open(config).await?;
    let reply = router.make_pairing(actor, admin).await;
    router.close().await;
    Ok(console::print(&reply, options))
}

async fn open_store(config: &Config) -> Result<Store, StartError> {
    let data = &config.folders.data;
    make_private(data).map_err(|error| StartError::DataFolder {
        path: data.display().to_string(),
        why: error.to_string(),
    })?;
    let seal = Seal::open_or_create(&data.join("key"))?;
    let target = match &config.database {
        Database::Sqlite(path) => StoreTarget::Sqlite(path.clone()),
        Database::Postgres(url) => StoreTarget::Postgres(url.clone()),
    };
    Ok(Store::open(&target, seal).await?)
}

/// Makes a folder that only this user can enter. One that is there keeps its mode.
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}
