//! The menu.

use hailer::domain::role::Role;
use hailer::frontend::telegram::{Audience, menu};
use insta::assert_snapshot;

use super::ada;

#[tokio::test]
async fn a_stranger_sees_what_is_open_and_a_viewer_what_viewers_may() {
    let (_telegram, client, ada) = ada();
    client.set_menu(Audience::Everybody, None).await.unwrap();
    assert_snapshot!(ada.menu(&ada.private()), @"
    /start – How to begin here
    /pair – Prove who you are with a code from the console
    /whoami – Your identity and roles here
    /help – All commands, or one explained
    ");
    let person = Audience::Person(ada.id);
    client.set_menu(person, Some(Role::Viewer)).await.unwrap();
    assert_snapshot!(ada.menu(&ada.private()), @"
    /status – State and health of every container
    /logs – Log lines of a service or an instance
    /history – Releases and operations, newest first
    /codebase – List the codebases that you can see
    /config – Show the settings
    /presets – What instances can be made of
    /instances – Your instances: state, health, ports
    /inspect – All about an instance, and how to connect to it
    /images – The presets' images that are here
    /volumes – The volumes of instances, also of destroyed ones
    /pair – Prove who you are with a code from the console
    /link – Tie your identities on two platforms together
    /whoami – Your identity and roles here
    /help – All commands, or one explained
    ");
}

#[tokio::test]
async fn every_menu_is_one_that_telegram_takes() {
    let (telegram, client, ada) = ada();
    let group = telegram.supergroup("ops");
    ada.says(&group, "/status");
    for role in Role::ALL {
        client.set_menu(Audience::Groups, Some(role)).await.unwrap();
        let shown = ada.menu(&group);
        assert_eq!(shown.lines().count(), menu(Some(role)).len());
    }
}
