//! "Did you mean": the nearest of the words that would do.

/// The one of `known` that `given` most likely means; `None` where none is near.
#[must_use]
pub fn nearest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let given = given.to_ascii_lowercase();
    let length = given.chars().count();
    let near = known.into_iter().map(|word| {
        (
            strsim::damerau_levenshtein(&given, &word.to_ascii_lowercase()),
            word,
        )
    });
    let (distance, word) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + length / 4 && distance < length).then_some(word)
}
