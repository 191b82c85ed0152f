use super::*;

#[test]
fn a_platforms_login_is_no_principal_because_logins_change_hands() {
    for bad in [
        "telegram:alice",
        "github:octocat",
        "telegram:007",
        "telegram:",
        "irc:7",
        "7",
        "console:a b",
    ] {
        assert!(bad.parse::<Principal>().is_err(), "{bad}");
    }
    assert_eq!(
        "telegram:7".parse::<Principal>().unwrap().to_string(),
        "telegram:7"
    );
    assert_eq!(
        Principal::console("root").unwrap().to_string(),
        "console:root"
    );
}

#[test]
fn a_topic_is_part_of_its_chat_and_an_issue_is_whole() {
    for (conversation, whole) in [
        ("telegram:-100/7", "telegram:-100"),
        ("telegram:-100", "telegram:-100"),
        ("github:acme/shop#7", "github:acme/shop#7"),
    ] {
        let conversation: Conversation = conversation.parse().unwrap();
        assert_eq!(conversation.whole().as_str(), whole);
    }
}

#[test]
fn a_thread_says_its_repository_and_number_and_a_chat_has_none() {
    let thread = |text: &str| text.parse::<Conversation>().unwrap().thread();
    let (repository, number) = thread("github:acme/shop.web#7").unwrap();
    assert_eq!((repository.as_str(), number), ("acme/shop.web", 7));
    for other in [
        "telegram:-100",
        "github:acme/shop",
        "github:acme#7",
        "github:acme/shop#x",
    ] {
        assert_eq!(thread(other), None, "{other}");
    }
}
