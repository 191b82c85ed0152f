use super::*;
use crate::domain::role::Role;

#[test]
fn whatever_changes_production_asks_for_a_role_a_lock_and_a_record() {
    for action in Action::ALL {
        let rule = action.rule();
        if rule.locks || rule.confirmed {
            assert!(rule.role.is_some() && rule.audited, "{action:?}");
        }
    }
}

#[test]
fn the_table_is_the_one_of_the_safety_page() {
    let row = |action: Action| (action.rule().role, action.rule().confirmed);
    assert_eq!(row(Action::Status), (Some(Role::Viewer), false));
    assert_eq!(row(Action::Start), (Some(Role::Operator), false));
    assert_eq!(row(Action::Restart), (Some(Role::Operator), true));
    assert_eq!(row(Action::Deploy), (Some(Role::Deployer), true));
    assert_eq!(row(Action::Grant), (Some(Role::Admin), false));
    assert_eq!(row(Action::CodebaseRemove), (Some(Role::Admin), true));
}

#[test]
fn every_action_is_listed_once() {
    let mut seen = std::collections::HashSet::new();
    assert!(Action::ALL.into_iter().all(|action| seen.insert(action)));
}
