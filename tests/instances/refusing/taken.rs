//! Names and ports that are taken.

use std::net::TcpListener;

use super::refuses;
use crate::house::{House, docker};

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
