//! A real PostgreSQL from its preset: made, used, stopped, emptied, kept and destroyed.

use sqlx::{Connection as _, PgConnection, query_scalar};

use crate::house::{House, docker};
use crate::images;

async fn house() -> House {
    let house = House::new().await;
    images::postgres(&house.docker, "16").await;
    house
}

async fn asked(url: &str, text: &'static str) -> String {
    let mut client = PgConnection::connect(url).await.unwrap();
    query_scalar(text).fetch_one(&mut client).await.unwrap()
}

async fn told(url: &str, text: &'static str) {
    let mut client = PgConnection::connect(url).await.unwrap();
    sqlx::query(text).execute(&mut client).await.unwrap();
}

#[tokio::test]
async fn ready_means_that_a_query_works() {
    let house = house().await;
    let made = house.creates("/docker-create postgres --version 16").await;
    assert!(
        made.name.starts_with("hailer-postgres-16-"),
        "{}",
        made.name
    );
    assert_eq!(
        asked(made.url(), "SELECT current_database()::text").await,
        "testdb"
    );
    assert_eq!(asked(made.url(), "SHOW fsync").await, "off");
    let binding = docker(&["port", &made.name, "5432"]);
    assert_eq!(binding, format!("127.0.0.1:{}", made.ports[0]));
    house
        .confirms(&format!("/docker-destroy {}", made.name))
        .await;
    assert_eq!(house.on_the_engine(), Vec::<String>::new());
    assert!(house.router.store().instances().await.unwrap().is_empty());
}

#[tokio::test]
async fn ready_is_said_of_the_user_and_the_database_that_were_asked_for() {
    let house = house().await;
    images::mysql(&house.docker, "8.4").await;
    let made = house
        .creates("/docker-create postgres --env POSTGRES_DB=shop_test --env POSTGRES_USER=ada")
        .await;
    assert!(made.url().starts_with("postgres://ada:"), "{}", made.url());
    assert!(made.url().ends_with("/shop_test"), "{}", made.url());
    let who = "SELECT current_user || ' in ' || current_database()";
    assert_eq!(asked(made.url(), who).await, "ada in shop_test");
    let made = house
        .creates("/docker-create mysql --env MYSQL_DATABASE=shop")
        .await;
    assert!(made.url().ends_with("/shop"), "{}", made.url());
}

#[tokio::test]
async fn data_survives_where_it_was_to_and_is_gone_where_it_was_not() {
    let house = house().await;
    let name = house.named("db");
    let create = format!("/docker-create postgres --name {name} --persistent");
    let made = house.creates(&create).await;
    told(made.url(), "CREATE TABLE kept AS SELECT 'it is' AS said").await;
    house.does(&format!("/docker-destroy {name}")).await;
    assert_eq!(house.on_the_engine(), [format!("{name}-data")]);
    let again = house.creates(&create).await;
    assert_eq!(asked(again.url(), "SELECT said FROM kept").await, "it is");
    house
        .confirms(&format!("/docker-destroy {name} --remove-volume"))
        .await;
    assert_eq!(house.on_the_engine(), Vec::<String>::new());
    let anew = house.creates(&create).await;
    let found = asked(
        anew.url(),
        "SELECT count(*)::text FROM pg_tables WHERE tablename = 'kept'",
    );
    assert_eq!(found.await, "0");
}

#[tokio::test]
async fn a_reset_keeps_name_port_and_password_and_empties_the_data() {
    let house = house().await;
    let name = house.named("db");
    let made = house
        .creates(&format!(
            "/docker-create postgres --name {name} --persistent --port 28100"
        ))
        .await;
    told(made.url(), "CREATE TABLE gone AS SELECT 1").await;
    house.confirms(&format!("/docker-reset {name}")).await;
    let found = asked(
        made.url(),
        "SELECT count(*)::text FROM pg_tables WHERE tablename = 'gone'",
    );
    assert_eq!(found.await, "0");
    let container = docker(&["inspect", "--format", "{{.Id}}", &name]);
    assert_ne!(container, made.container);
}

#[tokio::test]
async fn stopped_started_and_restarted_it_is_the_same_and_serves() {
    let house = house().await;
    let name = house.named("db");
    let made = house
        .creates(&format!(
            "/docker-create postgres --name {name} --durable --port 28200"
        ))
        .await;
    house
        .confirms(&format!("/docker-stop {name} --timeout 20s"))
        .await;
    let state = docker(&[
        "inspect",
        "--format",
        "{{.State.Status}} {{.State.ExitCode}}",
        &name,
    ]);
    assert_eq!(state, "exited 0");
    assert_eq!(condition(&house).await, "stopped");
    house.does(&format!("/docker-start {name}")).await;
    assert_eq!(asked(made.url(), "SELECT 'on'").await, "on");
    house.confirms(&format!("/docker-restart {name}")).await;
    assert_eq!(asked(made.url(), "SELECT 'on'").await, "on");
    assert_eq!(condition(&house).await, "healthy");
    house.does(&format!("/docker-destroy {name}")).await;
}

async fn condition(house: &House) -> String {
    let listed = house.does("/docker-instances").await;
    listed.data["instances"][0]["condition"]
        .as_str()
        .unwrap()
        .to_owned()
}
