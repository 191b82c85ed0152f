//! What can't be done is said clearly, and nothing is left of it.

use std::net::TcpListener;
use std::os::unix::net::UnixListener;

use hailer::domain::instance::Life;

use crate::database::Database;
use crate::house::{HOUSE, House, docker};
use crate::images;
use crate::presets::{breaking, small, talking};
use crate::said::Said;

/// Is refused with these words, and leaves nothing.
async fn refuses(house: &House, line: &str, words: &[&str]) -> Said {
    let said = house.says(line).await;
    assert_ne!(said.code, 0, "{line}: {}", said.text);
    for word in words {
        assert!(
            said.text.to_lowercase().contains(&word.to_lowercase()),
            "{line}: {word:?} in {}",
            said.text
        );
    }
    house.has_nothing().await;
    said
}

#[tokio::test]
async fn what_is_unknown_is_said_with_what_is_near() {
    let house = House::with_small(22_000).await;
    refuses(&house, "/docker-create smal", &["smal", "small"]).await;
    refuses(
        &house,
        "/docker-create postgres --version 99",
        &["99", "16"],
    )
    .await;
    refuses(
        &house,
        "/docker-inspect hailer-nothing",
        &["no instance hailer-nothing"],
    )
    .await;
    refuses(
        &house,
        "/docker-destroy hailer-nothing",
        &["no instance hailer-nothing"],
    )
    .await;
    refuses(
        &house,
        "/docker-create small --image nowhere.invalid/a:b",
        &["nowhere.invalid"],
    )
    .await;
}

#[tokio::test]
async fn a_port_that_was_named_is_that_one_or_none() {
    let house = House::with_small(22_200).await;
    let taken = TcpListener::bind("127.0.0.1:22205").unwrap();
    let words = ["port 22205 is in use by another program"];
    refuses(&house, "/docker-create small --port 22205", &words).await;
    drop(taken);
    let made = house.creates("/docker-create small --port 22205").await;
    assert_eq!(made.ports, [22_205]);
    let said = house.says("/docker-create small --port 22205").await;
    let words = format!("ort 22205 is in use by {}", made.name);
    assert!(
        said.code != 0 && said.text.contains(&words),
        "{}",
        said.text
    );
    assert_eq!(house.on_the_engine(), [made.name]);
}

#[tokio::test]
async fn a_port_that_is_preferred_may_be_the_next() {
    let house = House::with_small(22_400).await;
    let _taken = TcpListener::bind("0.0.0.0:22400").unwrap();
    let made = house.creates("/docker-create small").await;
    assert_eq!(made.ports, [22_401]);
    let name = made.name;
    assert_eq!(docker(&["port", &name, "80"]), "127.0.0.1:22401");
}

#[tokio::test]
async fn a_reset_is_served_where_it_was_or_not_at_all() {
    let house = House::with_small(22_500).await;
    let made = house.creates("/docker-create small --port 22505").await;
    docker(&["stop", "--time", "1", &made.name]);
    let taken = TcpListener::bind("127.0.0.1:22505").unwrap();
    let preview = house.says(&format!("/docker-reset {}", made.name)).await;
    let yes = format!("/confirm {}", preview.confirmation());
    let said = house.says(&yes).await;
    assert!(
        said.text.contains("ort 22505 is in use by another program"),
        "{}",
        said.text
    );
    assert_eq!(house.on_the_engine(), Vec::<String>::new());
    drop(taken);
    house
        .confirms(&format!("/docker-reset {}", made.name))
        .await;
    assert_eq!(docker(&["port", &made.name, "80"]), "127.0.0.1:22505");
}

