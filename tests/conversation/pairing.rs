//! Becoming known: from the code that the terminal prints to a role, and who somebody is then.

use chrono::TimeDelta;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::World;

fn code(said: &crate::world::Said) -> String {
    said.data["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_administrator_comes_from_the_terminal() {
    let world = World::empty().await;
    let ada = world.as_telegram(7);
    assert_eq!(ada.says("/codebase list").await.status, Status::Denied);
    let printed = world.pairing(true).await;
    assert_snapshot!(printed, @"
    A code that makes its first sender admin of every codebase

    Send the bot this line in a private chat:

      /pair PAIRING

    It counts once and expires in SPAN. Whoever has it can use it.
    (exit 0)
    ");
    let pair = format!("/pair {}", code(&printed));
    assert_snapshot!(ada.says(&pair).await, @"
    You are admin of every codebase now

    Codebases  /codebase list
    Commands  /help
    (exit 0)
    ");
    assert_snapshot!(ada.says("/whoami").await, @"
    You are 7

    identity  telegram:7
    person  7
    on every codebase  admin
    (exit 0)
    ");
    assert_eq!(ada.says("/codebase list").await.status, Status::Done);
    assert_snapshot!(ada.says(&pair).await, @"
    You have used this code already

    Who am I  /whoami
    (exit 0)
    ");
    let second = world.as_telegram(8).says(&pair).await;
    assert_snapshot!(second, @"
    This code is not valid, or no longer

    A code counts once, for ten minutes. Ask whoever has the machine for a new one (hailer pair). You have 4 more tries within the hour.
    (exit 3)
    ");
    let audit = world.says("/audit").await;
    let whys: Vec<_> = audit.data.as_array().unwrap().iter().collect();
    let pairs = whys.iter().filter(|entry| entry["action"] == "pair");
    let pairs: Vec<_> = pairs
        .map(|entry| (entry["verdict"].clone(), entry["detail"].clone()))
        .collect();
    let told = serde_json::to_string_pretty(&pairs).unwrap();
    assert_snapshot!(told, @r#"
    [
      [
        "denied",
        {
          "command": "/pair …",
          "why": "this code is not valid, or no longer"
        }
      ],
      [
        "allowed",
        {
          "command": "/pair …",
          "why": "known before by the same code"
        }
      ],
      [
        "allowed",
        {
          "command": "/pair …",
          "why": "known and admin on * by a code of console:ada"
        }
      ]
    ]
    "#);
}

#[tokio::test]
async fn a_plain_code_makes_somebody_known_without_a_role_and_with_the_link_of_the_bot() {
    let world = World::empty().await;
    let store = world.store().await;
    let telegram = hailer::domain::actor::Platform::Telegram;
    store.called(telegram, "team_hailer_bot").await.unwrap();
    let printed = world.pairing(false).await;
    assert_snapshot!(printed, @"
    A code that makes its sender known, without a role

    Open this link in Telegram, or send the bot the line below it in a private chat:

      https://t.me/team_hailer_bot?start=PAIRING
      /pair PAIRING

    It counts once and expires in SPAN. Whoever has it can use it.
    (exit 0)
    ");
    let bea = world.as_telegram(8);
    assert_snapshot!(bea.says(&format!("/pair {}", code(&printed))).await, @"
    You are known now, without a role yet

    An administrator gives you one: /grant telegram:8 viewer CODEBASE

    Commands  /help
    (exit 0)
    ");
    assert_eq!(bea.says("/codebase list").await.status, Status::Denied);
    world.says("/codebase add shop").await;
    world.says("/grant telegram:8 viewer *").await;
    world.says("/grant telegram:8 deployer shop").await;
    assert_snapshot!(bea.says("/whoami").await, @"
    You are 8

    identity  telegram:8
    person  8
    on every codebase  viewer
    on shop  deployer
    (exit 0)
    ");
}

#[tokio::test]
async fn a_code_that_others_could_read_counts_for_nobody() {
    let world = World::empty().await;
    let pair = format!("/pair {}", code(&world.pairing(true).await));
    let mallory = world.as_telegram(9);
    let group = mallory.clone().in_group("-100");
    assert_snapshot!(group.says(&pair).await, @"
    A code counts in a private chat only

    Others could read it here, so it no longer counts. Make a new one (hailer pair), and send it to me alone.
    (exit 3)
    ");
    assert_eq!(mallory.says(&pair).await.status, Status::Denied);

    let second = format!("/pair {}", code(&world.pairing(true).await));
    assert!(group.is_heard(&second).await.is_none());
    assert_eq!(mallory.says(&second).await.status, Status::Denied);
    assert_eq!(mallory.says("/codebase list").await.status, Status::Denied);
    assert_snapshot!(world.says(&second.replace("/pair ", "/pair x")).await, @"
    A code is for the bot

    Whoever is at the terminal is administrator already. Send /pair CODE to the bot in a private chat; hailer pair makes a code.
    (exit 2)
    ");
}

#[tokio::test]
async fn whoever_guesses_codes_is_stopped_after_five() {
    let world = World::empty().await;
    let mallory = world.as_telegram(9);
    for guess in 0..5 {
        let said = mallory.says(&format!("/pair 000{guess}")).await;
        assert_eq!(said.status, Status::Denied, "{said}");
    }
    let right = format!("/pair {}", code(&world.pairing(true).await));
    assert_snapshot!(mallory.says(&right).await, @"
    Too many wrong codes

    Those that you send are looked at again in SPAN (TIME).
    (exit 3)
    ");
    let said = world.as_telegram(7).says(&right).await;
    assert_eq!(said.status, Status::Done, "{said}");
}

#[tokio::test]
async fn a_command_that_was_on_its_way_for_too_long_does_nothing() {
    let world = World::empty().await;
    world.says("/grant telegram:7 admin *").await;
    let ada = world.as_telegram(7);
    let late = ada.clone().delayed(TimeDelta::minutes(11));
    assert_snapshot!(late.says("/codebase add shop").await, @"
    Expired, send it again

    It was sent SPAN (TIME), and a command counts for ten minutes. Nothing was done.
    (exit 3)
    ");
    let nothing = ada.says("/codebase list").await;
    assert!(!nothing.text.contains("shop"), "{nothing}");
    for delay in [TimeDelta::minutes(9), TimeDelta::minutes(-3)] {
        let in_time = ada.clone().delayed(delay);
        assert_eq!(in_time.says("/whoami").await.status, Status::Done);
    }
    assert_eq!(late.says("yes").await.status, Status::Denied);
}
