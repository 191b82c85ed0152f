//! What Hailer keeps: its folder, its key and its database.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::host::Host;

#[test]
fn a_data_folder_that_cannot_be_written_is_told() {
    let host = Host::new();
    let file = host.write("file", "");
    let host = host.with("HAILER_DATA_DIR", file.join("data"));
    host.is_told(
        5,
        "store",
        (
            "the data folder",
            "set HAILER_DATA_DIR to a folder that this user may write to",
        ),
    );
}

#[test]
fn a_data_folder_that_others_can_enter_is_worth_a_look() {
    let host = Host::new();
    let data = host.path("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    host.is_told(
        0,
        "data folder",
        ("can be entered by other users", "chmod 700"),
    );
}

#[test]
fn a_key_that_is_none_or_that_others_can_read_is_told() {
    let host = Host::new();
    assert_eq!(host.asks(), (0, vec![]));
    let key = host.path("data/key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    host.is_told(5, "store", ("data/key", "chmod 600"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&key, "short").unwrap();
    host.is_told(5, "store", ("data/key", "put back the file `key`"));
}

#[test]
fn a_key_that_is_lost_or_of_another_database_is_told_and_none_is_made() {
    let host = Host::new();
    assert_eq!(host.asks(), (0, vec![]));
    let (key, kept) = (host.path("data/key"), host.path("kept"));
    fs::rename(&key, &kept).unwrap();
    let fix = "put back the file `key` that belongs to this database";
    host.is_told(5, "store", ("there is no key file", fix));
    assert!(!key.exists());
    fs::write(&key, [7; 32]).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    host.is_told(5, "store", ("isn't the one that the SQLite database", fix));
    fs::rename(&kept, &key).unwrap();
    assert_eq!(host.asks(), (0, vec![]));
}

#[tokio::test]
async fn a_database_of_a_newer_hailer_is_left_alone() {
    let host = Host::new();
    assert_eq!(host.asks(), (0, vec![]));
    let file = host.path("data/hailer.sqlite");
    let mut database = SqliteConnectOptions::new()
        .filename(file)
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99999, 'of next year', TRUE, x'00', 0)",
    )
    .execute(&mut database)
    .await
    .unwrap();
    database.close().await.unwrap();
    host.is_told(
        5,
        "store",
        (
            "was last used by a newer Hailer",
            "install the Hailer that used it last",
        ),
    );
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let host = Host::new();
    let file = host.write("data/hailer.sqlite", &"no database ".repeat(1000));
    fs::set_permissions(file.parent().unwrap(), fs::Permissions::from_mode(0o700)).unwrap();
    host.is_told(5, "store", ("the SQLite database", ""));
}

#[test]
fn a_postgresql_that_cannot_be_used_is_told_without_its_password() {
    let refuses = refuses_everybody();
    let url = |place: &str| format!("postgres://hailer:hunter2@{place}");
    let cases = [
        (
            url("127.0.0.1:9/hailer"),
            "PostgreSQL at 127.0.0.1:9, database hailer can't be reached",
        ),
        (
            url(&format!("127.0.0.1:{refuses}/hailer")),
            "password authentication failed for user \"hailer\"",
        ),
        (
            format!("{}/nowhere", server()),
            "database \"nowhere\" does not exist",
        ),
    ];
    for (url, found) in cases {
        let host = Host::new().with("DATABASE_URL", url);
        host.is_told(
            5,
            "store",
            (
                found,
                "takes this user and password; else correct DATABASE_URL",
            ),
        );
        assert!(!host.reads().contains("hunter2"));
    }
}

/// The server for tests, without a database.
fn server() -> String {
    let server = std::env::var("HAILER_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://hailer@127.0.0.1:54329/postgres".to_owned());
    server.rsplit_once('/').unwrap().0.to_owned()
}

/// A PostgreSQL that takes nobody's password. Its port.
fn refuses_everybody() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for caller in listener.incoming() {
            let mut caller = caller.unwrap();
            let mut asked = [0; 1024];
            // It asks for TLS first (PostgreSQL, "Message Formats": SSLRequest is eight bytes long).
            if caller.read(&mut asked).unwrap_or(0) == 8 {
                caller.write_all(b"N").unwrap();
                let _: usize = caller.read(&mut asked).unwrap_or(0);
            }
            let fields =
                b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"hailer\"\0\0";
            let length = u32::try_from(fields.len() + 4).unwrap();
            let answer = [b"E".as_slice(), &length.to_be_bytes(), fields].concat();
            drop(caller.write_all(&answer));
        }
    });
    port
}
