//! Many chats at once.

use futures_util::future::join_all;

use crate::crowd::{Crowd, Member};

#[tokio::test]
async fn fifty_chats_deploy_at_once_and_none_waits_for_anothers_build() {
    let crowd = Crowd::of(50);
    crowd.builds_for_ever(0);
    let live = join_all(crowd.members.iter().map(Member::deploys)).await;
    let (slow, others) = crowd.members.split_first().unwrap();
    let done = join_all(others.iter().map(|member| member.chat.next_message())).await;
    for done in &done {
        assert!(
            done.text().contains("deployed release 1"),
            "{}",
            done.drawn()
        );
    }
    assert_eq!(crowd.running(), others.len());
    assert_eq!(slow.chat.unread(), 0, "its build never ends");

    slow.person.says(&slow.chat, "/docker_cancel");
    live[0].becomes("❌").await;
    let told = [
        slow.chat.next_message().await,
        slow.chat.next_message().await,
    ];
    assert!(
        told.iter().any(|told| told.text().contains("cancelled")),
        "{} {}",
        told[0].drawn(),
        told[1].drawn()
    );
    let unread: usize = crowd
        .members
        .iter()
        .map(|member| member.chat.unread())
        .sum();
    assert_eq!(unread, 0, "each was answered once");
    assert_eq!(crowd.bot.telegram.violations(), [""; 0]);
}
