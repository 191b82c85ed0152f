//! Where a world's store is: a SQLite file in its data folder, or a PostgreSQL database of its own.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// One of the two. A PostgreSQL database is dropped with it.
pub(crate) enum Database {
    Sqlite,
    Postgres { name: String, url: String },
}

impl Database {
    /// A fresh database on the server for tests, which `scripts/setup` starts.
    pub(crate) async fn postgres() -> Self {
        let name = format!("hailer_test_{}", super::docker::unique());
        run_on_server(&format!("CREATE DATABASE {name}")).await;
        let server = server();
        let (server, _) = server.rsplit_once('/').unwrap();
        Self::Postgres {
            url: format!("{server}/{name}"),
            name,
        }
    }

    /// The address of the server, and the same database by a socket in `folder`.
    pub(crate) fn over_socket(mut self, folder: &Path) -> (String, Self) {
        let Self::Postgres { name, url } = &mut self else {
            panic!("SQLite has no socket");
        };
        let (_, place) = url.split_once('@').unwrap();
        let (server, _) = place.split_once('/').unwrap();
        let server = server.to_owned();
        *url = format!("postgres:///{name}?user=hailer&host={}", folder.display());
        (server, self)
    }

    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { url, .. } => Some(url),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Self::Postgres { name, .. } = self else {
            return;
        };
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        // A guard can't wait; a thread with a runtime of its own can.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(run_on_server(&drop));
        });
        let dropped = dropping.join();
        if !std::thread::panicking() {
            dropped.unwrap();
        }
    }
}

fn server() -> String {
    std::env::var("HAILER_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://hailer@127.0.0.1:54329/postgres".to_owned())
}

async fn run_on_server(text: &str) {
    let url = server();
    let mut server = PgConnection::connect(&url).await.unwrap_or_else(|error| {
        panic!("no PostgreSQL for the tests at {url} ({error}): run scripts/setup, or set HAILER_TEST_POSTGRES")
    });
    sqlx::raw_sql(AssertSqlSafe(text.to_owned()))
        .execute(&mut server)
        .await
        .unwrap();
    server.close().await.unwrap();
}
