//! What can't be done is said clearly, and nothing is left of it.

mod secret;
mod starting;
mod taken;

use crate::database::Database;
use crate::house::{HOUSE, House, docker};

use crate::presets::{breaking, small};
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
