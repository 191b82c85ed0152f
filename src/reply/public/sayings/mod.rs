//! The sentences, tables, facts and commands that say nothing but the outcome, names of services, and counts. Each is listed as
//! a whole.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::reply::block::Suggestion;

/// Letters of a cell or a fact.
const PLAIN: usize = 80;

/// Headlines, from beginning to end.
const HEADLINES: &[&str] = &[
    // Status.
    r"no containers",
    r"(\d+ unhealthy, )?(none running|\d+ of \d+ running)(, \d+ starting)?(, healthy)?(, \d+ ran to the end)?",
    r"\d+ codebases?",
    // History.
    r"release \d+ is live(, but not as it is on record)?",
    r"no release is live: nothing was deployed yet",
    // Logs: how many of which services, and none of them.
    r"(No|\d+) log lines? of [A-Za-z0-9][A-Za-z0-9._-]{0,62}",
    r"(No log lines were|\d+ log lines?) kept of operation [0-9a-z]{10}",
    // Confirmations.
    r"Cancelled; nothing was changed",
    r"nothing waits for your confirmation here",
    r"this confirmation expired at [0-9-]+ [0-9:.]+ UTC",
    r"a newer preview has replaced this one",
    r"this was cancelled",
    r"this is not yours to confirm",
    r"a second person must confirm this",
    r"that confirmation belongs to another request",
    r"that confirmation must come from (the person who asked|another person than the one who asked)",
    // Roles.
    r"github:\d+ has no role on ([a-z0-9][a-z0-9._-]{0,62}|any codebase)",
    r"github:\d+ is (viewer|operator|deployer|admin) on ([a-z0-9][a-z0-9._-]{0,62}|any codebase); to [a-z ]+ takes (viewer|operator|deployer|admin)",
    // Threads.
    r"this conversation is closed or locked",
    // Holds.
    r"held as it is",
];

/// Paragraphs, from beginning to end.
const SENTENCES: &[&str] = &[
    r"Production runs on as it did\.",
    r"Nothing was done\. Open it again, or ask in another one\.",
    r"What runs could not be read just now\.",
    r"Nothing was (changed|done)\.( [A-Z][a-z ]+\.)?",
    r"Nothing was changed\. Give the command again for a new preview\.",
    r"Nothing was changed\. Ask for it yourself to get a preview of your own\.",
    r"Nothing was changed\. The preview can still be confirmed by the right person\.",
    r"Give the command without yes: that shows what it would do and asks\.",
    r"It is carried out once; this yes changed nothing\.",
    r"Operators can't start, stop or restart it\. A deployer who goes over the hold is told of it first\.",
    r"An administrator can change that: /grant github:\d+ (viewer|operator|deployer|admin) ([a-z0-9][a-z0-9._-]{0,62}|\*)",
];

/// Warnings of a commit of the repository.
const WARNINGS: &[&str] = &[
    r"Commit [0-9a-f]{7,64} of the live release \d+ is not part of this version: its changes would be gone from production\.",
    r"Whether this version contains commit [0-9a-f]{7,64} of the live release \d+ isn't known: [A-Za-z0-9 ,/._'-]{1,200}\.",
    r"Pull request \d+ comes from [A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+, a fork: whoever may push there has written this version\.",
];

/// What was pushed to since the preview.
const PUSHES: &[&str] =
    &[r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,120} was at [0-9a-f]{7,64}, and is at [0-9a-f]{7,64} now"];

const HEADINGS: &[&str] = &["Last operations"];

/// The facts that are known.
const FACTS: &[&str] = &["operation", "took", "plan"];

/// Tables by all of their columns, and how many of these, from the first, are shown.
const TABLES: &[(&[&str], &[usize])] = &[
    (
        &["service", "state", "uptime", "restarts", "ports", "image"],
        &[0, 1, 2, 3],
    ),
    (
        &[
            "service", "state", "uptime", "restarts", "ports", "image", "cpu", "memory",
        ],
        &[0, 1, 2, 3],
    ),
    (
        &[
            "release",
            "state",
            "when",
            "who",
            "from",
            "operation",
            "images",
        ],
        &[0, 1, 2],
    ),
    (
        &["operation", "what", "became", "when", "who"],
        &[0, 1, 2, 3],
    ),
];

