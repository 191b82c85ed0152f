//! The forms that values of settings are written in. Each reader gives `None` for what it can't read.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::domain::files::RelativePath;
use crate::domain::name::ServiceName;

/// The longest address or path.
const MAX_LENGTH: usize = 1024;

/// An absolute path without `..` in it.
pub(super) fn absolute(text: &str) -> Option<PathBuf> {
    let path = Path::new(text);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
    // Collected from its parts, so that `/srv//shop/` and `/srv/./shop` are one path.
    (path.is_absolute() && plain && text.len() <= MAX_LENGTH).then(|| path.components().collect())
}

/// Seconds within `range`, from a duration in whole seconds ("10m", "1h 30m").
pub(super) fn seconds(text: &str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
    let duration = humantime::parse_duration(text).ok()?;
    (duration.subsec_nanos() == 0 && range.contains(&duration.as_secs()))
        .then_some(duration.as_secs())
}

/// Seconds as they are written.
pub(super) fn show_seconds(secs: u64) -> String {
    humantime::format_duration(Duration::from_secs(secs)).to_string()
}

/// One or more parts between commas, each read by `part`.
fn list<T>(text: &str, part: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(|item| part(item.trim())).collect()
}

/// Service names between commas.
pub(super) fn services(text: &str) -> Option<Vec<ServiceName>> {
    list(text, |item| ServiceName::new(item).ok())
}

/// Paths inside the project between commas.
pub(super) fn files(text: &str) -> Option<Vec<String>> {
    list(text, |item| {
        let path = RelativePath::new(item).ok()?;
        (!item.starts_with('-')).then(|| path.to_string())
    })
}

/// Paths inside the project between commas, sorted, none within another and none that Hailer's own folders have.
pub(super) fn apart(text: &str) -> Option<Vec<RelativePath>> {
    let mut paths: Vec<_> = list(text, |item| RelativePath::new(item).ok())?;
    paths.sort();
    paths.dedup();
    let nested = paths
        .iter()
        .any(|path| path.folders().any(|folder| paths.contains(&folder)));
    let plain = |path: &RelativePath| {
        !path.as_str().contains(char::is_control)
            && !path
                .as_str()
                .split('/')
                .any(|part| part == ".git" || part.starts_with(".hailer-"))
    };
    (!nested && paths.iter().all(plain)).then_some(paths)
}

/// An http or https address with a host and no user or password in it.
pub(super) fn address(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c));
    (plain && !host.is_empty() && !host.contains('@') && text.len() <= MAX_LENGTH)
        .then(|| text.to_owned())
}

/// A word of 1 to 63 letters, digits, `-`, `_` or `.`.
pub(super) fn word(text: &str) -> Option<String> {
    let fits = (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    fits.then(|| text.to_owned())
}

/// `UTC`, or a name in the form of the IANA time zone database ("Europe/Berlin").
pub(super) fn timezone(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let named = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_uppercase())
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_+".contains(c))
    };
    let zone = text == "UTC"
        || (text.len() <= 64 && (2..=3).contains(&text.split('/').count()) && parts.all(named));
    zone.then(|| text.to_owned())
}

/// The one of `choices` that is called `text`.
pub(super) fn choice<T: Copy>(choices: &[(&str, T)], text: &str) -> Option<T> {
    choices
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, value)| *value)
}

/// What `value` is called among `choices`.
pub(super) fn show_choice<T: Copy + PartialEq>(choices: &[(&str, T)], value: T) -> String {
    choices
        .iter()
        .find(|(_, choice)| *choice == value)
        .map_or_else(String::new, |(name, _)| (*name).to_owned())
}
