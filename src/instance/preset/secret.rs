//! Secrets that are made for an instance.

use secrecy::SecretString;

const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8] = b"23456789";

/// `length` letters and digits, some of each kind, as servers ask of passwords; none that is easily taken for another. They
/// can stand in a URL and in a shell as they are.
pub fn generate(length: u8) -> Result<SecretString, getrandom::Error> {
    let all = [LOWER, UPPER, DIGITS].concat();
    loop {
        let mut secret = String::with_capacity(length.into());
        while secret.len() < length.into() {
            let mut bytes = [0_u8; 64];
            getrandom::fill(&mut bytes)?;
            // What doesn't divide evenly is left out, so that each character is as likely.
            let even = bytes.iter().map(|byte| usize::from(*byte));
            let even = even.filter(|byte| *byte < 256 / all.len() * all.len());
            let drawn = even.filter_map(|byte| all.get(byte % all.len()));
            let missing = usize::from(length) - secret.len();
            secret.extend(drawn.take(missing).map(|byte| char::from(*byte)));
        }
        let has = |kind: &[u8]| secret.bytes().any(|byte| kind.contains(&byte));
        if [LOWER, UPPER, DIGITS].into_iter().all(has) {
            return Ok(secret.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_secret_has_letters_and_digits_and_no_two_are_the_same() {
        let secrets: Vec<_> = (0..200).map(|_| generate(12).unwrap()).collect();
        let mut seen = std::collections::HashSet::new();
        for secret in &secrets {
            let secret = secret.expose_secret();
            assert_eq!(secret.len(), 12);
            assert!(secret.bytes().all(|b| b.is_ascii_alphanumeric()));
            assert!(secret.bytes().any(|b| b.is_ascii_digit()), "{secret}");
            assert!(secret.bytes().any(|b| b.is_ascii_uppercase()), "{secret}");
            assert!(secret.bytes().any(|b| b.is_ascii_lowercase()), "{secret}");
            assert!(seen.insert(secret.to_owned()));
        }
    }
}
