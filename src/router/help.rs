//! `/help`, from the verb records.

use crate::command::help::{self, Topic};
use crate::command::{Hint, ParseError};
use crate::reply::{Block, Reply};

/// What is said to a line that can't be read: what is wrong, the place, and what would do.
pub(super) fn not_understood(error: &ParseError) -> Reply {
    let problem = error.problem().to_string();
    let mut letters = problem.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let reply = Reply::usage(first + letters.as_str()).with(Block::Code(error.pointer()));
    let reply = match error.expected() {
        Some(expected) => reply.text(format!("Expected {expected}.")),
        None => reply,
    };
    match error.hint() {
        Some(Hint::DidYouMean(line)) => reply.then("Did you mean", line),
        Some(Hint::Example(line)) => reply.then("For example", line),
        None => reply,
    }
}

/// All verbs, or one of them.
pub(super) fn help(topic: Option<&'static str>) -> Reply {
    match topic.and_then(help::topic) {
        Some(topic) => explained(&topic),
        None => overview(),
    }
}

fn overview() -> Reply {
    let reply = Reply::done("What can be asked for");
    let sections = help::overview().into_iter();
    let reply = sections.fold(reply, |reply, section| {
        let verbs = section
            .verbs
            .into_iter()
            .map(|(verb, summary)| (verb, summary.to_owned()));
        reply
            .with(Block::Heading(section.title.to_owned()))
            .with(Block::Facts(verbs.collect()))
    });
    reply.then("One command in full", "/help docker-deploy")
}

fn explained(topic: &Topic) -> Reply {
    let also = if topic.also.is_empty() {
        String::new()
    } else {
        format!(" (also {})", topic.also.join(", "))
    };
    let reply = Reply::done(format!("{}{also}", topic.name));
    let reply = topic.forms.iter().fold(reply, |reply, form| {
        let terms = form
            .terms
            .iter()
            .map(|(term, meaning)| (term.clone(), (*meaning).to_owned()));
        let reply = reply
            .with(Block::Code(form.usage.clone()))
            .with(Block::Text(format!(
                "{}. Needs: {}.",
                form.summary, form.needs
            )));
        let reply = if form.terms.is_empty() {
            reply
        } else {
            reply.with(Block::Facts(terms.collect()))
        };
        if form.examples.is_empty() {
            return reply;
        }
        reply
            .with(Block::Text("For example:".to_owned()))
            .with(Block::Code(form.examples.join("\n")))
    });
    if topic.settings.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading("Settings".to_owned()))
        .with(Block::Facts(topic.settings.clone()))
}
