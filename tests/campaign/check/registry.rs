//! Images by digest: what runs is what the registry has, and what a failure leaves there is told.

use super::{Seen, differences};

/// What was pulled in vain is gone. What was pushed stays pushed: then it is told, and only then.
pub(super) fn unchanged(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (&seen.before.published, &seen.after.published);
    let built = format!("{}-built", seen.bot.project);
    let mut expected = before.clone();
    expected.extend(
        after
            .get_key_value(&built)
            .map(|(name, digest)| (name.clone(), digest.clone())),
    );
    let mut found = differences("published", &expected, after);
    found.extend(differences(
        "digest",
        &seen.before.digests,
        &seen.after.digests,
    ));
    // Who was killed after the end could say nothing more.
    let heard = seen
        .told
        .status
        .is_some_and(|status| status.code().is_some());
    let pushed = before.get(&built) != after.get(&built);
    let said = seen.told.words();
    if heard && pushed && !said.contains("pushed to its registry") {
        found.push("it was not told that the new image is in the registry".to_owned());
    }
    if heard && !pushed && said.contains("was pushed to its registry") {
        found.push("it was told that the new image is in the registry, and it isn't".to_owned());
    }
    found
}

/// Every container runs what the registry has. Of those before, which a rollback needs, none is gone.
pub(super) fn new_images(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (seen.before, seen.after);
    let mut expected = before.digests.clone();
    for container in after.containers.values() {
        let service = &container.service;
        let digest = after
            .published
            .get(&format!("{}-{service}", seen.bot.project));
        let name = format!(
            "{}-{service}@{}",
            seen.bot.repository,
            digest.map_or("?", String::as_str)
        );
        expected.insert(name, container.image.clone());
    }
    let mut found = differences("digest", &expected, &after.digests);
    let built = format!("{}-built", seen.bot.project);
    if before.published.get(&built) == after.published.get(&built) {
        found.push("the new image was not pushed".to_owned());
    }
    found
}

/// Nothing is pulled, pushed or forgotten.
pub(super) fn same_images(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (seen.before, seen.after);
    let mut found = differences("digest", &before.digests, &after.digests);
    found.extend(differences(
        "published",
        &before.published,
        &after.published,
    ));
    found
}
