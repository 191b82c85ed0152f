//! A row of the table, and how it is read.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::compose::Version;
use crate::compose::newer::ApiVersion;
use crate::engine::tests::world::World;

/// A key, a value of it, and what that must come to.
pub(super) struct Row {
    /// "services", "services healthcheck", "networks" …
    pub(super) section: String,
    /// The key within its section.
    pub(super) key: String,
    /// YAML in the flow style, without the braces around it.
    pub(super) snippet: String,
    /// From when on it can be, where not always.
    pub(super) since: Option<Since>,
    /// Whether the request is looked at, and not what was created.
    pub(super) asked: bool,
    /// What it comes to.
    pub(super) expected: Expected,
}

/// What a key needs.
pub(super) enum Since {
    /// An engine that speaks this.
    Api(ApiVersion),
    /// A Compose binary that knows the key.
    Compose(Version),
}

/// What a row comes to.
pub(super) enum Expected {
    /// These places hold these values, as text with names in it that only the test knows.
    Holds(Vec<(String, String)>),
    /// A test of its own shows it.
    Test(String),
}

impl Row {
    pub(super) fn path(&self) -> String {
        format!("[{}] {}", self.section, self.key)
    }

    pub(super) fn of_a_service(&self) -> bool {
        self.section.starts_with("services")
    }

    /// The API version that the engine lacks, as an error writes it.
    pub(super) fn needs(&self, api: ApiVersion) -> Option<String> {
        match self.since {
            Some(Since::Api(least)) if api < least => Some(least.to_string()),
            _ => None,
        }
    }

    /// Where what must stand.
    pub(super) fn facts(&self, world: &World, base: &str) -> Vec<(String, Value)> {
        let Expected::Holds(facts) = &self.expected else {
            return Vec::new();
        };
        let own = |text: &str| {
            text.replace("PROJECT", world.project.as_str())
                .replace("IMAGE", &world.image)
                .replace("FOLDER", &world.folder.path().to_string_lossy())
                .replace("BASE", base)
        };
        let read = |json: &str| serde_json::from_str(&own(json)).unwrap();
        let facts = facts.iter();
        facts
            .map(|(place, json)| (own(place), read(json)))
            .collect()
    }
}

/// What stands at the row's places and shouldn't.
pub(super) fn complaints(row: &Row, facts: &[(String, Value)], seen: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for (place, expected) in facts {
        let mut found = seen.pointer(place).cloned().unwrap_or(Value::Null);
        // The image's own variables stand beside those of the service.
        if let Value::Array(found) = &mut found
            && place == "/Config/Env"
        {
            found.retain(|one| expected.as_array().is_some_and(|all| all.contains(one)));
        }
        if found != *expected {
            let row = row.path();
            complaints.push(format!("{row}: {found} at {place}, and not {expected}"));
        }
    }
    complaints
}

/// Every row of the table.
pub(super) fn all() -> Vec<Row> {
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in include_str!("table.txt").lines() {
        if let Some(name) = line.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
        } else if !line.is_empty() && !line.starts_with('#') {
            rows.push(row(&section, line));
        }
    }
    rows
}

fn row(section: &str, line: &str) -> Row {
    let columns: Vec<&str> = line.split(" | ").collect();
    let [key, snippet, what] = columns[..] else {
        panic!("not three columns: {line}");
    };
    let (since, what) = match what
        .strip_prefix("from ")
        .and_then(|rest| rest.split_once(": "))
    {
        Some((least, what)) => (Some(since(least)), what),
        None => (None, what),
    };
    let (asked, what) = what
        .strip_prefix("asked ")
        .map_or((false, what), |what| (true, what));
    let expected = if let Some(name) = what.strip_prefix("test ") {
        Expected::Test(name.to_owned())
    } else {
        let facts = what.split(" & ").map(|fact| {
            let (place, json) = fact
                .split_once(" = ")
                .unwrap_or_else(|| panic!("no fact: {line}"));
            (place.to_owned(), json.to_owned())
        });
        Expected::Holds(facts.collect())
    };
    Row {
        section: section.to_owned(),
        key: key.to_owned(),
        snippet: snippet.to_owned(),
        since,
        asked,
        expected,
    }
}

/// "1.44" or "compose 2.30".
fn since(least: &str) -> Since {
    let numbers = |text: &str| -> (u16, u16) {
        let (major, minor) = text.split_once('.').unwrap();
        (major.parse().unwrap(), minor.parse().unwrap())
    };
    if let Some(least) = least.strip_prefix("compose ") {
        let (major, minor) = numbers(least);
        return Since::Compose(Version::new(major.into(), minor.into(), 0));
    }
    let (major, minor) = numbers(least);
    Since::Api(ApiVersion { major, minor })
}

/// All of the project's own Rust code.
pub(super) fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("tests")];
    let mut text = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                writeln!(text, "{}", fs::read_to_string(path).unwrap()).unwrap();
            }
        }
    }
    text
}
