//! Against a server of this machine that answers as a catalog does, or as none should.

use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

const CATALOG_URL: &str = "https://quilt.example.org";
const REGISTRY_URL: &str = "https://registry.quilt.example.org";

/// A catalog that answers one GET of `/config.json` with these bytes. Its address.
async fn catalog(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut peer, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        let read = peer.read(&mut request).await.unwrap();
        assert!(request[..read].starts_with(b"GET /config.json HTTP/1.1\r\n"));
        // Whoever has read enough hangs up.
        if peer.write_all(&answer).await.is_ok() {
            std::future::pending::<()>().await;
        }
    });
    format!("http://127.0.0.1:{port}")
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

fn config(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn quilt(catalog: Option<&str>, registry: Option<&str>, config: Option<&Path>) -> Quilt {
    Quilt {
        catalog: catalog.map(str::to_owned),
        registry: registry.map(str::to_owned),
        config: config.map(Path::to_owned),
        limit: None,
    }
}

/// Both addresses, where nothing had to be warned of.
async fn plainly(quilt: &Quilt) -> (String, String) {
    let found = quilt.find().await.unwrap();
    assert_eq!(found.warnings, Vec::<String>::new());
    let value = |what| found.values[&what].clone();
    (
        value(Discovered::QuiltCatalog),
        value(Discovered::QuiltRegistry),
    )
}

/// What went wrong in asking a catalog, whose address is a number that nothing can be guessed from.
async fn why_not(bytes: Vec<u8>) -> String {
    let catalog = catalog(bytes).await;
    let mut quilt = quilt(Some(&catalog), None, None);
    quilt.limit = Some(Duration::from_millis(500));
    let said = quilt.find().await.unwrap_err().to_string();
    said.replace(&catalog, "CATALOG")
}

#[tokio::test]
async fn the_environment_is_asked_first_and_alone_where_it_says_all() {
    let file = config(
        "navigator_url: https://other.example.org\nregistryUrl: https://r.other.example.org\n",
    );
    let quilt = quilt(
        Some("https://quilt.example.org/"),
        Some(REGISTRY_URL),
        Some(file.path()),
    );
    let found = plainly(&quilt).await;
    assert_eq!(found, (CATALOG_URL.to_owned(), REGISTRY_URL.to_owned()));
}

#[tokio::test]
async fn a_login_of_quilt3_is_taken_with_its_other_keys_left_alone() {
    let file = config(
        "# written by quilt3\nnavigator_url: https://quilt.example.org\nregistryUrl: 'https://registry.quilt.example.org'\ns3Proxy: x\ntelemetry_disabled: false\n",
    );
    let found = plainly(&quilt(None, None, Some(file.path()))).await;
    assert_eq!(found, (CATALOG_URL.to_owned(), REGISTRY_URL.to_owned()));
}

#[tokio::test]
async fn the_catalog_says_itself_where_its_registry_is() {
    let body =
        format!(r#"{{"registryUrl":"{REGISTRY_URL}/","region":"us-east-1","mode":"PRODUCT"}}"#);
    let catalog = catalog(answer("200 OK", &body)).await;
    let file = config(&format!("navigator_url: {catalog}/\nregistryUrl: null\n"));
    let found = plainly(&quilt(None, None, Some(file.path()))).await;
    assert_eq!(found, (catalog, REGISTRY_URL.to_owned()));
}

#[tokio::test]
async fn the_registry_of_another_catalog_is_never_taken() {
    let file = config(
        "navigator_url: https://other.example.org\nregistryUrl: https://r.other.example.org\n",
    );
    let body = format!(r#"{{"registryUrl":"{REGISTRY_URL}"}}"#);
    let catalog = catalog(answer("200 OK", &body)).await;
    let found = plainly(&quilt(Some(&catalog), None, Some(file.path()))).await;
    assert_eq!(found, (catalog, REGISTRY_URL.to_owned()));
    // Nor is a catalog found for a registry that isn't its own.
    let said = quilt(None, Some(REGISTRY_URL), Some(file.path()))
        .find()
        .await
        .unwrap_err();
    assert_eq!(said.what, "No Quilt catalog is known");
}

#[tokio::test]
async fn what_can_only_be_guessed_is_warned_of() {
    // A name that is reserved for never being there.
    let found = quilt(Some("https://quilt.invalid:8443"), None, None)
        .find()
        .await
        .unwrap();
    assert_eq!(
        found.values[&Discovered::QuiltRegistry],
        "https://registry.quilt.invalid:8443"
    );
    let [warning] = found.warnings.as_slice() else {
        panic!("{:?}", found.warnings);
    };
    assert!(warning.starts_with(
        "The registry is guessed to be https://registry.quilt.invalid:8443, since https://quilt.invalid:8443/config.json can't be reached: "
    ), "{warning}");
    assert!(
        warning.ends_with(". If it isn't, set QUILT_REGISTRY_URL."),
        "{warning}"
    );
}

#[tokio::test]
async fn where_nothing_is_found_both_variables_and_the_login_are_named() {
    let missing = Path::new("/nowhere/Quilt/config.yml");
    assert_eq!(
        quilt(None, None, Some(missing))
            .find()
            .await
            .unwrap_err()
            .to_string(),
        "No Quilt catalog is known. Neither the environment nor /nowhere/Quilt/config.yml names one. Set QUILT_CATALOG_URL and \
         QUILT_REGISTRY_URL, or log in: quilt3 login."
    );
    let empty = config("navigator_url:\nregistryUrl: ''\n");
    assert!(quilt(None, None, Some(empty.path())).find().await.is_err());
}

#[tokio::test]
async fn a_configuration_that_cant_be_read_is_said_and_quotes_nothing() {
    let file = config("navigator_url: [hunter2\n");
    let said = quilt(None, None, Some(file.path()))
        .find()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("is not the YAML that quilt3 writes"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
    let file = config("navigator_url: s3://hunter2\n");
    let said = quilt(None, None, Some(file.path()))
        .find()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("navigator_url in quilt3's config.yml is not an address"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn a_wrong_variable_is_named_and_no_password_in_it_is_shown() {
    let said = quilt(Some("quilt"), None, None)
        .find()
        .await
        .unwrap_err()
        .to_string();
    assert_eq!(
        said,
        "QUILT_CATALOG_URL can't be used. Its value \"quilt\" is not an address such as https://quilt.example.com. Set it like this: \
         QUILT_CATALOG_URL=https://quilt.example.com."
    );
    let said = quilt(Some(CATALOG_URL), Some("https://ada:hunter2@r.org"), None)
        .find()
        .await;
    let said = said.unwrap_err().to_string();
    assert!(
        said.starts_with("QUILT_REGISTRY_URL can't be used."),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn an_answer_that_is_none_is_said_in_its_own_words() {
    for (bytes, why) in [
        (answer("404 Not Found", ""), "answers 404 Not Found"),
        (
            answer("302 Found\r\nlocation: http://127.0.0.1:1/", ""),
            "answers 302 Found",
        ),
        (answer("200 OK", "<html>"), "has no registryUrl"),
        (answer("200 OK", "{}"), "has no registryUrl"),
        (
            answer("200 OK", r#"{"registryUrl":"s3://x"}"#),
            "has a registryUrl that is not an address such as https://quilt.example.com",
        ),
        (
            answer("200 OK", &"x".repeat(LARGEST + 1)),
            "can't be read to its end: length limit exceeded",
        ),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec(),
            "doesn't answer within 500ms",
        ),
        (Vec::new(), "doesn't answer within 500ms"),
    ] {
        assert_eq!(
            why_not(bytes).await,
            format!(
                "The registry of the Quilt catalog CATALOG isn't known. CATALOG/config.json {why}. Set QUILT_REGISTRY_URL."
            )
        );
    }
}
