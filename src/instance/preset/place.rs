//! Where in a preset's text a key stands.

use std::fmt::Write as _;

use toml::de::{DeTable, DeValue};

/// One step down to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a table.
    Key(String),
    /// Into a list, from 0.
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(item: usize) -> Self {
        Self::Item(item)
    }
}

/// Steps as people write them: `modes.fast.volumes[0]`.
pub(super) fn key(steps: &[Step]) -> String {
    let mut key = String::new();
    for step in steps {
        match step {
            Step::Key(name) if key.is_empty() => key.push_str(name),
            Step::Key(name) => {
                key.push('.');
                key.push_str(name);
            }
            Step::Item(item) => {
                // Writing to a string can't fail.
                let _ = write!(key, "[{item}]");
            }
        }
    }
    key
}

/// The line that byte `at` is in, from 1.
pub(super) fn line_at(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// The line of the key, or of the last step on the way to it that is there.
pub(super) fn line_of(text: &str, steps: &[Step]) -> Option<usize> {
    let table = DeTable::parse(text).ok()?.into_inner();
    let (first, rest) = steps.split_first()?;
    let Step::Key(first) = first else { return None };
    let (name, value) = table.iter().find(|(name, _)| name.get_ref() == first)?;
    let mut at = name.span().start;
    let mut value = value.get_ref();
    for step in rest {
        let next = match (step, value) {
            (Step::Key(key), DeValue::Table(table)) => table
                .iter()
                .find(|(name, _)| name.get_ref() == key)
                .map(|(name, value)| (name.span().start, value)),
            (Step::Item(item), DeValue::Array(list)) => {
                list.get(*item).map(|value| (value.span().start, value))
            }
            _ => None,
        };
        let Some((start, inner)) = next else { break };
        // A dotted table has no place of its own.
        at = start;
        value = inner.get_ref();
    }
    Some(line_at(text, at))
}
