//! Plans of instances.

use insta::assert_snapshot;

use super::samples::{confirmable, plan};
use crate::domain::name::{CodebaseName, InstanceName};
use crate::domain::plan::{InstanceChange, InstancePlan, Pruned, PrunedKind};
use crate::reply::drawn;
use crate::reply::plan::*;

fn of_instance(own: &str, change: InstanceChange, loses: &[&str], keeps: &[&str]) -> InstancePlan {
    InstancePlan {
        name: InstanceName::chosen(own).unwrap(),
        change,
        owner: "Ada".to_owned(),
        container: Some("c".to_owned()),
        running: true,
        loses: loses.iter().map(ToString::to_string).collect(),
        keeps: keeps.iter().map(ToString::to_string).collect(),
    }
}

fn of_instances(action: Action, instances: Vec<InstancePlan>, pruned: Vec<Pruned>) -> Plan {
    let mut plan = plan(action, vec![]);
    plan.codebase = CodebaseName::instances();
    plan.instances = instances;
    plan.pruned = pruned;
    plan
}

fn a_destroy() -> Plan {
    let lost = "all that is in the volume hailer-shop-db-data";
    of_instances(
        Action::DestroyData,
        vec![
            of_instance("shop-db", InstanceChange::Destroy, &[lost], &[]),
            of_instance(
                "cart-db",
                InstanceChange::Destroy,
                &[],
                &["hailer-cart-db-data"],
            ),
        ],
        vec![],
    )
}

fn a_pruning() -> Plan {
    let left = |kind, name: &str, bytes| Pruned {
        kind,
        name: name.to_owned(),
        id: None,
        bytes,
        of: (kind == PrunedKind::Volume).then(|| "Ada".to_owned()),
    };
    of_instances(
        Action::Prune,
        vec![],
        vec![
            left(PrunedKind::Volume, "hailer-x-data", Some(40 << 20)),
            left(PrunedKind::Volume, "hailer-y-data", None),
        ],
    )
}

#[test]
fn what_an_instance_loses_is_said_before_the_yes() {
    assert_snapshot!(drawn(&preview(&a_destroy(), Some(&confirmable()))), @"
    [NeedsConfirmation] -: would destroy 2 instances
    | instance | what happens | owner | now |
    | hailer-shop-db | destroy <Bad> | Ada | running |
    | hailer-cart-db | destroy <Bad> | Ada | running |
    # Lost, and nobody gets it back
    - hailer-shop-db loses all that is in the volume hailer-shop-db-data
    volumes that stay: hailer-cart-db-data
    plan: 08733d46
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    let reset = of_instance("shop-db", InstanceChange::Reset, &["all of its data"], &[]);
    let reset = of_instances(Action::Reset, vec![reset], vec![]);
    assert_snapshot!(drawn(&preview(&reset, Some(&confirmable()))), @"
    [NeedsConfirmation] -: would reset 1 instance
    | instance | what happens | owner | now |
    | hailer-shop-db | reset <Bad> | Ada | running |
    # Lost, and nobody gets it back
    - hailer-shop-db loses all of its data
    verified by: each ready within 2 min
    plan: 3bf1cae7
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn what_is_pruned_is_named_with_its_size_and_their_sum() {
    assert_snapshot!(drawn(&preview(&a_pruning(), Some(&confirmable()))), @"
    [NeedsConfirmation] -: would remove 2 volumes
    | kind | name | size | data of |
    | volume | hailer-x-data | 40.0 MiB | Ada |
    | volume | hailer-y-data | ? | Ada |
    room that makes: 40.0 MiB and 1 of unknown size
    # Lost, and nobody gets it back
    - all that is in the volume hailer-x-data
    - all that is in the volume hailer-y-data
    plan: 599006ce
    Say yes to carry out exactly this; it expires in 10 min.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    let nothing = of_instances(Action::Prune, vec![], vec![]);
    assert_eq!(
        preview(&nothing, Some(&confirmable())).headline,
        "prune: nothing to change"
    );
}

#[test]
fn in_public_a_preview_of_instances_is_names_and_counts() {
    let shown = |plan: &Plan| drawn(&crate::reply::public(&preview(plan, Some(&confirmable()))));
    assert_snapshot!(shown(&a_destroy()), @"
    [NeedsConfirmation] -: would destroy 2 instances
    | instance | what happens |
    | hailer-shop-db | destroy <Bad> |
    | hailer-cart-db | destroy <Bad> |
    instances that lose data: 1
    Say /confirm 7KQ2MD to carry out exactly this; it expires at 09:10 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
    assert_snapshot!(shown(&a_pruning()), @"
    [NeedsConfirmation] -: would remove 2 volumes
    volumes whose data is lost: 2
    Say /confirm 7KQ2MD to carry out exactly this; it expires at 09:10 UTC.
    The rest is in the announce chat, where one is set.
    > Yes: /confirm 7KQ2MD
    > No: /cancel
    ");
}

#[test]
fn what_has_changed_of_instances_since_is_told() {
    let mut now = a_destroy();
    now.instances[0].container = Some("d".to_owned());
    now.instances[0].running = false;
    now.instances[0].loses.clear();
    now.instances[0].keeps = vec!["hailer-shop-db-data".to_owned()];
    now.instances[1] = of_instance("new", InstanceChange::Destroy, &[], &[]);
    assert_snapshot!(changes_since(&a_destroy(), &now).join("\n"), @"
    hailer-shop-db: its container was replaced
    hailer-shop-db: it doesn't run any more
    hailer-shop-db: it would no longer lose all that is in the volume hailer-shop-db-data
    hailer-shop-db: other volumes stay
    hailer-cart-db is no longer part of it
    hailer-new has come to it
    ");
    let mut now = a_pruning();
    now.pruned[0].bytes = Some(1);
    now.pruned[1].name = "hailer-z-data".to_owned();
    assert_snapshot!(changes_since(&a_pruning(), &now).join("\n"), @"
    volume hailer-y-data would stay now
    volume hailer-z-data would go too
    volume hailer-x-data is another one, or of another size
    ");
}
