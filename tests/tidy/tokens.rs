//! Things that may be made or started in one place only.

use std::collections::BTreeSet;

use crate::house::sources;

/// What may be written only in files below some prefixes, and why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    (
        "Intent::committed(",
        &["store/"],
        "only the journal proves that a row was committed",
    ),
    (
        " Redeemed {",
        &["store/"],
        "only the store spends a confirmation",
    ),
    (
        "process::Command",
        &["compose/", "host/"],
        "children are the Compose binary and what stands in for containers",
    ),
    (
        "process::exit",
        &["main.rs"],
        "the process ends in one place",
    ),
    (
        ".store()",
        &["app/"],
        "a front end has the inbox and the outbox of its platform and no more",
    ),
];

/// Where the types themselves stand.
const DEFINITIONS: [&str; 2] = ["domain/journal/mod.rs", "domain/confirmation.rs"];

#[test]
fn what_proves_something_is_made_where_it_is_proved() {
    let mut broken = BTreeSet::new();
    for source in sources()
        .into_iter()
        .filter(|source| !DEFINITIONS.contains(&source.path.as_str()))
    {
        let production = source.production();
        for (token, homes, why) in ONLY_IN {
            let is_home = homes.iter().any(|home| source.path.starts_with(home));
            if production.contains(token) && !is_home {
                broken.insert(format!(
                    "src/{}: {token:?} belongs in src/{}: {why}",
                    source.path,
                    homes.join(" or src/")
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn no_source_starts_a_shell() {
    for source in sources() {
        for shell in ["\"sh\"", "\"bash\"", "\"/bin/sh\"", "\"docker\", \""] {
            assert!(
                !source.production().contains(shell),
                "src/{} names {shell}",
                source.path
            );
        }
    }
}

#[test]
fn lints_are_excepted_with_a_reason_or_not_at_all() {
    for source in sources() {
        assert!(
            !source.text.contains("#[allow("),
            "src/{} allows a lint without a reason",
            source.path
        );
        assert!(
            !source.text.contains("#[ignore"),
            "src/{} has a test that doesn't run",
            source.path
        );
    }
}
