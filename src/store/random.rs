//! Ids and codes from the operating system's random source, in Crockford's base 32: no I, L, O or U, which look like others.

use crate::domain::name::OperationId;

use super::error::StoreError;

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `length` random digits, lower case. Each holds five bits.
pub(super) fn digits(length: usize) -> Result<String, StoreError> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unstorable {
        what: "a new id",
        why: format!("the system's random source failed: {error}"),
    })?;
    Ok(bytes
        .into_iter()
        .map(|byte| char::from(DIGITS[usize::from(byte & 31)]))
        .collect())
}

/// A fresh id for an operation.
pub(super) fn operation_id() -> Result<OperationId, StoreError> {
    let id = digits(10)?;
    OperationId::new(id).map_err(|error| StoreError::Unstorable {
        what: "a new id",
        why: error.to_string(),
    })
}

/// What a person typed, as the digits it stands for.
pub(super) fn as_digits(typed: &str) -> String {
    typed
        .trim()
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_as_many_as_asked_for_and_hold_no_look_alikes() {
        let digits = digits(10_000).unwrap();
        assert_eq!(digits.len(), 10_000);
        assert!(!digits.contains(['i', 'l', 'o', 'u']));
        assert!("0189az".chars().all(|digit| digits.contains(digit)));
    }

    #[test]
    fn what_looks_like_a_digit_is_read_as_one() {
        assert_eq!(as_digits(" OiL23z "), "01123z");
    }
}
