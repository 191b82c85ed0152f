//! The databases that are real: their images begin as the official ones do, and real clients find what the presets promise.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use bollard::models::{ContainerCreateBody, Mount, MountType};
use bollard::query_parameters::StopContainerOptionsBuilder;
use hailer::domain::name::VariableName;
use hailer::instance::preset::Spec;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, query_scalar};

use crate::asked::{body, spec};
use crate::images;
use crate::plain::{Plain, engine};

fn value<'a>(spec: &'a Spec, name: &str) -> &'a str {
    let name = VariableName::new(name).unwrap();
    spec.environment[&name].expose()
}

async fn connected(port: u16, password: &str) -> Result<PgConnection, sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass();
    let options = options.host("127.0.0.1").port(port).username("postgres");
    let options = options.password(password).database("testdb");
    options.connect().await
}

#[tokio::test]
async fn postgresql_serves_who_has_the_password_and_is_as_fast_as_it_was_told() {
    let docker = engine().await;
    let spec = spec("postgres", "16");
    assert_eq!(images::postgres(&docker, "16").await, spec.image);
    let postgres = Plain::of(&docker, &spec).await;
    postgres.ready(&spec).await;
    let port = postgres.port(5432).await;
    let wrong = connected(port, "another").await.unwrap_err();
    let code = wrong.as_database_error().unwrap().code().unwrap();
    assert_eq!(code, "28P01");
    let mut client = connected(port, value(&spec, "POSTGRES_PASSWORD"))
        .await
        .unwrap();
    for (asked, answer) in [
        ("SELECT current_database()::text", "testdb"),
        ("SHOW fsync", "off"),
        ("SHOW shared_buffers", "128MB"),
        ("SHOW data_directory", "/var/lib/postgresql/data"),
        (
            "SELECT ('2026-01-01 12:00 Europe/Berlin'::timestamptz AT TIME ZONE 'UTC')::text",
            "2026-01-01 11:00:00",
        ),
    ] {
        let said: String = query_scalar(asked).fetch_one(&mut client).await.unwrap();
        assert_eq!(said, answer, "{asked}");
    }
    let options = StopContainerOptionsBuilder::new().t(20).build();
    let stopping = docker.stop_container(&postgres.id, Some(options));
    stopping.await.unwrap();
    let (state, log) = postgres.ended().await;
    assert_eq!(state.exit_code, Some(0), "{log}");
    assert!(log.contains("database system is shut down"), "{log}");
}

#[tokio::test]
async fn postgresql_18_keeps_its_data_and_its_password_in_a_volume() {
    let docker = engine().await;
    let spec = spec("postgres", "18");
    assert_eq!(images::postgres(&docker, "18").await, spec.image);
    let mut body = body(&spec);
    let host = body.host_config.as_mut().unwrap();
    host.tmpfs = None;
    host.mounts = Some(vec![Mount {
        target: Some("/var/lib/postgresql".to_owned()),
        typ: Some(MountType::VOLUME),
        ..Mount::default()
    }]);
    let postgres = Plain::run(&docker, body).await;
    postgres.ready(&spec).await;
    let password = value(&spec, "POSTGRES_PASSWORD");
    let mut client = connected(postgres.port(5432).await, password)
        .await
        .unwrap();
    sqlx::query("CREATE TABLE kept AS SELECT 7 AS number")
        .execute(&mut client)
        .await
        .unwrap();
    drop(client);
    docker.stop_container(&postgres.id, None).await.unwrap();
    postgres.start().await;
    postgres.ready(&spec).await;
    let mut client = connected(postgres.port(5432).await, password)
        .await
        .unwrap();
    let number: i32 = query_scalar("SELECT number FROM kept")
        .fetch_one(&mut client)
        .await
        .unwrap();
    assert_eq!(number, 7);
    assert!(postgres.log().await.contains("Skipping initialization"));
}

#[tokio::test]
async fn postgresql_does_not_begin_without_a_password() {
    let docker = engine().await;
    let image = images::postgres(&docker, "13").await;
    let body = ContainerCreateBody {
        image: Some(image),
        ..ContainerCreateBody::default()
    };
    let (state, log) = Plain::run(&docker, body).await.ended().await;
    assert_eq!(state.exit_code, Some(1));
    let last = log.lines().last().unwrap();
    assert_eq!(
        last,
        "Error: Database is uninitialized and superuser password is not specified: POSTGRES_PASSWORD"
    );
}

#[tokio::test]
async fn pgvector_has_its_extension_made_before_it_is_ready() {
    let docker = engine().await;
    let spec = spec("pgvector", "16");
    assert_eq!(images::pgvector(&docker).await, spec.image);
    let pgvector = Plain::of(&docker, &spec).await;
    pgvector.ready(&spec).await;
    let password = value(&spec, "POSTGRES_PASSWORD");
    let mut client = connected(pgvector.port(5432).await, password)
        .await
        .unwrap();
    let made: String =
        query_scalar("SELECT extname::text FROM pg_extension WHERE extname = 'vector'")
            .fetch_one(&mut client)
            .await
            .unwrap();
    assert_eq!(made, "vector");
    let read: String = query_scalar("SELECT ('{1,2.5}'::vector)::text")
        .fetch_one(&mut client)
        .await
        .unwrap();
    assert_eq!(read, "{1,2.5}");
}

#[tokio::test]
async fn redis_answers_from_outside_of_its_container() {
    let docker = engine().await;
    let spec = spec("redis", "7");
    assert_eq!(images::redis(&docker).await, spec.image);
    let redis = Plain::of(&docker, &spec).await;
    redis.ready(&spec).await;
    let stream = TcpStream::connect(("127.0.0.1", redis.port(6379).await)).unwrap();
    (&stream).write_all(b"CONFIG GET appendonly\r\n").unwrap();
    let lines: Vec<_> = BufReader::new(&stream)
        .lines()
        .take(5)
        .map(Result::unwrap)
        .collect();
    assert_eq!(lines, ["*2", "$10", "appendonly", "$2", "no"]);
}
