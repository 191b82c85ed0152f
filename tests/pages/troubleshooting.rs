//! docs/TROUBLESHOOTING.md: its keys are what the program says, and the families of errors are all there.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::house::sources;
use crate::literals::{texts, with_gaps};
use crate::page;

/// The errors of which each one has to be on the page: whoever sets Hailer up or gives commands can meet them all.
const FAMILIES: [(&str, &str); 11] = [
    ("app/mod.rs", "StartError"),
    ("app/serve.rs", "ServeError"),
    ("compose/error.rs", "ComposeError"),
    ("domain/confirmation.rs", "NotRedeemed"),
    ("domain/policy/denied.rs", "Denied"),
    ("engine/error/mod.rs", "EngineError"),
    ("engine/gate/failure.rs", "GateFault"),
    ("github/error.rs", "GitHubError"),
    ("store/error.rs", "StoreError"),
    ("store/seal/mod.rs", "SealError"),
    ("telemetry.rs", "TelemetryError"),
];

/// What only whoever writes Hailer can bring about.
const NOT_MET: [&str; 1] = ["the log is already set up: …"];

/// The texts in the first column, between backticks.
fn keys() -> Vec<String> {
    let page = page("TROUBLESHOOTING.md");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    let firsts = rows.filter_map(|row| row.split(" | ").next());
    let keys: Vec<_> = firsts
        .flat_map(|first| first.split('`').skip(1).step_by(2))
        .map(str::to_lowercase)
        .collect();
    assert!(keys.len() > 100, "{} keys: the page isn't read", keys.len());
    keys
}

/// Whether `text` can be told as `key`. Both are in small letters: a headline begins with a capital one where the error itself
/// doesn't.
fn says(text: &str, key: &str) -> bool {
    text.contains(key.trim_matches('…'))
}

#[test]
fn every_key_is_something_that_the_program_can_say() {
    let said: BTreeSet<_> = sources()
        .iter()
        .flat_map(|source| texts(source.production()))
        .map(|text| text.to_lowercase())
        .collect();
    let never = keys();
    let never: Vec<_> = never
        .iter()
        .filter(|key| !said.iter().any(|text| says(text, key)))
        .collect();
    assert!(never.is_empty(), "nothing says these: {never:#?}");
}

#[test]
fn every_error_of_the_families_is_on_the_page() {
    let keys = keys();
    let mut missing = Vec::new();
    for (path, name) in FAMILIES {
        let errors = errors(path, name);
        assert!(!errors.is_empty(), "{name} in src/{path} says nothing");
        let on_page = |error: &String| {
            NOT_MET.contains(&error.as_str())
                || keys
                    .iter()
                    .any(|key| key.chars().any(char::is_alphabetic) && says(error, key))
        };
        missing.extend(errors.into_iter().filter(|error| !on_page(error)));
    }
    assert!(
        missing.is_empty(),
        "not in docs/TROUBLESHOOTING.md: {missing:#?}"
    );
}

/// What is printed, what is printed of errors, and the exit code.
fn console(input: &[u8]) -> (String, String, Option<i32>) {
    let data = tempfile::tempdir().unwrap();
    let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"))
        .env_clear()
        .env("HAILER_DATA_DIR", data.path())
        .arg("console")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    hailer.stdin.take().unwrap().write_all(input).unwrap();
    let ran = hailer.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(ran.stdout), text(ran.stderr), ran.status.code())
}

#[test]
fn a_console_without_a_terminal_ends_where_its_input_does_and_fails_where_that_is_no_text() {
    let greeting = "Hailer. /help lists the commands, Tab completes, Ctrl-D leaves.\n";
    assert_eq!(console(b""), (greeting.to_owned(), String::new(), Some(0)));
    let (said, _, code) = console(b"whoami\n");
    assert!(said.contains("You are") && code == Some(0), "{said}");
    let (_, said, code) = console(b"\xff\n");
    assert!(said.contains("the terminal can't be read: "), "{said}");
    assert_eq!(code, Some(1));
    let page = page("TROUBLESHOOTING.md");
    let row = page.lines().find(|row| row.contains("`the terminal can't"));
    assert!(row.unwrap().contains("ends at once, with exit code 0"));
}

/// What each variant of the error `name` in `src/path` says, where it has words of its own.
fn errors(path: &str, name: &str) -> Vec<String> {
    let path = format!("{}/src/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file = syn::parse_file(&text).unwrap();
    let items = file.items.iter();
    let variants = items.filter_map(|item| match item {
        syn::Item::Enum(item) if item.ident == name => Some(&item.variants),
        _ => None,
    });
    let attributes = variants.flatten().flat_map(|variant| &variant.attrs);
    let said = attributes.filter_map(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("error") => {
            let first = list.tokens.clone().into_iter().next()?;
            let text = syn::parse_str::<syn::LitStr>(&first.to_string()).ok()?;
            Some(with_gaps(&text.value()))
        }
        _ => None,
    });
    said.filter(|text| text.chars().any(char::is_alphabetic))
        .map(|text| text.to_lowercase())
        .collect()
}
