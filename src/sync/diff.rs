//! How production will differ from what it is. Pure.

use std::cmp::Ordering;

use crate::domain::files::{Entry, FileChange, FileDiff, Manifest, RelativePath};

/// Compares what the source wants with what production has.
///
/// `owned` is the manifest of the live release, that is, what Hailer put there; `None` before the first deploy. Only
/// what it lists can be deleted, and only while production still has it as it was put there. What only production has,
/// and `owned` does not list, is no difference.
#[must_use]
pub fn diff(source: &Manifest, production: &Manifest, owned: Option<&Manifest>) -> FileDiff {
    let mut diff = FileDiff::default();
    let ours = |path: &RelativePath| owned.and_then(|owned| owned.get(path));
    for (path, wanted, there) in merged(source, production) {
        let change = || FileChange {
            path: path.clone(),
            from: there.cloned(),
            to: wanted.cloned(),
        };
        match (wanted, there) {
            (Some(wanted), Some(there)) if wanted == there => diff.unchanged += 1,
            (Some(_), Some(there)) => {
                diff.changed.push(change());
                if ours(path) != Some(there) {
                    diff.adopted.push(path.clone());
                }
            }
            (Some(_), None) => diff.added.push(change()),
            (None, Some(there)) => match ours(path) {
                Some(ours) if ours == there => diff.deleted.push(change()),
                Some(_) => diff.kept.push(path.clone()),
                None => {}
            },
            (None, None) => {}
        }
    }
    diff
}

type Pair<'a> = (&'a RelativePath, Option<&'a Entry>, Option<&'a Entry>);

/// Walks two sorted trees side by side.
fn merged<'a>(one: &'a Manifest, other: &'a Manifest) -> impl Iterator<Item = Pair<'a>> {
    let (mut one, mut other) = (one.0.iter().peekable(), other.0.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (one.peek(), other.peek()) {
            (Some((left, _)), Some((right, _))) => left.cmp(right),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        match order {
            Ordering::Less => one.next().map(|(path, entry)| (path, Some(entry), None)),
            Ordering::Greater => other.next().map(|(path, entry)| (path, None, Some(entry))),
            Ordering::Equal => one
                .next()
                .zip(other.next())
                .map(|((path, left), (_, right))| (path, Some(left), Some(right))),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::files::ContentHash;

    fn tree(files: &[(&str, &str)]) -> Manifest {
        let mut entries: Vec<_> = files
            .iter()
            .map(|(path, text)| {
                let entry = Entry {
                    hash: ContentHash::of(text.as_bytes()),
                    size: text.len() as u64,
                    mode: 0o644,
                    link: None,
                };
                (RelativePath::new(*path).unwrap(), entry)
            })
            .collect();
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        Manifest(entries)
    }

    fn paths(changes: &[FileChange]) -> Vec<&str> {
        changes.iter().map(|change| change.path.as_str()).collect()
    }

    #[test]
    fn a_first_deploy_adopts_what_differs_and_deletes_nothing() {
        let diff = diff(
            &tree(&[("a", "1"), ("b", "2"), ("new", "3")]),
            &tree(&[("a", "1"), ("b", "old"), ("data", "x")]),
            None,
        );
        assert_eq!(paths(&diff.added), ["new"]);
        assert_eq!(paths(&diff.changed), ["b"]);
        assert_eq!(diff.adopted[0].as_str(), "b");
        assert_eq!(diff.unchanged, 1);
        assert!(diff.deleted.is_empty() && diff.kept.is_empty());
    }

    #[test]
    fn only_what_hailer_put_there_and_nobody_edited_is_deleted() {
        let diff = diff(
            &tree(&[]),
            &tree(&[("ours", "1"), ("edited", "by hand"), ("theirs", "3")]),
            Some(&tree(&[("ours", "1"), ("edited", "2"), ("gone", "4")])),
        );
        assert_eq!(paths(&diff.deleted), ["ours"]);
        assert_eq!(diff.kept[0].as_str(), "edited");
        assert_eq!(diff.kept.len(), 1);
    }

    #[test]
    fn a_file_that_hailer_put_there_and_somebody_edited_is_adopted_again() {
        let source = tree(&[("ours", "2"), ("edited", "2")]);
        let production = tree(&[("ours", "1"), ("edited", "by hand")]);
        let owned = tree(&[("ours", "1"), ("edited", "1")]);
        let diff = diff(&source, &production, Some(&owned));
        assert_eq!(paths(&diff.changed), ["edited", "ours"]);
        assert_eq!(diff.adopted.len(), 1);
        assert_eq!(diff.adopted[0].as_str(), "edited");
    }

    #[test]
    fn another_mode_is_a_change() {
        let source = tree(&[("run", "#!")]);
        let mut production = source.clone();
        production.0[0].1.mode = 0o755;
        assert_eq!(paths(&diff(&source, &production, None).changed), ["run"]);
    }
}
