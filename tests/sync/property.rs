//! Over random trees: what was wanted is what is there, what was there comes back, and production's own never changes.

use std::collections::BTreeMap;

use hailer::sync::{SyncError, apply, discard, undo};
use proptest::prelude::*;

use crate::world::{Snapshot, World, operation};

/// A file's text and mode, or a symlink.
#[derive(Debug, Clone)]
enum Leaf {
    File(String, u32),
    Link,
}

type Tree = BTreeMap<String, Leaf>;

fn leaf() -> impl Strategy<Value = Leaf> {
    prop_oneof![
        5 => ("[ab]{0,2}", prop_oneof![Just(0o644), Just(0o755), Just(0o600)])
            .prop_map(|(text, mode)| Leaf::File(text, mode)),
        1 => Just(Leaf::Link),
    ]
}

/// Paths of few names, so that trees meet, and files stand where another tree has folders.
fn tree(names: &'static str) -> impl Strategy<Value = Tree> {
    let path = prop::collection::vec(names, 1..4).prop_map(|parts| parts.join("/"));
    prop::collection::btree_map(path, leaf(), 0..8).prop_map(|tree| {
        let is_folder = |path: &str| {
            let below = format!("{path}/");
            tree.keys().any(|other| other.starts_with(&below))
        };
        let leaves = tree.iter().filter(|(path, _)| !is_folder(path));
        leaves
            .map(|(path, leaf)| (path.clone(), leaf.clone()))
            .collect()
    })
}

fn grow(world: &World, root: &str, tree: &Tree) {
    for (path, leaf) in tree {
        let path = format!("{root}/{path}");
        match leaf {
            Leaf::File(text, mode) => {
                world.put(&path, text).mode(&path, *mode);
            }
            Leaf::Link => {
                world.link(&path, "a/b");
            }
        }
    }
}

/// Without folders, which no manifest lists.
fn leaves(seen: &Snapshot) -> Snapshot {
    let mut seen = seen.clone();
    seen.retain(|_, what| !what.starts_with("folder"));
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_applied_is_what_was_wanted_and_undo_brings_back_what_was(
        own in tree("own|a|b"),
        first in tree("[abc]"),
        second in tree("[abc]"),
    ) {
        let world = World::new();
        grow(&world, "production", &own);
        grow(&world, "source", &first);
        let at_first = world.snapshot("production");
        let owned = match world.deploy(None) {
            Ok(owned) => owned,
            Err(error) => {
                prop_assert!(matches!(error, SyncError::InTheWay { .. }), "{error}");
                prop_assert_eq!(world.snapshot("production"), at_first);
                return Ok(());
            }
        };
        world.remove("source").remove("data");
        std::fs::create_dir(world.home.join("source")).unwrap();
        grow(&world, "source", &second);
        let before = world.snapshot("production");
        let (_, diff) = match world.plan(Some(&owned)) {
            Ok(plan) => plan,
            Err(error) => {
                prop_assert!(matches!(error, SyncError::InTheWay { .. }), "{error}");
                prop_assert_eq!(world.snapshot("production"), before);
                return Ok(());
            }
        };
        let staging = world.stage(&diff).unwrap();
        let production = world.tree("production");
        apply(&production, &staging, &mut |_| {}).unwrap();

        let mut seen = leaves(&world.snapshot("production"));
        seen.retain(|path, _| !path.starts_with(".hailer-"));
        let mut wanted = leaves(&world.snapshot("source"));
        for (path, what) in leaves(&at_first) {
            if !first.contains_key(&path) {
                wanted.entry(path).or_insert(what);
            }
        }
        prop_assert_eq!(seen, wanted);

        let undone = undo(&production, &operation(), &mut |_| {}).unwrap();
        prop_assert!(undone.kept.is_empty());
        discard(&production, &operation()).unwrap();
        prop_assert_eq!(world.snapshot("production"), before);
    }
}
