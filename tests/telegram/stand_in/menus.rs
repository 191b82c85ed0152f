//! The menu of commands.

use serde_json::{Value, json};

use super::ada;

fn menu(name: &str, description: &str, scope: &Value) -> Value {
    let command = json!({ "command": name, "description": description });
    json!({ "commands": [command], "scope": scope })
}

#[tokio::test]
async fn everybody_sees_the_menu_of_the_narrowest_scope() {
    let (telegram, client, ada) = ada();
    let group = telegram.group("ops");
    let (bob, eve) = (telegram.person("Bob"), telegram.person("Eve"));
    bob.joins(&group);
    eve.administers(&group);
    let (chat, user) = (group.id, bob.id);
    for (name, scope) in [
        ("default", json!({ "type": "default" })),
        ("private", json!({ "type": "all_private_chats" })),
        ("here", json!({ "type": "chat", "chat_id": chat })),
        (
            "admins",
            json!({ "type": "chat_administrators", "chat_id": chat }),
        ),
        (
            "bob",
            json!({ "type": "chat_member", "chat_id": chat, "user_id": user }),
        ),
    ] {
        client
            .does("setMyCommands", menu(name, "what it does", &scope))
            .await;
    }
    assert_eq!(ada.menu(&ada.private()), "/private – what it does");
    assert_eq!(ada.menu(&group), "/here – what it does");
    assert_eq!(bob.menu(&group), "/bob – what it does");
    assert_eq!(eve.menu(&group), "/admins – what it does");
    assert_eq!(
        eve.menu(&telegram.group("other")),
        "/default – what it does"
    );

    let scope = json!({ "scope": { "user_id": user, "chat_id": chat, "type": "chat_member" } });
    let set = client.does("getMyCommands", scope.clone()).await;
    assert_eq!(set[0]["command"], "bob");
    client.does("deleteMyCommands", scope.clone()).await;
    assert_eq!(client.does("getMyCommands", scope).await, json!([]));
    assert_eq!(bob.menu(&group), "/here – what it does");
}

#[tokio::test]
async fn names_and_descriptions_and_scopes_are_checked() {
    let (telegram, client, _) = ada();
    let default = json!({ "type": "default" });
    let group = telegram.group("ops");
    let stranger = json!({ "type": "chat_member", "chat_id": group.id, "user_id": 5 });
    let nowhere = json!({ "type": "chat", "chat_id": 5 });
    let (long_name, long_text) = ("a".repeat(33), "x".repeat(257));
    let german = json!({ "commands": [], "language_code": "deu" });
    let many = vec![json!({ "command": "a", "description": "b" }); 101];
    for (parameters, words) in [
        (menu("docker-status", "x", &default), "BOT_COMMAND_INVALID"),
        (menu("Status", "x", &default), "BOT_COMMAND_INVALID"),
        (menu("", "x", &default), "BOT_COMMAND_INVALID"),
        (menu(&long_name, "x", &default), "BOT_COMMAND_INVALID"),
        (menu("a", "", &default), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (
            menu("a", &long_text, &default),
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (menu("a", "x", &nowhere), "chat not found"),
        (menu("a", "x", &stranger), "user not found"),
        (german, "LANG_CODE_INVALID"),
        (json!({ "commands": many }), "BOT_COMMANDS_TOO_MUCH"),
    ] {
        let refused = client.refused("setMyCommands", parameters).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
}
