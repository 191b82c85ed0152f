//! A Hailer in the test's own process.

use hailer::app;
use hailer::config::{Config, Environment};
use hailer::router::Router;

use super::{DATABASE, LEASE, World};

impl World {
    /// One that knows of the others what the store tells.
    pub(crate) async fn router(&self) -> Router {
        let url = self.own.postgres.as_ref().map(|own| own.url(DATABASE));
        let mut variables = vec![
            ("HAILER_DATA_DIR", self.data().display().to_string()),
            (
                "HAILER_ALLOWED_ROOTS",
                self.home.path().display().to_string(),
            ),
            ("HAILER_LEASE", LEASE.to_owned()),
        ];
        variables.extend(url.map(|url| ("DATABASE_URL", url)));
        let given = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let config = Config::from_env(&Environment::of(given)).unwrap();
        app::open(&config).await.unwrap()
    }
}
