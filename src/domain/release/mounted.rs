//! What the files held that a release's containers were given: single files, not folders, which may be full of data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::files::ContentHash;
use crate::domain::name::ServiceName;

/// The contents of the files that each service mounts, by their paths as a plan shows them: relative to production_path
/// where they lie in it, else absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MountedFiles(pub BTreeMap<ServiceName, BTreeMap<String, ContentHash>>);

impl MountedFiles {
    /// The files of `service` that were other ones `before`. One that isn't known there says nothing.
    pub fn changed_since<'a>(
        &'a self,
        before: &'a Self,
        service: &ServiceName,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let now = self.0.get(service).into_iter().flatten();
        let before = before.0.get(service);
        now.filter(move |(path, hash)| {
            let before = before.and_then(|before| before.get(*path));
            before.is_some_and(|before| before != *hash)
        })
        .map(|(path, _)| path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> MountedFiles {
        let hashes = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), ContentHash::of(text.as_bytes())));
        MountedFiles([("web".parse().unwrap(), hashes.collect())].into())
    }

    #[test]
    fn only_a_file_that_is_known_to_have_been_another_has_changed() {
        let now = of(&[("same", "1"), ("other", "2"), ("new", "3")]);
        let before = of(&[("same", "1"), ("other", "1"), ("gone", "1")]);
        let web: ServiceName = "web".parse().unwrap();
        let changed: Vec<_> = now.changed_since(&before, &web).collect();
        assert_eq!(changed, ["other"]);
        let none = MountedFiles::default();
        assert_eq!(now.changed_since(&none, &web).count(), 0);
    }
}
