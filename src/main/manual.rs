//! The manual page, hailer(1): written from the verb records, the arguments and `.env.example`.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use hailer::command::GROUPS;
use hailer::command::help::{FormHelp, topic};

/// What each variable means, as it is given to whoever sets them.
const SETTINGS: &str = include_str!("../../.env.example");

const EXIT_CODES: [(&str, &str); 7] = [
    ("0", "done, or answered"),
    ("1", "it could not start: no store, no terminal"),
    ("2", "a command that can't be read, or a wrong setting"),
    ("3", "denied"),
    ("4", "a plan waits for a yes"),
    ("5", "failed"),
    ("6", "failed, and rolled back: what ran before runs again"),
];

/// The page. What isn't ASCII is named by its number, which every roff knows.
pub(crate) fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    write(command, &mut page)?;
    let page = String::from_utf8_lossy(&page);
    let named = page.chars().map(|letter| {
        if letter.is_ascii() {
            letter.to_string()
        } else {
            format!("\\[u{:04X}]", u32::from(letter))
        }
    });
    Ok(named.collect::<String>().into_bytes())
}

fn write(command: &Command, out: &mut impl Write) -> io::Result<()> {
    let man = Man::new(command.clone())
        .manual("Hailer")
        .source(concat!("hailer ", env!("CARGO_PKG_VERSION")));
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    let mut page = Roff::new();
    description(&mut page);
    page.to_writer(out)?;
    man.render_options_section(out)?;
    let mut page = Roff::new();
    own(&mut page, command);
    verbs(&mut page);
    list(&mut page, "EXIT STATUS", EXIT_CODES);
    list(&mut page, "ENVIRONMENT", settings());
    page.to_writer(out)
}

fn description(page: &mut Roff) {
    page.control("SH", ["DESCRIPTION"]);
    page.text([roman(
        "Hailer runs a team's Docker Compose projects from Telegram, from comments on GitHub and from the terminal, with the \
         same commands. Every change is previewed, confirmed once, carried out under a lock, verified on a real healthcheck, \
         put back when it fails, and on the record.",
    )]);
    page.control("PP", []);
    page.text([roman(
        "At the terminal each command is a subcommand, without the slash and by its shorter name: /docker-status is hailer \
         status. As in chat it is given to hailer run, in quotes. A change shows its plan and ends with exit status 4; --yes \
         confirms it in the same call.",
    )]);
}

/// What only the terminal has.
fn own(page: &mut Roff, command: &Command) {
    let own = crate::arguments::base();
    let own = own.get_subcommands().map(Command::get_name);
    let own: Vec<_> = own.map(str::to_owned).collect();
    page.control("SH", ["THE PROGRAM"]);
    for command in command.get_subcommands() {
        if own.iter().any(|name| name == command.get_name()) {
            let mut usage = format!("hailer {}", command.get_name());
            for arg in command.get_positionals() {
                usage.push(' ');
                usage.push_str(&arg.get_id().as_str().to_uppercase());
            }
            let about = command.get_about().map(ToString::to_string);
            item(page, &usage, &about.unwrap_or_default());
        }
    }
}

fn verbs(page: &mut Roff) {
    for group in &GROUPS {
        let title = format!("COMMANDS: {}", group.title.to_uppercase());
        page.control("SH", [title.as_str()]);
        let mut heads: Vec<_> = group.verbs.iter().map(|verb| verb.head()).collect();
        heads.dedup();
        for topic in heads.into_iter().filter_map(topic) {
            for form in &topic.forms {
                describe(page, form, &topic.also);
            }
        }
    }
}

fn describe(page: &mut Roff, form: &FormHelp, also: &[String]) {
    page.control("SS", [form.usage.as_str()]);
    let also = match also {
        [] => String::new(),
        also => format!(" Also: {}.", also.join(", ")),
    };
    page.text([roman(format!(
        "{}. For: {}.{also}",
        form.summary, form.needs
    ))]);
    for (term, meaning) in &form.terms {
        item(page, term, meaning);
    }
}

fn list(
    page: &mut Roff,
    title: &str,
    items: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
) {
    page.control("SH", [title]);
    for (term, meaning) in items {
        item(page, &term.into(), &meaning.into());
    }
}

fn item(page: &mut Roff, term: &str, meaning: &str) {
    page.control("TP", []);
    page.text([bold(term)]);
    page.text([roman(meaning)]);
}

/// Each variable with the comment above it.
fn settings() -> Vec<(String, String)> {
    let mut settings = Vec::new();
    let mut comment = Vec::new();
    for line in SETTINGS.lines() {
        match line.strip_prefix('#') {
            Some(said) if said.starts_with(' ') => comment.push(said.trim()),
            Some(set) => {
                // Of two that stand together, the comment is of both.
                let name = set.split('=').next().unwrap_or(set);
                settings.push((name.to_owned(), comment.join(" ")));
            }
            None => comment.clear(),
        }
    }
    settings
}
