//! "Did you mean": the nearest of the words that would do.

/// Longer words are nobody's typing mistake.
const LONGEST: usize = 40;

/// The one of `known` that `given` most likely means; `None` where none is near.
pub(super) fn nearest<'k>(
    given: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    if given.is_empty() || given.len() > LONGEST {
        return None;
    }
    let given = given.to_ascii_lowercase();
    let mut begins = known.clone().filter(|word| word.starts_with(&given));
    if let (Some(only), None) = (begins.next(), begins.next()) {
        return Some(only);
    }
    let (distance, word) = known
        .map(|word| (strsim::damerau_levenshtein(&given, word), word))
        .min_by_key(|(distance, _)| *distance)?;
    let tolerated = 1 + given.chars().count() / 4;
    (distance <= tolerated && distance < given.chars().count()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KNOWN: [&str; 4] = ["status", "restart", "start", "logs"];

    fn of(given: &str) -> Option<&'static str> {
        nearest(given, KNOWN.into_iter())
    }

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        assert_eq!(of("statsu"), Some("status"));
        assert_eq!(of("re"), Some("restart"));
        assert_eq!(of("LOGS"), Some("logs"));
        assert_eq!(of("log"), Some("logs"));
        assert_eq!(of("banana"), None);
        assert_eq!(of("x"), None);
        assert_eq!(of(""), None);
    }
}
