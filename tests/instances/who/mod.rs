//! Who may do what with instances, what is asked first, and who reads the passwords.

mod passwords;

use hailer::domain::actor::{Place, Platform};

use crate::house::House;
use crate::said::Said;

fn refused(said: &Said) {
    assert_ne!(said.code, 0, "{}", said.text);
    assert!(said.data["confirm"]["code"].is_null(), "{}", said.text);
}

/// A house in which a codebase is there to have a role on.
async fn house(port: u16) -> House {
    let house = House::with_small(port).await;
    std::fs::create_dir(house.path("shop")).unwrap();
    let workspace = house.path("shop");
    house
        .does(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ))
        .await;
    house
}

#[tokio::test]
async fn a_viewer_looks_and_an_operator_of_any_codebase_makes_their_own() {
    let house = house(24_000).await;
    let viewer = house.grants(1, "viewer", "shop").await;
    let operator = house.grants(2, "operator", "shop").await;
    let stranger = house.telegram(3);
    let name = house.named("db");
    for line in ["/docker-instances --all", "/docker-presets"] {
        refused(&stranger.says(line).await);
    }
    refused(
        &viewer
            .says(&format!("/docker-create small --name {name}"))
            .await,
    );
    let made = operator
        .says(&format!("/docker-create small --name {name} --persistent"))
        .await;
    assert_eq!(made.code, 0, "{}", made.text);
    let listed = viewer.says("/docker-instances --all").await;
    assert_eq!(listed.data["instances"][0]["name"], name.as_str());
    let own = viewer.says("/docker-instances").await;
    assert_eq!(own.data["instances"], serde_json::json!([]));
    assert_eq!(viewer.says(&format!("/docker-logs {name}")).await.code, 0);
    for line in ["stop", "restart", "start", "destroy", "reset"] {
        refused(&viewer.says(&format!("/docker-{line} {name}")).await);
    }
    for line in ["/docker-volumes prune", "/docker-images prune"] {
        refused(&operator.says(line).await);
    }
}

#[tokio::test]
async fn only_its_owner_or_an_administrator_destroys_and_resets() {
    let house = house(24_200).await;
    let owner = house.grants(2, "operator", "shop").await;
    let other = house.grants(3, "deployer", "shop").await;
    let of_shop = house.grants(4, "admin", "shop").await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name}");
    assert_eq!(owner.says(&create).await.code, 0);
    for somebody in [&other, &of_shop] {
        for line in ["destroy", "reset"] {
            refused(&somebody.says(&format!("/docker-{line} {name}")).await);
        }
        refused(&somebody.says(&format!("{create} --replace")).await);
    }
    for line in ["stop", "restart"] {
        owner
            .says(&format!("/docker-{line} {name}"))
            .await
            .confirmation();
    }
    let preview = owner.says(&format!("/docker-reset {name}")).await;
    let reset = owner
        .says(&format!("/confirm {}", preview.confirmation()))
        .await;
    assert_eq!(reset.code, 0, "{}", reset.text);
    house.confirms(&format!("/docker-destroy {name}")).await;
    house.has_nothing().await;
}

#[tokio::test]
async fn what_is_missed_is_asked_for_and_the_yes_is_for_what_was_shown() {
    let house = House::with_small(24_400).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name}");
    house.creates(&create).await;
    let destroy = format!("/docker-destroy {name}");
    let shown = house.says(&destroy).await.confirmation();
    // Somebody makes it anew meanwhile.
    house.confirms(&format!("/docker-reset {name}")).await;
    let said = house.says(&format!("/confirm {shown}")).await;
    assert_ne!(said.code, 0, "{}", said.text);
    assert_eq!(house.on_the_engine(), [name.as_str()]);
    let again = house.says(&destroy).await.confirmation();
    let anew = house.on_record().await.remove(0);
    house.does(&format!("/confirm {again}")).await;
    refused(&house.says(&format!("/confirm {again}")).await);
    house.has_nothing().await;
    assert!(anew.made.has_data);
}

#[tokio::test]
async fn a_yes_behind_another_name_destroys_neither() {
    let house = House::with_small(24_600).await;
    let (a, b) = (house.named("a"), house.named("b"));
    for name in [&a, &b] {
        house
            .creates(&format!("/docker-create small --name {name}"))
            .await;
    }
    let first = house
        .says(&format!("/docker-destroy {a}"))
        .await
        .confirmation();
    let second = house.says(&format!("/docker-destroy {b} yes")).await;
    assert_eq!(
        house.on_the_engine(),
        [a.clone(), b.clone()],
        "{}",
        second.text
    );
    // What was shown last is what a yes is for.
    let code = second.confirmation();
    refused(&house.says(&format!("/confirm {first}")).await);
    house.does(&format!("/confirm {code}")).await;
    assert_eq!(house.on_the_engine(), [a]);
}

#[tokio::test]
async fn of_several_that_were_shown_one_that_is_another_by_now_keeps_all() {
    let house = House::with_small(24_800).await;
    let (a, b) = (house.named("a"), house.named("b"));
    for name in [&a, &b] {
        house
            .creates(&format!("/docker-create small --name {name}"))
            .await;
    }
    let code = house.says("/docker-destroy --mine").await.confirmation();
    house.creates("/docker-create small").await;
    let said = house.says(&format!("/confirm {code}")).await;
    assert_ne!(said.code, 0, "{}", said.text);
    assert_eq!(house.on_the_engine().len(), 3);
    house
        .confirms(&format!("/docker-destroy {a} {b} {a}"))
        .await;
    assert_eq!(house.on_the_engine().len(), 1);
}

#[tokio::test]
async fn mine_are_also_those_of_ones_other_identity_and_all_takes_an_administrator() {
    let house = house(25_000).await;
    let telegram = house.grants(2, "operator", "*").await;
    let github = house.speaker((Platform::Github, "7"), Place::Private);
    house.does("/grant github:7 operator *").await;
    let other = house.grants(3, "operator", "*").await;
    let store = house.router.store();
    let person = store.add_person("Bob").await.unwrap();
    for speaker in [&telegram, &github] {
        store.link(&speaker.actor.principal, &person).await.unwrap();
    }
    let mut names = Vec::new();
    for (speaker, own) in [(&telegram, "a"), (&github, "b"), (&other, "c")] {
        let name = house.named(own);
        let said = speaker
            .says(&format!("/docker-create small --name {name}"))
            .await;
        assert_eq!(said.code, 0, "{}", said.text);
        names.push(name);
    }
    refused(&telegram.says("/docker-destroy --all").await);
    let code = telegram.says("/docker-destroy --mine").await.confirmation();
    let said = telegram.says(&format!("/confirm {code}")).await;
    assert_eq!(said.code, 0, "{}", said.text);
    assert_eq!(house.on_the_engine(), [names[2].clone()]);
    house.confirms("/docker-destroy --all").await;
    house.has_nothing().await;
}
