//! How Compose writes single values in its normalised JSON: sizes, durations, modes, numbers, and maps that hold secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{self, Deserializer, Unexpected};

/// A number that some Compose versions write as text and others as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum NumberOrText<N> {
    Number(N),
    Text(String),
}

/// Reads either form; `parse` reads the text, and `expected` says what it should have been.
fn number_or_text<'de, D: Deserializer<'de>, N: Deserialize<'de>>(
    deserializer: D,
    parse: impl Fn(&str) -> Option<N>,
    expected: &str,
) -> Result<N, D::Error> {
    match NumberOrText::deserialize(deserializer)? {
        NumberOrText::Number(number) => Ok(number),
        NumberOrText::Text(text) => {
            parse(&text).ok_or_else(|| de::Error::invalid_value(Unexpected::Str(&text), &expected))
        }
    }
}

/// A size or a limit in bytes. Compose writes it as text ("67108864"); `-1` stands for "no limit" where a key allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub i64);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number_or_text(deserializer, |text| text.parse().ok(), "a number of bytes").map(Self)
    }
}

/// Cores as a fraction (0.5: half a core). Compose before 2.24 wrote `deploy.resources` as text.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Cores(pub f64);

impl<'de> Deserialize<'de> for Cores {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number_or_text(deserializer, |text| text.parse().ok(), "a number of cores").map(Self)
    }
}

/// Permission bits (0o440). Older Compose versions write the number, newer ones octal text ("0440").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(pub u32);

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let octal = |text: &str| u32::from_str_radix(text, 8).ok();
        number_or_text(deserializer, octal, "an octal mode").map(Self)
    }
}

/// A duration as Go prints it ("1m30s", "1h0m0s", "1.5s", "500ms").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoDuration(pub Duration);

impl<'de> Deserialize<'de> for GoDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_go_duration(&text).map(Self).ok_or_else(|| {
            de::Error::invalid_value(Unexpected::Str(&text), &"a duration such as 1m30s")
        })
    }
}

/// Nanoseconds of one unit of Go's `time.Duration.String`.
fn nanos_of(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Reads what Go's `time.Duration.String` prints, exactly (no floating point). `None` for anything else, negative ones too.
fn parse_go_duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (digits, after) = rest.split_at(number);
        let end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let unit = nanos_of(unit)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        total = total.checked_add(whole.parse::<u64>().ok()?.checked_mul(unit)?)?;
        let mut scale = unit;
        for digit in fraction.bytes() {
            scale /= 10;
            total = total.checked_add(u64::from(digit.checked_sub(b'0')?).checked_mul(scale)?)?;
        }
        rest = next;
    }
    (!text.is_empty()).then(|| Duration::from_nanos(total))
}

/// Keys with values that may be secret (`environment`, build `args`). Its `Debug` names the keys and never a value.
///
/// A key without a value (`None`) is taken from the environment of whoever runs the container: Compose itself found none.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Variables(pub BTreeMap<String, Option<String>>);

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Text that may be secret (the content of a config or secret). Its `Debug` says how long it is.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Sensitive(pub String);

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} bytes>", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: for<'de> Deserialize<'de>>(json: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn durations_are_read_exactly_as_go_prints_them() {
        for (text, millis) in [
            ("0s", 0),
            ("1m30s", 90_000),
            ("1h0m0s", 3_600_000),
            ("500ms", 500),
            ("1.5s", 1_500),
            ("2h45m30.25s", 9_930_250),
        ] {
            let read: GoDuration = read(&format!("{text:?}")).unwrap();
            assert_eq!(read.0, Duration::from_millis(millis), "{text}");
        }
        assert_eq!(
            read::<GoDuration>("\"1.5µs\"").unwrap().0,
            Duration::from_nanos(1_500)
        );
    }

    #[test]
    fn what_go_would_not_print_is_no_duration() {
        for text in ["", "s", "5", "-1s", "1d", "1.s.", "1 s", "99999999999999h"] {
            assert!(
                read::<GoDuration>(&format!("{text:?}")).is_err(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_size_may_be_text_or_number_and_negative() {
        assert_eq!(read::<Bytes>("\"67108864\"").unwrap(), Bytes(67_108_864));
        assert_eq!(read::<Bytes>("-1").unwrap(), Bytes(-1));
        assert!(read::<Bytes>("\"64m\"").is_err());
    }

    #[test]
    fn a_mode_is_octal_when_it_is_text() {
        assert_eq!(read::<Mode>("288").unwrap(), Mode(0o440));
        assert_eq!(read::<Mode>("\"0440\"").unwrap(), Mode(0o440));
        assert!(read::<Mode>("\"0999\"").is_err());
    }

    #[test]
    fn a_value_that_may_be_secret_is_not_in_debug_output() {
        let variables: Variables = read(r#"{"PASSWORD":"hunter2","EMPTY":null}"#).unwrap();
        assert_eq!(format!("{variables:?}"), r#"{"EMPTY", "PASSWORD"}"#);
        let content: Sensitive = read("\"hunter2\"").unwrap();
        assert_eq!(format!("{content:?}"), "<7 bytes>");
    }
}
