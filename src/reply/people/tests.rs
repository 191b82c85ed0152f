use chrono::TimeDelta;
use insta::assert_snapshot;

use super::*;
use crate::reply::drawn;

#[test]
fn a_code_is_shown_with_the_link_where_the_bots_name_is_known() {
    let now: DateTime<Utc> = "2026-11-21T08:56:00Z".parse().unwrap();
    let times = (now + TimeDelta::minutes(10), now);
    let code = "0123456789abcdefghjkmnpqrs";
    assert_snapshot!(drawn(&pairing((code, Some(Role::Admin)), Some("team_bot"), times)), @"
    [Done] -: A code that makes its first sender admin of every codebase
    Open this link in Telegram, or send the bot the line below it in a private chat:
        https://t.me/team_bot?start=0123456789abcdefghjkmnpqrs
        /pair 0123456789abcdefghjkmnpqrs
    It counts once and expires in 10 min. Whoever has it can use it.
    ");
    assert_snapshot!(drawn(&pairing((code, None), None, times)), @"
    [Done] -: A code that makes its sender known, without a role
    Send the bot this line in a private chat:
        /pair 0123456789abcdefghjkmnpqrs
    It counts once and expires in 10 min. Whoever has it can use it.
    ");
}

#[test]
fn a_wrong_code_says_how_many_tries_are_left() {
    for (left, words) in [(4, "4 more tries"), (1, "1 more try "), (0, "0 more tries")] {
        let told = drawn(&not_paired(left));
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn an_answer_reads_back_from_json_as_the_same() {
    let now: DateTime<Utc> = "2026-11-21T08:56:00Z".parse().unwrap();
    let reply = pairing(("abcd", None), None, (now, now)).then("Help", "/help");
    let kept = serde_json::to_value(&reply).unwrap();
    assert_eq!(serde_json::from_value::<Reply>(kept).unwrap(), reply);
}
