//! The manual page.

use std::io::Write;
use std::process::{Command, Stdio};

use hailer::command::all_verbs;

use crate::prints;

/// The page as it is read, and what groff warns of.
fn read() -> (String, String) {
    let mut groff = Command::new("groff")
        // Wide lines, so that nothing is broken; no bold, no underlines.
        .args(["-man", "-Tutf8", "-ww", "-rLL=400n", "-P-c", "-P-b", "-P-u"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("groff is missing: run scripts/setup");
    let mut page = groff.stdin.take().unwrap();
    let writing = std::thread::spawn(move || page.write_all(prints(&["man"]).as_bytes()).unwrap());
    let ran = groff.wait_with_output().unwrap();
    writing.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(ran.stdout), text(ran.stderr))
}

#[test]
fn the_manual_page_is_well_formed_and_holds_every_verb_and_variable() {
    let (page, warnings) = read();
    assert_eq!(warnings, "");
    // Words may be set further apart than they were written.
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for verb in all_verbs() {
        assert!(page.contains(&verb.usage()), "{} is missing", verb.usage());
        for flag in verb.flags {
            assert!(page.contains(flag.meaning), "{flag} is missing");
        }
    }
    for told in [
        "hailer doctor Check engine",
        "hailer completions SHELL",
        "6 failed, and rolled back",
        "HAILER_ALLOWED_ROOTS The folders under which production",
        "GITHUB_APP_PRIVATE_KEY_FILE A GitHub App's id",
    ] {
        assert!(page.contains(told), "{told:?} is missing");
    }
    assert!(!page.contains("supervise"), "what is hidden is there");
}
