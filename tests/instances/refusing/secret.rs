//! What must not be reached or shown.

use std::os::unix::net::UnixListener;

use super::refuses;
use crate::house::{House, docker};
use crate::images;
use crate::presets::talking;

#[tokio::test]
async fn only_what_lies_under_an_allowed_root_is_mounted() {
    let house = House::with_small(23_800).await;
    let root = house.root.path().display().to_string();
    std::fs::create_dir(house.path("fine")).unwrap();
    std::fs::write(house.path("fine/file"), "x").unwrap();
    std::os::unix::fs::symlink("/etc", house.path("link")).unwrap();
    let _socket = UnixListener::bind(house.path("socket")).unwrap();
    for (volume, words) in [
        ("/etc:/x".to_owned(), "/etc"),
        (format!("{root}/link:/x"), "/etc"),
        (format!("{root}/fine/../../..:/x"), ""),
        (format!("{root}/socket:/x"), "neither a folder nor a file"),
        (format!("{root}/nothing:/x"), "nothing"),
        (format!("{root}/data:/x"), "Hailer's own data"),
        (format!("{root}:/x"), "Hailer's own data"),
        (format!("{root}/fine:/x/../../y"), ""),
        ("/var/run/docker.sock:/x".to_owned(), "docker.sock"),
    ] {
        refuses(
            &house,
            &format!("/docker-create small --volume {volume}"),
            &[words],
        )
        .await;
    }
    let made = house
        .creates(&format!("/docker-create small --volume {root}/fine:/x:ro"))
        .await;
    assert_eq!(docker(&["exec", &made.name, "cat", "/x/file"]), "x");
    let format = "{{range .Mounts}}{{if eq .Destination \"/x\"}}{{.RW}}{{end}}{{end}}";
    assert_eq!(
        docker(&["inspect", "--format", format, &made.name]),
        "false"
    );
}

#[tokio::test]
async fn what_was_given_as_a_secret_is_shown_nowhere() {
    let house = House::new().await;
    images::quilt_mcp(&house.docker).await;
    house.has("talking", &talking("true")).await;
    let name = house.named("talks");
    let given = "opensesame-9271";
    let made = house
        .does(&format!(
            "/docker-create talking --name {name} --env GIVEN={given}"
        ))
        .await;
    let generated = docker(&["exec", &name, "sh", "-c", "echo $TOKEN"]);
    assert!(generated.len() > 8, "{generated}");
    let logs = house.does(&format!("/docker-logs {name}")).await;
    assert!(logs.text.contains("[redacted]"), "{}", logs.text);
    let inspected = house.does(&format!("/docker-inspect {name}")).await;
    house
        .has(
            "talking",
            &talking("echo $TOKEN $GIVEN $LITERAL_PASSWORD; false"),
        )
        .await;
    let failed = house
        .says(&format!("/docker-create talking --env GIVEN={given}"))
        .await;
    assert!(failed.text.contains("[redacted]"), "{}", failed.text);
    for said in [&made, &logs, &inspected, &failed] {
        let all = format!("{} {}", said.text, said.data);
        for secret in [given, "corrected-horse"] {
            assert!(!all.contains(secret), "{all}");
        }
    }
    assert!(!logs.text.contains(&generated), "{}", logs.text);
    house.router.close().await;
    // SQLite keeps all in the file and what goes with it.
    for file in std::fs::read_dir(house.path("data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in [given, generated.as_str(), "corrected-horse"] {
            let found = bytes
                .windows(secret.len())
                .position(|part| part == secret.as_bytes());
            if let Some(at) = found {
                let around = &bytes[at.saturating_sub(400)..(at + 100).min(bytes.len())];
                panic!(
                    "{secret} is kept in clear: {}",
                    String::from_utf8_lossy(around)
                );
            }
        }
    }
}