#[tokio::test]
async fn a_name_in_use_is_said_and_replaced_after_a_yes() {
    let house = House::with_small(22_600).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name}");
    let made = house.creates(&create).await;
    let said = house.says(&create).await;
    assert!(
        said.code != 0 && said.text.contains("is in use: a small 1 of ada"),
        "{}",
        said.text
    );
    house.confirms(&format!("{create} --replace")).await;
    let found = house.on_record().await;
    assert_eq!(found.len(), 1);
    assert_ne!(found[0].container.as_deref(), Some(made.container.as_str()));
    // What waits for a yes is kept as it was typed.
    for more in ["", "--volume ROOT/data:/mnt"] {
        let more = more.replace("ROOT", &house.path("").display().to_string());
        let replace = format!("{create} --replace --env PASSWORD=opensesame {more}");
        let said = house.says(&replace).await;
        assert!(
            said.text.contains("Destroy the old one first"),
            "{}",
            said.text
        );
        assert!(
            said.code != 0 && !said.text.contains("opensesame"),
            "{}",
            said.text
        );
    }
}

#[tokio::test]
async fn a_container_of_somebody_else_keeps_its_name() {
    let house = House::with_small(22_800).await;
    let name = house.named("db");
    let id = docker(&["create", "--name", &name, "hailer-test-breaker:1", "never"]);
    let said = house
        .says(&format!("/docker-create small --name {name}"))
        .await;
    let kept = docker(&["inspect", "--format", "{{.Id}}", &name]);
    docker(&["rm", &id]);
    assert!(said.code != 0, "{}", said.text);
    assert!(
        said.text.contains("this Hailer didn't make"),
        "{}",
        said.text
    );
    assert_eq!(kept, id);
    house.has_nothing().await;
}

#[tokio::test]
async fn without_an_engine_the_rest_works() {
    let nowhere = ("DOCKER_HOST", "unix:///nowhere/docker.sock".to_owned());
    let house = House::told(Database::Sqlite, &[nowhere]).await;
    house.has("small", &small(23_000)).await;
    let said = house.says("/docker-create small").await;
    assert!(
        said.code != 0 && said.text.contains("/nowhere/docker.sock"),
        "{}",
        said.text
    );
    house.has_nothing().await;
    for line in [
        "/docker-presets",
        "/docker-presets small",
        "/docker-instances",
        "/codebase list",
        "/help",
    ] {
        house.does(line).await;
    }
    let images = house.says("/docker-images").await;
    assert!(
        images.code != 0 && images.text.contains("/nowhere/docker.sock"),
        "{}",
        images.text
    );
}

