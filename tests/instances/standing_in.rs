//! The stand-ins: each passes its preset's check, as it is locked down there, and only with what the real one needs.

use bollard::Docker;
use bollard::query_parameters::StopContainerOptionsBuilder;
use hailer::instance::preset::Spec;

use crate::asked::{body, spec};
use crate::images;
use crate::plain::{Plain, engine};

/// Passes the check, and ends well when it is told to.
async fn begins_and_ends(docker: &Docker, spec: &Spec) {
    let one = Plain::of(docker, spec).await;
    one.ready(spec).await;
    let options = StopContainerOptionsBuilder::new().t(20).build();
    docker.stop_container(&one.id, Some(options)).await.unwrap();
    let (state, log) = one.ended().await;
    assert_eq!(state.exit_code, Some(0), "{}: {log}", spec.image);
}

/// Ends by itself when these variables are as given ("NAME" alone: not there), with a last line that names `why`.
async fn refuses(docker: &Docker, spec: &Spec, changed: &[&str], why: &str) {
    let mut body = body(spec);
    let environment = body.env.as_mut().unwrap();
    for one in changed {
        let (name, value) = one.split_once('=').unwrap_or((one, ""));
        environment.retain(|variable| variable.split('=').next() != Some(name));
        if !value.is_empty() {
            environment.push((*one).to_owned());
        }
    }
    let (state, log) = Plain::run(docker, body).await.ended().await;
    assert_eq!(state.exit_code, Some(1), "{log}");
    let last = log.lines().last().unwrap_or_default();
    assert!(last.contains(why), "{log}");
}

#[tokio::test]
async fn mysql_stands_in_at_every_version() {
    let docker = engine().await;
    for version in ["5.7", "8.0", "8.4"] {
        let spec = spec("mysql", version);
        assert_eq!(images::mysql(&docker, version).await, spec.image);
        begins_and_ends(&docker, &spec).await;
    }
    let missing = ["MYSQL_ROOT_PASSWORD"];
    refuses(&docker, &spec("mysql", "8.4"), &missing, missing[0]).await;
}

#[tokio::test]
async fn the_check_of_mysql_wants_the_password_and_the_database() {
    let docker = engine().await;
    let spec = spec("mysql", "8.4");
    images::mysql(&docker, "8.4").await;
    let mysql = Plain::of(&docker, &spec).await;
    mysql.ready(&spec).await;
    let client = "mysql --protocol=tcp --host=127.0.0.1 --user=root --execute='SELECT 1'";
    for (before, database, said) in [
        ("MYSQL_PWD=another", "testdb", "ERROR 1045"),
        ("MYSQL_PWD=$MYSQL_ROOT_PASSWORD", "nothing", "ERROR 1049"),
    ] {
        let line = format!("{before} {client} {database}");
        let (code, answer) = mysql.exec(&["sh", "-c", &line]).await;
        assert_eq!(code, 1, "{line}");
        assert!(answer.starts_with(said), "{answer}");
    }
    let ping = "MYSQL_PWD=another mysqladmin ping --host=127.0.0.1";
    let (code, answer) = mysql.exec(&["sh", "-c", ping]).await;
    assert_eq!((code, answer.trim()), (0, "mysqld is alive"));
}

#[tokio::test]
async fn sqlserver_stands_in_at_every_version() {
    let docker = engine().await;
    for version in ["2019", "2022"] {
        let spec = spec("sqlserver", version);
        assert_eq!(images::sqlserver(&docker, version).await, spec.image);
        begins_and_ends(&docker, &spec).await;
    }
    let spec = spec("sqlserver", "2022");
    refuses(&docker, &spec, &["ACCEPT_EULA"], "ACCEPT_EULA").await;
    let weak = ["MSSQL_SA_PASSWORD=password"];
    refuses(&docker, &spec, &weak, "Password validation failed").await;
    let missing = ["MSSQL_SA_PASSWORD"];
    refuses(&docker, &spec, &missing, missing[0]).await;
}

#[tokio::test]
async fn azurite_stands_in_and_listens_where_it_is_told() {
    let docker = engine().await;
    let spec = spec("azurite", "latest");
    assert_eq!(images::azurite(&docker).await, spec.image);
    begins_and_ends(&docker, &spec).await;
    let azurite = Plain::of(&docker, &spec).await;
    azurite.ready(&spec).await;
    for port in [10000, 10001, 10002] {
        let port = azurite.port(port).await;
        let answer = reqwest::get(format!("http://127.0.0.1:{port}/"))
            .await
            .unwrap();
        assert_eq!(answer.status(), 400);
    }
}

#[tokio::test]
async fn quilt_mcp_stands_in_locked_down_and_names_what_is_missing() {
    let docker = engine().await;
    for preset in ["mcp-stateless", "mcp-multitenant-fake", "mcp-health-check"] {
        let spec = spec(preset, "test");
        assert_eq!(images::quilt_mcp(&docker).await, spec.image);
        begins_and_ends(&docker, &spec).await;
    }
    let spec = spec("mcp-stateless", "test");
    let missing = ["QUILT_CATALOG_URL", "MCP_JWT_SECRET"];
    let why = "missing environment: QUILT_CATALOG_URL, MCP_JWT_SECRET";
    refuses(&docker, &spec, &missing, why).await;
}
