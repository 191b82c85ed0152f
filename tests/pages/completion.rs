//! What `hailer completions SHELL` prints.

use std::process::Command;

use hailer::command::{Alias, all_verbs};

use crate::prints;

/// Sources what was printed for it in bash, and asks what could stand at the end of these words.
fn offered(words: &[&str]) -> Vec<String> {
    let script = r#"
        source <(printf '%s' "$SCRIPT")
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        _hailer "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" || true
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-euc", script, "bash"]).args(words);
    let ran = bash
        .env("SCRIPT", prints(&["completions", "bash"]))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{words:?}: {ran:?}");
    let said = String::from_utf8(ran.stdout).unwrap();
    said.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn bash_completes_verbs_forms_flags_and_values() {
    for (words, expected) in [
        (
            &["hailer", "sta"] as &[&str],
            &["start", "status"] as &[&str],
        ),
        (&["hailer", "logs", "--fo"], &["--follow"]),
        (&["hailer", "deploy", "--dr"], &["--dry-run"]),
        (&["hailer", "config", "au"], &["auto-detect"]),
        (&["hailer", "config", "set", "gate"], &["gate_timeout"]),
        (&["hailer", "images", "pr"], &["prune"]),
        (&["hailer", "grant", "telegram:7", "dep"], &["deployer"]),
        (&["hailer", "completions", "z"], &["zsh"]),
        (&["hailer", "pair", "--ad"], &["--admin"]),
        // What it starts of itself is nobody else's.
        (&["hailer", "sup"], &[]),
        (&["hailer", "hol"], &[]),
    ] {
        let mut offered = offered(words);
        offered.sort();
        assert_eq!(offered, expected, "{words:?}");
    }
}

#[test]
fn every_shell_knows_every_verb_and_flag() {
    let is_for_chats = |name: &str| matches!(name, "help" | "pair");
    for shell in ["bash", "zsh", "fish"] {
        let script = prints(&["completions", shell]);
        for verb in all_verbs() {
            let name = verb.alias.map_or_else(|| verb.head(), Alias::name);
            if is_for_chats(name) {
                continue;
            }
            assert!(script.contains(name), "{shell} doesn't know {name}");
            for flag in verb.all_flags() {
                let flag = match shell {
                    "fish" => format!("-l {}", flag.name),
                    _ => format!("--{}", flag.name),
                };
                assert!(
                    script.contains(&flag),
                    "{shell} doesn't know {flag} of {name}"
                );
            }
        }
        assert!(
            !script.contains("supervise"),
            "{shell} knows what is hidden"
        );
    }
}
