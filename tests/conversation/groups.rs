//! Groups: an administrator allows them, and strangers in them hear next to nothing.

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::World;

#[tokio::test]
async fn a_group_gives_commands_once_an_administrator_has_allowed_it_there() {
    let world = World::empty().await;
    world.says("/codebase add shop").await;
    world.says("/grant telegram:7 admin *").await;
    world.says("/grant telegram:8 viewer shop").await;
    let (ada, bea) = (world.as_telegram(7), world.as_telegram(8));
    let here = bea.clone().in_group("-100/7");
    assert_snapshot!(here.is_heard("/codebase list").await.unwrap(), @"
    this group may not give commands yet

    An administrator can change that, here in the group: /allow-chat
    (exit 3)
    ");
    assert_eq!(here.says("yes").await.status, Status::Denied);
    assert_snapshot!(here.is_heard("/allow-chat").await.unwrap(), @"
    telegram:8 may not allow a chat: that takes admin on every codebase

    An administrator can change that: /grant telegram:8 admin *
    (exit 3)
    ");
    assert_snapshot!(ada.says("/allow-chat").await, @"
    This is no group

    Only groups need to be allowed: add the bot to one, and give this command there.
    (exit 2)
    ");
    // In one topic for all of them.
    let allowed = ada.clone().in_group("-100/3").is_heard("/allow-chat").await;
    assert_snapshot!(allowed.unwrap(), @"
    This group may give commands now

    Each member can do what their own role allows; whoever has none can do nothing here either.
    (exit 0)
    ");
    let again = ada.in_group("-100").says("/allow-chat").await;
    assert_eq!(again.text.trim(), "This group may give commands already");
    let listed = here.is_heard("/codebase list").await.unwrap();
    assert_eq!(listed.status, Status::Done, "{listed}");
    let elsewhere = bea.in_group("-200").says("/codebase list").await;
    assert_eq!(elsewhere.status, Status::Denied, "{elsewhere}");
}

#[tokio::test]
async fn a_stranger_in_a_group_is_told_so_once_and_every_attempt_is_on_record() {
    let world = World::empty().await;
    let stranger = world.as_telegram(9).in_group("-100");
    assert!(stranger.is_heard("/docker-status").await.is_none());
    world.allow(&stranger.conversation).await;
    assert_snapshot!(stranger.is_heard("/docker-status").await.unwrap(), @"
    You are not known here

    Write to me in a private chat: there I say what an administrator needs.
    (exit 3)
    ");
    for line in ["/docker-deploy", "/whoami", "/docker-logs --nonsense"] {
        assert!(stranger.is_heard(line).await.is_none(), "{line}");
    }
    let another = world.as_telegram(10).in_group("-100");
    assert!(another.is_heard("/docker-logs --nonsense").await.is_some());
    let denied = world.says("/audit --denied").await;
    assert_eq!(denied.data.as_array().unwrap().len(), 4, "{denied}");
    // Whoever is known, and may do nothing, is told that.
    let paired = world.pairing(false).await;
    let code = paired.data["code"].as_str().unwrap();
    world.as_telegram(11).says(&format!("/pair {code}")).await;
    let known = world.as_telegram(11).in_group("-100");
    for _ in 0..2 {
        let said = known.is_heard("/docker-status").await.unwrap();
        assert!(said.text.starts_with("telegram:11 has no role"), "{said}");
    }
    let private = world.as_telegram(9).says("/docker-status").await;
    assert!(
        private.text.contains("/grant telegram:9 viewer"),
        "{private}"
    );
}

#[tokio::test]
async fn what_is_no_command_is_nobodys_business_in_a_group() {
    let world = World::empty().await;
    world.says("/grant telegram:7 viewer *").await;
    let private = world.as_telegram(7);
    let group = private.clone().in_group("-100");
    world.allow(&group.conversation).await;
    for line in ["/dance", "good morning"] {
        assert!(group.is_heard(line).await.is_none(), "{line}");
    }
    let help = private.is_heard("/dance").await.unwrap();
    assert_eq!(help.status, Status::Usage, "{help}");
    let wrong = group.is_heard("/docker-logs --nonsense").await.unwrap();
    assert_eq!(wrong.status, Status::Usage, "{wrong}");
}
