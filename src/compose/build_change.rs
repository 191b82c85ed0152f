//! What differs between two definitions of a build, by name and never by value. Of the keys only those that make another
//! image; what the files hold is not looked at here.

use super::model::build::Build;
use crate::domain::plan::BuildChange;

/// What of `old` is another in `new`.
#[must_use]
pub fn between(old: &Build, new: &Build) -> BuildChange {
    let (before, after) = (&old.args.0, &new.args.0);
    let mut arguments: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    arguments.retain(|name| before.get(name) != after.get(name));
    arguments.sort();
    arguments.dedup();
    let keys = [
        ("context", old.context != new.context),
        ("dockerfile", old.dockerfile != new.dockerfile),
        (
            "dockerfile_inline",
            old.dockerfile_inline != new.dockerfile_inline,
        ),
        ("extra_hosts", old.extra_hosts != new.extra_hosts),
        ("labels", old.labels != new.labels),
        ("network", old.network != new.network),
        ("platforms", old.platforms != new.platforms),
        ("shm_size", old.shm_size != new.shm_size),
        ("target", old.target != new.target),
        ("ulimits", old.ulimits != new.ulimits),
    ];
    let keys = keys.iter().filter(|(_, differs)| *differs);
    BuildChange {
        files: Vec::new(),
        arguments,
        keys: keys.map(|(key, _)| (*key).to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(keys: &str) -> Build {
        serde_json::from_str(&format!(r#"{{"context": "/srv/shop", {keys}}}"#)).unwrap()
    }

    #[test]
    fn arguments_and_keys_that_make_another_image_are_named_and_no_values() {
        let old = build(
            r#""args": {"SAME": "1", "OTHER": "hunter2", "GONE": null}, "target": "a", "cache_from": ["x"]"#,
        );
        let new = build(
            r#""args": {"SAME": "1", "OTHER": "hunter3", "NEW": ""}, "labels": {"team": "b"}, "pull": true"#,
        );
        assert_eq!(
            between(&old, &new),
            BuildChange {
                files: vec![],
                arguments: ["GONE", "NEW", "OTHER"].map(str::to_owned).to_vec(),
                keys: ["labels", "target"].map(str::to_owned).to_vec(),
            }
        );
        assert_eq!(between(&old, &old), BuildChange::default());
    }
}