/// What suggestions are called.
const LABELS: &[&str] = &[
    "Status",
    "Logs",
    "Retry",
    "Roll back",
    "Make it whole",
    "Yes",
    "No",
    "Deploy it",
    "Releases",
    "Commands",
    "Ask how production stands",
    "Stop what is under way",
    "Release it",
];

/// The verbs that are suggested. Of their arguments a service, a release, an operation and a code are shown.
const VERBS: &[&str] = &[
    "/docker-status",
    "/docker-logs",
    "/docker-history",
    "/docker-deploy",
    "/docker-rollback",
    "/docker-restart",
    "/docker-start",
    "/docker-stop",
    "/docker-cancel",
    "/docker-unlock",
    "/confirm",
    "/cancel",
    "/help",
];
const FLAGS: &[&str] = &["--operation", "--services"];

static KNOWN_HEADLINES: LazyLock<RegexSet> = LazyLock::new(|| whole(HEADLINES));
static KNOWN_SENTENCES: LazyLock<RegexSet> = LazyLock::new(|| whole(SENTENCES));
static KNOWN_WARNINGS: LazyLock<RegexSet> = LazyLock::new(|| whole(WARNINGS));
static KNOWN_PUSHES: LazyLock<RegexSet> = LazyLock::new(|| whole(PUSHES));
static ARGUMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\A[A-Za-z0-9][A-Za-z0-9._,-]{0,62}\z").ok());

/// Patterns of which one has to be the whole text. A pattern that can't be read lets nothing through, and fails a test.
fn whole(patterns: &[&str]) -> RegexSet {
    let whole = patterns.iter().map(|pattern| format!(r"\A(?:{pattern})\z"));
    RegexSet::new(whole).unwrap_or_else(|_| RegexSet::empty())
}

pub(super) fn is_headline(text: &str) -> bool {
    KNOWN_HEADLINES.is_match(text)
}

pub(super) fn is_sentence(text: &str) -> bool {
    KNOWN_SENTENCES.is_match(text)
}

pub(super) fn is_warning(text: &str) -> bool {
    KNOWN_WARNINGS.is_match(text)
}

pub(super) fn is_push(text: &str) -> bool {
    KNOWN_PUSHES.is_match(text)
}

pub(super) fn is_heading(text: &str) -> bool {
    HEADINGS.contains(&text)
}

pub(super) fn is_fact((name, value): &(String, String)) -> bool {
    FACTS.contains(&name.as_str()) && is_plain(value)
}

/// The columns that are shown of a table with that `header`.
pub(super) fn columns(header: &[String]) -> Option<&'static [usize]> {
    let known = TABLES.iter().find(|(known, _)| *known == header);
    known.map(|(_, shown)| *shown)
}

/// Names, numbers, times and states as we write them: no path, no address, no assignment.
pub(super) fn is_plain(text: &str) -> bool {
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || " .,:;()-_●◐▲✗○↻‖?–".contains(letter);
    text.chars().count() <= PLAIN && text.chars().all(is_part)
}

/// The suggestion as far as it is known: with its arguments, or its verb alone.
pub(super) fn next(next: &Suggestion) -> Option<Suggestion> {
    let mut words = next.command.split(' ');
    let verb = words.next().filter(|verb| VERBS.contains(verb))?;
    if !LABELS.contains(&next.label.as_str()) {
        return None;
    }
    let argument = ARGUMENT.as_ref()?;
    let is_known = |word: &str| FLAGS.contains(&word) || argument.is_match(word);
    let command = if words.all(is_known) {
        next.command.clone()
    } else {
        verb.to_owned()
    };
    Some(Suggestion {
        label: next.label.clone(),
        command,
    })
}

#[cfg(test)]
mod tests;
