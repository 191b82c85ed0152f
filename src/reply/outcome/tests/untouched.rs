//! What ended before anything changed.

use insta::assert_snapshot;

use super::told;
use crate::reply::outcome::*;

#[test]
fn what_failed_before_anything_changed_says_so() {
    let untouched = Outcome::Untouched {
        why: "building api failed".to_owned(),
        last_lines: vec!["error: expected `;`".to_owned()],
        left: vec!["r.io/shop:2 was pushed to its registry and stays there".to_owned()],
    };
    assert_snapshot!(told(Action::Deploy, &untouched), @"
    [Failed] shop: failed before anything changed: building api failed
    Production runs on as it did.
    # Last lines
        error: expected `;`
    # Left behind
    - r.io/shop:2 was pushed to its registry and stays there
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    > Logs: /docker-logs --operation 7kq2md0x4f
    ");
}

#[test]
fn what_was_cancelled_before_anything_changed_says_what_it_left_all_the_same() {
    let cancelled = |left: &[&str]| Outcome::Cancelled {
        by: Some("Bea".to_owned()),
        left: left.iter().map(|left| (*left).to_owned()).collect(),
    };
    let pushed = "r.io/shop:2 was pushed to its registry and stays there";
    assert_snapshot!(told(Action::Deploy, &cancelled(&[pushed])), @"
    [Failed] shop: cancelled by Bea before anything changed
    Production runs on as it did.
    # Left behind
    - r.io/shop:2 was pushed to its registry and stays there
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
    assert_snapshot!(told(Action::Deploy, &cancelled(&[])), @"
    [Failed] shop: cancelled by Bea before anything changed
    Production runs on as it did.
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
}
