//! The images that presets name, made of what this machine has: no registry can be reached. PostgreSQL and Redis are real, from
//! Debian's packages; the rest are stand-ins (`stand_in`), which want the same command, environment and check as the real ones.
//!
//! Each call returns the reference, which the engine knows from then on. They are made once on each engine and stay there;
//! an image under the same reference that isn't one of these is used as it is.

mod archive;
mod family;
mod layer;
mod postgres;
mod redis;
#[expect(
    dead_code,
    reason = "compiled by itself, into the images; here it is only looked over"
)]
#[path = "stand_in/main.rs"]
mod stand_in;
mod standing_in;

use bollard::Docker;

/// `postgres:VERSION-alpine` for 13 to 18. The server is the one that this machine has, whatever the version.
pub(crate) async fn postgres(docker: &Docker, version: &str) -> String {
    let family = postgres::family();
    provided(docker, &family, format!("postgres:{version}-alpine")).await
}

/// `pgvector/pgvector:pg16`: the same server with an extension "vector" that is one by name alone.
pub(crate) async fn pgvector(docker: &Docker) -> String {
    let family = postgres::family();
    provided(docker, &family, "pgvector/pgvector:pg16".to_owned()).await
}

/// `redis:7-alpine`.
pub(crate) async fn redis(docker: &Docker) -> String {
    provided(docker, &redis::family(), "redis:7-alpine".to_owned()).await
}

/// `mysql:VERSION` for 5.7, 8.0 and 8.4: a stand-in, which no client but its own understands.
pub(crate) async fn mysql(docker: &Docker, version: &str) -> String {
    let family = standing_in::family();
    provided(docker, &family, format!("mysql:{version}")).await
}

/// `mcr.microsoft.com/mssql/server:VERSION-latest` for 2019 and 2022: a stand-in, which no client but its own understands. The
/// older one keeps its tools where updates of 2019 before the 28th did.
pub(crate) async fn sqlserver(docker: &Docker, version: &str) -> String {
    let family = standing_in::family();
    let reference = format!("mcr.microsoft.com/mssql/server:{version}-latest");
    provided(docker, &family, reference).await
}

/// `mcr.microsoft.com/azure-storage/azurite:latest`: a stand-in, which keeps nothing.
pub(crate) async fn azurite(docker: &Docker) -> String {
    let reference = "mcr.microsoft.com/azure-storage/azurite:latest".to_owned();
    provided(docker, &standing_in::family(), reference).await
}

/// `quilt-mcp:test`: a stand-in, which is healthy or says what it misses.
pub(crate) async fn quilt_mcp(docker: &Docker) -> String {
    let reference = "quilt-mcp:test".to_owned();
    provided(docker, &standing_in::family(), reference).await
}

/// `hailer-test-breaker:1`, which goes wrong as its command says: `die` (three lines on stderr, exit code 3), `eat` (memory, up
/// to 1 GiB, then exit code 4), `never` (gets ready), `slow SECONDS` (until it is ready), `stubborn` (ready at once, ignores
/// SIGTERM). `is-ready` in the container tells whether it is.
pub(crate) async fn breaker(docker: &Docker) -> String {
    let reference = "hailer-test-breaker:1".to_owned();
    provided(docker, &standing_in::family(), reference).await
}

async fn provided(docker: &Docker, family: &family::Family, reference: String) -> String {
    let known = family.references.contains(&reference.as_str());
    assert!(known, "no {reference}, only {:?}", family.references);
    family.provide(docker).await;
    reference
}
