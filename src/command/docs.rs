//! `docs/COMMANDS.md`, written from the verb records.

use std::fmt::Write as _;

use crate::domain::finding::FindingKind;
use crate::domain::setting::Setting;

use super::help::{FormHelp, topic};
use super::verb::Verb;
use super::verbs::GROUPS;

const HEAD: &str = "\
# Commands

<!-- Written from the verb records in src/command/verbs. Don't edit: run `UPDATE_DOCS=1 cargo test commands_page`. -->

The same commands work in Telegram, in GitHub comments and at the terminal. `/docker-status`, `/docker_status` and
`/docker status` are one command; at the terminal the slash may be left out. Values with spaces stand in quotes.
A bare word behind a verb is always a service; where an instance can be meant too, its name begins with `hailer-`, and neither is
ever taken for the other. Every command takes `--in CODEBASE`.
";

/// The whole page.
#[must_use]
pub fn commands_md() -> String {
    let mut page = HEAD.to_owned();
    for group in &GROUPS {
        page.push_str("\n## ");
        page.push_str(group.title);
        page.push('\n');
        let mut heads: Vec<&str> = group.verbs.iter().map(|verb: &&Verb| verb.head()).collect();
        heads.dedup();
        for topic in heads.into_iter().filter_map(topic) {
            page.push_str("\n### ");
            page.push_str(&topic.name);
            page.push('\n');
            if !topic.also.is_empty() {
                let _ = write!(page, "\nAlso: {}\n", topic.also.join(", "));
            }
            topic
                .forms
                .iter()
                .for_each(|form| describe(&mut page, form));
        }
    }
    settings(&mut page);
    page
}

fn describe(page: &mut String, form: &FormHelp) {
    // Writing to a string can't fail.
    let _ = write!(
        page,
        "\n`{}`\n\n{}. For: {}.\n\n",
        form.usage, form.summary, form.needs
    );
    for (term, meaning) in form
        .terms
        .iter()
        .filter(|(term, _)| !term.starts_with("--in "))
    {
        let _ = writeln!(page, "- `{term}`: {meaning}");
    }
    if page.ends_with("\n\n") {
        page.pop();
    }
    let _ = write!(page, "\n```text\n{}\n```\n", form.examples.join("\n"));
}

fn settings(page: &mut String) {
    page.push_str(
        "\n## Settings of a docker config\n\n| key | what it decides | takes | for example |\n|---|---|---|---|\n",
    );
    for setting in Setting::PLAIN {
        let about = setting.about();
        let _ = writeln!(
            page,
            "| `{setting}` | {} | {} | `{}` |",
            about.meaning, about.expected, about.example
        );
    }
    page.push_str(
        "\n## Policy findings\n\n`policy.KIND` takes `allow`, `warn` or `deny`. Lowering one from deny is the terminal's alone.\n\n\
         | kind | default |\n|---|---|\n",
    );
    for kind in FindingKind::ALL {
        let _ = writeln!(page, "| `{}` | {} |", kind.as_str(), kind.default_level());
    }
}

#[cfg(test)]
mod tests {
    use super::commands_md;

    #[test]
    fn the_commands_page_is_what_the_records_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/COMMANDS.md");
        let page = commands_md();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == page,
            "docs/COMMANDS.md isn't what the verb records say: run `UPDATE_DOCS=1 cargo test commands_page`"
        );
    }
}
