use serde_json::json;

use crate::domain::action::Action;
use crate::domain::actor::Actor;
use crate::domain::audit::{AuditFilter, Audited, Verdict};

use super::on_both;
use super::world::{name, team};

fn asked(actor: &Actor, action: Action, codebase: Option<&str>, verdict: Verdict) -> Audited {
    Audited {
        actor: actor.clone(),
        conversation: team(),
        action,
        codebase: codebase.map(name),
        verdict,
        detail: json!({ "why": "telegram:2 has no role on shop" }),
    }
}

#[tokio::test]
async fn the_record_is_read_newest_first_and_filtered() {
    on_both(async |world| {
        let store = &world.store;
        let bob = world.bob().await;
        let rows = [
            asked(&bob, Action::Deploy, Some("shop"), Verdict::Denied),
            asked(&bob, Action::Grant, None, Verdict::Denied),
            asked(&bob, Action::Restart, Some("shop"), Verdict::Allowed),
        ];
        let before = store.now();
        for row in &rows {
            store.record(row).await.unwrap();
        }
        let [first, second, third] = rows;
        let everything = AuditFilter {
            denied_only: false,
            codebase: None,
            limit: 10,
        };
        let list = async |filter: AuditFilter| {
            let entries = store.audit(&filter).await.unwrap();
            assert!(entries.iter().all(|entry| entry.at >= before));
            entries
                .into_iter()
                .map(|entry| entry.audited)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            list(everything.clone()).await,
            [third.clone(), second.clone(), first.clone()]
        );
        let denied = AuditFilter {
            denied_only: true,
            ..everything.clone()
        };
        assert_eq!(list(denied).await, [second, first.clone()]);
        let of_shop = AuditFilter {
            codebase: Some(name("shop")),
            ..everything.clone()
        };
        assert_eq!(list(of_shop).await, [third.clone(), first]);
        let newest = AuditFilter {
            limit: 1,
            ..everything
        };
        assert_eq!(list(newest).await, [third]);
    })
    .await;
}

#[tokio::test]
async fn a_nul_in_a_name_or_a_log_line_is_replaced_and_not_refused() {
    on_both(async |world| {
        let mut row = asked(&world.bob().await, Action::Deploy, None, Verdict::Denied);
        row.actor.display_name = "B\0b".to_owned();
        row.detail = json!({ "lines": ["a\0b"] });
        world.store.record(&row).await.unwrap();
        let filter = AuditFilter {
            denied_only: false,
            codebase: None,
            limit: 1,
        };
        let found = world.store.audit(&filter).await.unwrap().remove(0).audited;
        assert_eq!(found.actor.display_name, "B\u{fffd}b");
        assert_eq!(found.detail, json!({ "lines": ["a\u{fffd}b"] }));
    })
    .await;
}

#[tokio::test]
async fn a_detail_that_is_no_object_is_refused_on_both_databases() {
    on_both(async |world| {
        let mut row = asked(&world.bob().await, Action::Deploy, None, Verdict::Denied);
        row.detail = json!(7);
        let error = world.store.record(&row).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the detail of an audit row can't be stored: it is no object"
        );
    })
    .await;
}
