//! Whoever may not is told so, and nothing happens.

use super::World;

#[tokio::test]
async fn a_button_is_for_whoever_asked_and_a_forged_one_for_nobody() {
    let world = World::new();
    let bea = world.bot.telegram.person("Bea");
    let group = world.group(&[&bea]).await;
    world
        .bot
        .at_the_terminal(&format!("/grant telegram:{} operator shop", bea.id));
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&group, "/deploy");
    let preview = group.next_message().await;

    let answer = bea.presses(&preview, "Confirm").await;
    let told = answer.text.unwrap();
    assert!(told.contains("not yours to confirm"), "{told}");
    for data in ["yes:0000000000000000", "no:", "yes:", "stop"] {
        let answer = bea.forges(&preview, data).answer().await;
        assert_ne!(answer.text, None, "{data:?}");
    }
    // A command in a button is a command of whoever sends it.
    bea.forges(&preview, "/docker-deploy yes").answer().await;
    let denied = group.next_message().await;
    assert!(
        denied.text().contains("is operator on shop"),
        "{}",
        denied.drawn()
    );
    assert_eq!(world.version(), "1");
    assert_eq!(preview.now().buttons(), [["Confirm", "Cancel"]]);
    let denied = world.bot.at_the_terminal("/audit --denied");
    assert!(denied.contains(&format!("telegram:{}", bea.id)), "{denied}");

    world.bot.ada.presses(&preview, "Cancel").await;
    let declined = group.next_message().await;
    assert!(
        declined.text().contains("nothing was changed"),
        "{}",
        declined.drawn()
    );
    // The buttons come to rest beside the answer, before it or after it.
    let rested = preview.edited().await;
    assert!(rested.buttons().is_empty(), "{}", rested.drawn());
}

#[tokio::test]
async fn a_stranger_hears_one_sentence_with_their_id_in_private_and_nothing_in_a_group() {
    let world = World::new();
    let eve = world.bot.telegram.person("Eve");
    let chat = eve.private();
    eve.says(&chat, "/docker-deploy yes");
    let denied = chat.next_message().await;
    assert!(
        denied.text().contains(&format!("telegram:{}", eve.id)),
        "{}",
        denied.drawn()
    );
    eve.says(&chat, "/docker-deploy yes");
    eve.says(&chat, "/whoami");
    let next = chat.next_message().await;
    assert!(
        next.text().contains("Eve"),
        "told once a minute: {}",
        next.drawn()
    );
    let audited = world.bot.at_the_terminal("/audit --denied");
    assert!(
        audited.contains(&format!("telegram:{}", eve.id)),
        "{audited}"
    );

    let group = world.bot.telegram.supergroup("Ops");
    for person in [&world.bot.ada, &eve] {
        person.joins(&group);
    }
    eve.says(&group, "/docker-status");
    eve.says(&group, "/logs --follow");
    world.bot.ada.says(&group, "/allow_chat");
    let first = group.next_message().await;
    assert!(
        first.text().contains("This group may give commands now"),
        "{}",
        first.drawn()
    );
    assert_eq!(world.version(), "1");
}
