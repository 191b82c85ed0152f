//! Whatever a program writes, it is shown as what it wrote: it opens nothing, ends nothing, calls nobody and moves nothing.

use hailer::reply::{Block, Redactor, Reply, Status, clean};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::lines::{LINES, line};
use super::{comment, everywhere, logged, message, messages, on_a_screen, on_github, screen};

/// Of everything that is made of `reply`.
fn wrong(reply: &Reply) -> Vec<String> {
    let pieces = messages(reply);
    let mut wrong: Vec<String> = message::wrong(&pieces);
    if !wrong.is_empty() {
        wrong.push(format!("in {pieces:?}"));
    }
    let body = on_github(reply);
    let on_github = comment::wrong(&body);
    if !on_github.is_empty() {
        wrong.extend(on_github);
        wrong.push(format!("in {body:?}"));
    }
    for printed in on_a_screen(reply) {
        wrong.extend(screen::wrong(&printed));
    }
    wrong
}

fn is_inert(reply: &Reply) -> Result<(), TestCaseError> {
    let wrong = wrong(reply);
    prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn log(lines: &[&str]) -> Reply {
    let shown = logged(lines, &Redactor::builder().build());
    Reply::done("3 log lines of web").with(Block::Code(shown))
}

#[test]
fn every_line_stays_a_line_of_its_log() {
    assert!(LINES.len() >= 150);
    for line in LINES {
        let lines = ["before", line, "after"];
        let reply = log(&lines);
        assert_eq!(wrong(&reply), [""; 0], "{line:?}");
        let expected = format!("{}\n", logged(&lines, &Redactor::builder().build()));
        assert_eq!(comment::fenced(&on_github(&reply)), [expected], "{line:?}");
    }
}

#[test]
fn every_line_is_inert_wherever_it_stands() {
    for line in LINES {
        assert_eq!(wrong(&everywhere(line)), [""; 0], "{line:?}");
    }
}

#[test]
fn no_message_has_more_marks_than_telegram_heeds() {
    let tags = "#a ".repeat(40);
    for times in [1, 30, 99, 200, 2000] {
        let named = format!("main.rs {tags}");
        let reply = Reply::new(Status::NeedsConfirmation, tags.as_str())
            .with(Block::Text(tags.repeat(3)))
            .with(Block::List(vec!["see main.rs".to_owned(); times]))
            .with(Block::Facts(vec![(named, tags.clone()); times]))
            .with(Block::List(vec![
                "by @ada in /srv/a /srv/b".to_owned();
                times
            ]));
        assert_eq!(wrong(&reply), [""; 0], "{times}");
    }
}

#[test]
fn all_lines_together_are_a_file_that_acts_on_nobody() {
    let lines = LINES.repeat(40);
    assert_eq!(wrong(&log(&lines)), [""; 0]);
}

#[test]
fn a_reply_for_scripts_is_one_line_of_json_whatever_stands_in_it() {
    for line in LINES {
        let printed = hailer::frontend::console::json(&everywhere(line));
        assert_eq!(printed.lines().count(), 1);
        let read: serde_json::Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(read["data"]["lines"][0], *clean(line), "{line:?}");
    }
}

proptest! {
    #[test]
    fn nothing_that_is_made_of_such_lines_gets_out(
        text in line(), lines in prop::collection::vec(line(), 0..6)
    ) {
        is_inert(&everywhere(&text))?;
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        is_inert(&log(&lines))?;
    }
}