#[tokio::test]
async fn what_dies_while_starting_says_why_and_is_removed_unless_it_is_kept() {
    let house = House::new().await;
    house.has("dies", &breaking("dies", r#""die""#, "")).await;
    let line = "/docker-create dies";
    refuses(&house, line, &["exited with code 3"]).await;
    let name = house.named("kept");
    let said = house
        .says(&format!("/docker-create dies --name {name} --keep"))
        .await;
    assert_ne!(said.code, 0);
    assert_eq!(house.on_the_engine(), [name.as_str()]);
    assert_eq!(house.on_record().await[0].life, Life::There);
    let listed = house.does("/docker-instances").await;
    assert_eq!(listed.data["instances"][0]["condition"], "failed");
    house.does(&format!("/docker-inspect {name}")).await;
    let logs = house.does(&format!("/docker-logs {name}")).await;
    assert!(
        logs.text.contains("cannot open the database"),
        "{}",
        logs.text
    );
    house.does(&format!("/docker-destroy {name}")).await;
    house.has_nothing().await;
}

#[tokio::test]
async fn what_eats_too_much_and_what_is_never_ready_are_told_apart() {
    let house = House::new().await;
    let limits =
        "[limits]\nmemory = \"16MiB\"\nmemory_swap = \"16MiB\"\n[health]\ntest = [\"is-ready\"]";
    house
        .has("eats", &breaking("eats", r#""eat""#, limits))
        .await;
    refuses(
        &house,
        "/docker-create eats",
        &["killed at its 16 MB limit"],
    )
    .await;
    let within = "[health]\ntest = [\"is-ready\"]\nwithin = \"2s\"";
    house
        .has("never", &breaking("never", r#""never""#, within))
        .await;
    refuses(
        &house,
        "/docker-create never",
        &["not ready within 2s", "not ready yet"],
    )
    .await;
}

#[tokio::test]
async fn what_carries_other_labels_is_not_touched() {
    let house = House::with_small(23_200).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name}");
    let made = house.creates(&create).await;
    let format = "{{range $k, $v := .Config.Labels}}--label={{$k}}={{$v}}\n{{end}}";
    let labels = docker(&["inspect", "--format", format, &name]);
    // In its place is one that looks the same but for one label.
    for (label, instead) in [
        (HOUSE, format!("--label={HOUSE}=somebodys0")),
        (HOUSE, String::new()),
        ("hailer.managed", String::new()),
        (
            "hailer.instance",
            "--label=hailer.instance=hailer-another".to_owned(),
        ),
    ] {
        docker(&["rm", "--force", &name]);
        let beginning = format!("--label={label}=");
        let kept = labels.lines().filter(|one| !one.starts_with(&beginning));
        let mut words = vec!["create", "--name", &name];
        words.extend(kept);
        words.extend(Some(instead.as_str()).filter(|one| !one.is_empty()));
        words.extend(["hailer-test-breaker:1", "never"]);
        let id = docker(&words);
        house.has_container(&name, &id).await;
        for line in ["destroy", "reset", "stop"] {
            let preview = house.says(&format!("/docker-{line} {name}")).await;
            let said = match preview.data["confirm"]["code"].as_str() {
                Some(code) => house.says(&format!("/confirm {code}")).await,
                None => preview,
            };
            let inspected = docker(&["inspect", "--format", "{{.Id}}", &name]);
            assert_eq!(inspected, id, "{line} {instead}: {}", said.text);
            if line != "stop" {
                assert!(
                    said.code != 0 && said.text.contains("is not touched"),
                    "{}",
                    said.text
                );
            }
        }
        docker(&["rm", "--force", &id]);
    }
    drop(made);
}

#[tokio::test]
async fn a_volume_that_is_not_its_own_is_not_used() {
    let house = House::with_small(23_400).await;
    let name = house.named("db");
    let volume = format!("{name}-data");
    docker(&["volume", "create", &volume]);
    let said = house
        .says(&format!("/docker-create small --name {name} --persistent"))
        .await;
    let names = docker(&[
        "volume",
        "ls",
        "--quiet",
        "--filter",
        &format!("name={volume}"),
    ]);
    docker(&["volume", "rm", &volume]);
    assert!(
        said.code != 0 && said.text.contains(&volume),
        "{}",
        said.text
    );
    assert_eq!(names, volume);
    house.has_nothing().await;
}

#[tokio::test]
async fn a_preset_that_is_wrong_is_named_and_the_others_work() {
    let house = House::with_small(23_600).await;
    house
        .has("odd", &breaking("odd", r#""die""#, "comand = []"))
        .await;
    house
        .has(
            "out",
            &breaking(
                "out",
                r#""die""#,
                r#"volumes = [{ host = "/etc", target = "/a" }]"#,
            ),
        )
        .await;
    refuses(&house, "/docker-create odd", &["odd"]).await;
    refuses(&house, "/docker-create out", &["out"]).await;
    let presets = house.does("/docker-presets").await;
    assert!(presets.text.contains("comand"), "{}", presets.text);
    house.creates("/docker-create small").await;
}

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

impl House {
    /// As if the container that an instance has had been swapped for another.
    async fn has_container(&self, name: &str, id: &str) {
        let name = name.parse().unwrap();
        let store = self.router.store();
        let instance = store.instance(&name).await.unwrap().unwrap();
        store
            .set_instance_container(&name, Some(id), &instance.made)
            .await
            .unwrap();
        store.instance_is_there(&name, None).await.unwrap();
    }
}
