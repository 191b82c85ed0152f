//! Who speaks, and where: codes, groups, topics, names, and the menu that each of them sees.

use super::World;

/// The code that `hailer pair` shows.
fn code(said: &str) -> &str {
    let (_, rest) = said.split_once("/pair ").unwrap();
    rest.split_whitespace().next().unwrap()
}

#[tokio::test]
async fn a_code_from_the_terminal_makes_somebody_known() {
    let world = World::new();
    let said = world.bot.runs(&["pair", "--admin"]);
    let bea = world.bot.telegram.person("Bea");
    let chat = bea.private();
    bea.says(&chat, &format!("/start {}", code(&said)));
    let paired = chat.next_message().await;
    bea.says(&chat, "/docker-status");
    let status = chat.next_message().await;
    assert!(
        status.text().contains("healthy"),
        "{}\n{}",
        paired.drawn(),
        status.drawn()
    );

    let eve = world.bot.telegram.person("Eve");
    eve.says(&eve.private(), &format!("/pair {}", code(&said)));
    let again = eve.private().next_message().await;
    eve.says(&eve.private(), "/docker-status");
    let denied = eve.private().next_message().await;
    assert!(
        denied.text().contains(&format!("telegram:{}", eve.id)),
        "a code counts once: {}\n{}",
        again.drawn(),
        denied.drawn()
    );
}

#[tokio::test]
async fn a_code_in_a_group_is_void() {
    let world = World::new();
    let said = world.bot.runs(&["pair", "--admin"]);
    let bea = world.bot.telegram.person("Bea");
    let group = world.group(&[&bea]).await;
    bea.says(&group, &format!("/pair {}", code(&said)));
    group.next_message().await;
    bea.says(&bea.private(), &format!("/pair {}", code(&said)));
    bea.private().next_message().await;
    bea.says(&bea.private(), "/docker-status");
    let denied = bea.private().next_message().await;
    assert!(
        denied.text().contains(&format!("telegram:{}", bea.id)),
        "{}",
        denied.drawn()
    );
}

#[tokio::test]
async fn an_answer_stays_in_its_topic() {
    let world = World::new();
    let forum = world.bot.telegram.forum("Ops");
    let (deploys, talk) = (forum.topic("Deploys"), forum.topic("Talk"));
    world.bot.ada.joins(&forum);
    world.bot.ada.says(&deploys, "/allow_chat");
    deploys.next_message().await;
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&deploys, "/deploy");
    let preview = deploys.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    deploys.next_message().await;
    let done = deploys.next_message().await;
    assert!(done.text().contains("deployed"), "{}", done.drawn());
    assert_eq!((talk.unread(), forum.unread()), (0, 0));
}

#[tokio::test]
async fn nobody_in_particular_is_not_answered() {
    let world = World::new();
    let news = world.bot.telegram.channel("News");
    let robot = world.bot.telegram.another_bot("robot");
    let group = world.group(&[&robot]).await;
    world.lay_out(2, "serve 80");
    let ada = &world.bot.ada;
    ada.to(&group).anonymously().says("/docker-deploy yes");
    ada.to(&group)
        .in_the_name_of(&news)
        .says("/docker-deploy yes");
    robot.says(&group, "/docker-deploy yes");
    news.posts("/docker-deploy yes");
    let talk = ada.says(&group, "lunch?");
    ada.edits(&talk, "/docker-deploy yes");
    ada.says(&group, "/whoami");
    let next = group.next_message().await;
    assert!(next.text().contains("Ada"), "{}", next.drawn());
    assert_eq!(world.version(), "1");
}

#[tokio::test]
async fn the_menu_grows_with_what_somebody_may() {
    let world = World::new();
    let bea = world.bot.telegram.person("Bea");
    let chat = bea.private();
    bea.says(&chat, "/start");
    chat.next_message().await;
    bea.gets_into_menu(&chat, "/whoami ").await;
    assert!(!bea.menu(&chat).contains("/deploy "), "{}", bea.menu(&chat));
    let granted = format!("/grant telegram:{} deployer shop", bea.id);
    world.bot.at_the_terminal(&granted);
    bea.says(&chat, "/whoami");
    bea.gets_into_menu(&chat, "/deploy ").await;
}

#[tokio::test]
async fn a_name_of_200_characters_is_a_name() {
    let world = World::new();
    let name = format!("<b>{}</b> & \u{202e}", "Ä🚢".repeat(100));
    let bea = world.bot.telegram.person(&name);
    let granted = format!("/grant telegram:{} deployer shop", bea.id);
    world.bot.at_the_terminal(&granted);
    world.lay_out(2, "serve 80");
    let chat = bea.private();
    bea.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    bea.presses(&preview, "Confirm").await;
    chat.next_message().await;
    let done = chat.next_message().await;
    assert!(done.text().contains("deployed"), "{}", done.drawn());
    bea.says(&chat, "/whoami");
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("<b>Ä🚢"), "{}", whoami.drawn());
    assert!(!whoami.text().contains('\u{202e}'), "{}", whoami.drawn());
}
