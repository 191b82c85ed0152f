//! A preset's text, read strictly.

use super::check;
use super::fault::Fault;
use super::near::nearest;
use super::place::{self, Step};
use super::record::Preset;

/// The preset that `text` is; `file` is what it is called in a fault.
pub(super) fn preset(file: &str, text: &str) -> Result<Preset, Box<Fault>> {
    let table =
        toml::Deserializer::parse(text).map_err(|wrong| of_toml(file, text, &wrong, None))?;
    let preset = serde_path_to_error::deserialize(table).map_err(|wrong| {
        let key = wrong.path().to_string();
        let key = (key != "." && key != "?").then_some(key);
        of_toml(file, text, wrong.inner(), key)
    });
    let preset: Preset = preset?;
    check::whole(&preset).map_err(|wrong| wrong.fault(file, text))?;
    Ok(preset)
}

/// What the text alone can't show to be wrong.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) at: Vec<Step>,
    pub(super) problem: String,
    pub(super) expected: Option<String>,
    pub(super) fix: String,
}

impl Wrong {
    /// With its place in `text`.
    pub(super) fn fault(self, file: &str, text: &str) -> Box<Fault> {
        Box::new(Fault {
            file: file.to_owned(),
            line: place::line_of(text, &self.at),
            key: (!self.at.is_empty()).then(|| place::key(&self.at)),
            problem: self.problem,
            expected: self.expected,
            fix: self.fix,
        })
    }
}

/// What the parser, or a type, says.
fn of_toml(file: &str, text: &str, wrong: &toml::de::Error, key: Option<String>) -> Box<Fault> {
    let message = wrong.message();
    let (problem, expected) = match message.split_once(", expected ") {
        Some((problem, expected)) => (problem, Some(expected)),
        None => (message, None),
    };
    let instead = expected.and_then(|expected| instead_of(problem, expected));
    let fix = match (instead, problem.starts_with("missing field")) {
        (Some(instead), _) => format!("Write {instead} in its place"),
        (None, true) => "Add it".to_owned(),
        (None, false) => "Correct it in the file".to_owned(),
    };
    // What can't be parsed has no key yet; what is wrong there may be one.
    let found = || wrong.span().and_then(|span| text.get(span));
    let key = key.or_else(|| {
        let found = found()?.trim();
        (!found.is_empty() && !found.contains('\n')).then(|| found.to_owned())
    });
    Box::new(Fault {
        file: file.to_owned(),
        line: wrong.span().map(|span| place::line_at(text, span.start)),
        key,
        problem: in_words(problem),
        expected: expected.map(|expected| expected.replace('`', "")),
        fix,
    })
}

/// The nearest of the words that were expected in place of an unknown one. Serde puts words between backticks.
fn instead_of(problem: &str, expected: &str) -> Option<String> {
    let given = problem.strip_prefix("unknown ")?;
    let given = given.split('`').nth(1)?;
    let known = expected.split('`').skip(1).step_by(2);
    nearest(given, known).map(str::to_owned)
}

fn in_words(problem: &str) -> String {
    let word = problem.split('`').nth(1).unwrap_or_default();
    if problem.starts_with("unknown field") {
        format!("there is no key {word} here")
    } else if problem.starts_with("unknown variant") {
        format!("{word} is no value here")
    } else if problem.starts_with("missing field") {
        format!("the key {word} is missing")
    } else {
        problem.replace('`', "").replace('\n', " ")
    }
}
