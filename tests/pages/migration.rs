//! docs/MIGRATION.md and the README: each command of Hailer's on them is one.

use std::fs;
use std::process::Command;

use hailer::command::parse;
use hailer::frontend::console::{Options, line};

use crate::page;

/// What only the terminal has; clap reads it.
const OWN: [&str; 8] = [
    "completions",
    "console",
    "doctor",
    "help",
    "man",
    "pair",
    "run",
    "serve",
];

/// The commands on a page: whole lines in blocks of code, and what stands between backticks.
fn commands(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for text in page.lines() {
        if text.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            found.extend(of_script(text));
        } else {
            let quoted = text.split('`').skip(1).step_by(2);
            found.extend(quoted.flat_map(|quoted| of_script(&quoted.replace("\\|", "|"))));
        }
    }
    found
}

/// The commands in a line of a script, each from `hailer` to where the shell ends it.
fn of_script(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("hailer ") {
        let begins = rest[..at]
            .chars()
            .next_back()
            .is_none_or(|before| " (\"'$".contains(before));
        let command = &rest[at..];
        let end = end(command);
        if begins {
            found.push(command[..end].trim().to_owned());
        }
        rest = &command[end.max(1)..];
    }
    found
}

/// Where the shell ends a command: at a pipe, a list, a redirection, a comment or a bracket, outside of quotes.
fn end(command: &str) -> usize {
    let mut quote = None;
    let mut before = ' ';
    for (at, letter) in command.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '"' | '\'') => {
                // One that closes what stands around the command.
                if before != ' ' && !command[at + 1..].contains(letter) {
                    return at;
                }
                quote = Some(letter);
            }
            None if matches!(letter, '|' | ';' | '&' | '>' | ')' | '<') => return at,
            None if letter == '#' && before == ' ' => return at,
            _ => {}
        }
        before = letter;
    }
    command.len()
}

/// The words of a command as a shell would hand them over; what a variable gives, or `NAME` stands for, is a name.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    let is_place = |word: &str| word.chars().all(|letter| letter.is_ascii_uppercase());
    let given = words.into_iter().map(|word| match word {
        word if word.starts_with('$') => "hailer-x".to_owned(),
        word if is_place(&word) => word.to_ascii_lowercase(),
        word => word,
    });
    given.collect()
}

/// Why a command is none.
fn wrong(command: &str) -> Option<String> {
    let words = words(command);
    let words: Vec<_> = words.into_iter().skip(1).collect();
    let verb = words.iter().find(|word| !word.starts_with("--"))?;
    let mut rest = words.iter().filter(|word| *word != verb);
    if verb == "run" {
        let said = rest.find(|word| !word.starts_with("--"))?;
        return parse(said).err().map(|error| error.to_string());
    }
    if OWN.contains(&verb.as_str()) {
        // `--help` reads the name and does nothing.
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        let read = hailer.env_clear().arg(verb).arg("--help").output().unwrap();
        return (!read.status.success()).then(|| format!("{read:?}"));
    }
    let is_known = hailer::command::all_verbs()
        .any(|known| known.alias.is_some_and(|alias| alias.name() == verb) || known.head() == verb);
    if !is_known {
        return Some(format!("{verb} is no verb"));
    }
    let (line, _) = line(verb, rest.collect::<Vec<_>>(), Options::default());
    parse(&line).err().map(|error| format!("{line}: {error}"))
}

#[test]
fn every_command_is_understood() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    for (name, page, least) in [
        ("MIGRATION.md", page("MIGRATION.md"), 50),
        ("README.md", readme, 20),
    ] {
        let commands = commands(&page);
        assert!(commands.len() >= least, "{name}: {commands:#?}");
        let wrong: Vec<_> = commands
            .iter()
            .filter_map(|command| Some((command, wrong(command)?)))
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn a_command_that_is_none_is_found() {
    let found = |text: &str| commands(&format!("```\n{text}\n```\n"));
    assert_eq!(
        found("a=$(hailer create postgres --json)"),
        ["hailer create postgres --json"]
    );
    assert_eq!(
        found("trap 'hailer destroy $x --yes' EXIT"),
        ["hailer destroy $x --yes"]
    );
    assert_eq!(
        found("hailer logs --grep \"a|b\" | head  # x"),
        ["hailer logs --grep \"a|b\""]
    );
    for text in [
        "hailer frobnicate",
        "hailer logs api 0",
        "hailer run \"/docker-stats\"",
        "hailer deploy --fast",
    ] {
        assert!(wrong(text).is_some(), "{text}");
    }
    for text in [
        "hailer logs --grep \"a|b\"",
        "hailer --yes restart api",
        "hailer doctor",
        "hailer docker-cancel",
    ] {
        assert_eq!(wrong(text), None, "{text}");
    }
}
