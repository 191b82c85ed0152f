//! Variables: those that can't be used (exit code 2), and those that say nothing.

mod cases;

use std::fs;

use crate::host::Host;
use cases::CANNOT_BE_USED;

const KEY: &str = "AAhunter2hunter2hunter2hunter2hunter2";

#[test]
fn all_is_well() {
    let host = Host::new();
    assert_eq!(host.asks(), (0, vec![]));
    assert!(host.reads().contains("every variable can be read"));
}

#[test]
fn a_variable_that_cannot_be_used_is_named_with_a_value_that_would_do() {
    for (variables, found, fix) in CANNOT_BE_USED {
        let variables = variables.iter();
        let host = variables.fold(Host::new(), |host, (name, value)| host.with(name, *value));
        let (code, wrong) = host.told();
        assert_eq!(
            (code, wrong.what.as_str()),
            (2, "configuration"),
            "{wrong:#?}"
        );
        assert!(
            wrong.found.contains(found),
            "{found:?} is not in {wrong:#?}"
        );
        assert!(wrong.fix.contains(fix), "{fix:?} is not in {wrong:#?}");
        assert!(!host.reads().contains("hunter2"), "{wrong:#?}");
    }
}

#[test]
fn all_variables_that_cannot_be_used_are_named_at_once() {
    let host = Host::new()
        .with("HAILER_LISTEN", "8080")
        .with("HAILER_LEASE", "soon");
    let (code, wrong) = host.asks();
    assert_eq!((code, wrong.len()), (2, 2), "{wrong:#?}");
    assert!(host.reads().starts_with("2 variables can't be used"));
}

#[test]
fn without_roots_it_is_said_how_to_name_them() {
    let cases = [
        (
            Host::new().without("HAILER_ALLOWED_ROOTS"),
            "none",
            "HAILER_ALLOWED_ROOTS=/srv",
        ),
        (
            Host::new().with("HAILER_ALLOWED_ROOTS", ""),
            "none",
            "HAILER_ALLOWED_ROOTS=/srv",
        ),
        (
            Host::new().with("HAILER_ALLOWED_ROOTS", "/nowhere/srv"),
            "/nowhere/srv",
            "correct HAILER_ALLOWED_ROOTS",
        ),
    ];
    for (host, found, fix) in cases {
        host.is_told(0, "allowed roots", (found, fix));
    }
    let host = Host::new();
    let file = host.write("srv/file", "");
    let host = host.with("HAILER_ALLOWED_ROOTS", file);
    host.is_told(0, "allowed roots", ("no folder", "create it"));
}

#[test]
fn a_variable_that_nothing_reads_is_told_with_the_one_that_is_meant() {
    let cases = [
        ("HAILER_ALLOWED_ROOT", "write HAILER_ALLOWED_ROOTS instead"),
        ("HAILER_COLOUR", "unset HAILER_COLOUR"),
        ("TELEGRAM_TOKEN", "write TELEGRAM_BOT_TOKEN instead"),
        ("GITHUB_TOKENS", "write GITHUB_TOKEN instead"),
    ];
    for (name, fix) in cases {
        let host = Host::new().with(name, KEY);
        host.is_told(0, "configuration", (name, fix));
        assert!(!host.reads().contains("hunter2"));
    }
}

#[test]
fn what_says_nothing_by_itself_is_told() {
    let host = Host::new().with("TELEGRAM_API_URL", "http://127.0.0.1:9");
    host.is_told(
        0,
        "configuration",
        ("without TELEGRAM_BOT_TOKEN", "unset TELEGRAM_API_URL"),
    );
    let host = Host::new().with("GITHUB_WEBHOOK_SECRET", "hunter2");
    host.is_told(
        0,
        "configuration",
        ("without GITHUB_TOKEN", "GITHUB_APP_ID"),
    );
}

#[test]
fn presets_that_cannot_be_used_are_told_with_their_line() {
    let host = Host::new().with("HAILER_PRESETS_DIR", "/nowhere/presets");
    host.is_told(0, "presets", ("/nowhere/presets can't be used", ""));
    let host = Host::new();
    host.write("presets/mine.toml", "image = 7\n");
    let folder = host.path("presets");
    let host = host.with("HAILER_PRESETS_DIR", folder);
    host.is_told(0, "presets", ("mine.toml can't be used. Line 1", ""));
}

#[test]
fn a_wrong_dotenv_names_its_line_and_shows_no_secret() {
    let host = Host::new();
    let beside = host.path("bin");
    fs::create_dir(&beside).unwrap();
    let program = beside.join("hailer");
    fs::hard_link(env!("CARGO_BIN_EXE_hailer"), &program)
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_hailer"), &program).map(drop))
        .unwrap();
    host.write(
        "bin/.env",
        "HAILER_LEASE=30s\nGITHUB_TOKEN=hunter2 hunter2\n",
    );
    let ran = std::process::Command::new(&program)
        .arg("doctor")
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("line 2 is not NAME=VALUE"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}
