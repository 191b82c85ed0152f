//! Text from outside stays text, whatever it is, wherever it stands, however much of it there is.

mod tried;

use proptest::prelude::*;

use super::judge;
use crate::frontend::github::render::{COMMENT, marker, render, words};
use crate::reply::{Block, Cell, Reply, Status, Tone, clean};
use tried::TRIED;

/// `text` wherever in a reply text can stand.
fn everywhere(text: &str) -> Reply {
    let text = || text.to_owned();
    let mut reply = Reply::new(Status::Done, text())
        .with(Block::Text(text()))
        .with(Block::Heading(text()))
        .with(Block::Facts(vec![(text(), text()), (text(), text())]))
        .with(Block::Table {
            header: vec![text(), text()],
            rows: vec![
                vec![Cell::toned(text(), Tone::Bad), Cell::plain(text())],
                vec![Cell::plain(text())],
            ],
        })
        .with(Block::List(vec![text(), text()]))
        .with(Block::Code(text()))
        .with(Block::Text(text()))
        .then(&text(), text());
    reply.codebase = Some(text());
    reply
}

fn is_inert(text: &str) -> Result<(), TestCaseError> {
    let letter = render(&everywhere(text), "7kq2md0x4f");
    let seen = judge::read(&letter.body);
    prop_assert_eq!(&seen.wrong, &Vec::<String>::new(), "{}", &letter.body);
    prop_assert!(words::units(&letter.body) <= COMMENT);
    prop_assert!(letter.body.ends_with("\n\n<!-- hailer:7kq2md0x4f -->"));
    // Of a table's head, below it and its two rows each have two cells.
    prop_assert!(
        seen.rows.iter().all(|cells| *cells == 2),
        "{}",
        &letter.body
    );
    let code = clean(text);
    let code = code.trim_end();
    if !code.trim().is_empty() && code.len() < 1000 {
        prop_assert_eq!(&seen.fenced, &vec![format!("{code}\n")]);
    }
    Ok(())
}

#[test]
fn what_people_have_tried_stays_text() {
    for text in TRIED {
        if let Err(error) = is_inert(text) {
            panic!("{text:?}: {error}");
        }
    }
}

/// What is markup, or calls somebody, in any order.
fn hostile() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        Just("@admin"),
        Just("@"),
        Just("#7"),
        Just("#"),
        Just("GH-7"),
        Just("3f2a9c1d"),
        Just("https://x.example/"),
        Just("www.x.example"),
        Just("a@b.example"),
        Just("["),
        Just("]("),
        Just(")"),
        Just("!["),
        Just("]: "),
        Just("<"),
        Just(">"),
        Just("</details>"),
        Just("<b "),
        Just("<!--"),
        Just("-->"),
        Just("`"),
        Just("``"),
        Just("```"),
        Just("~~~"),
        Just("*"),
        Just("**"),
        Just("_"),
        Just("~"),
        Just("|"),
        Just("\\"),
        Just("\\|"),
        Just("&#64;"),
        Just("&amp;"),
        Just(":"),
        Just(":tada:"),
        Just("$"),
        Just("$`"),
        Just("- "),
        Just("1. "),
        Just("[ ] "),
        Just("> "),
        Just("# "),
        Just("---"),
        Just("==="),
        Just("\n"),
        Just("\n\n"),
        Just("    "),
        Just("\t"),
        Just(" "),
        Just("a"),
        Just("7"),
        Just("é"),
        Just("("),
        Just("'"),
        Just("."),
        Just(": /logs "),
        Just("[^1]"),
        Just("\u{200b}"),
        Just("\u{200d}"),
        Just("\r"),
    ];
    proptest::collection::vec(bit, 0..16).prop_map(|bits| bits.concat())
}

proptest! {
    #[test]
    fn nothing_from_outside_comes_to_life(text in prop_oneof![hostile(), any::<String>()]) {
        is_inert(&text)?;
    }

    #[test]
    fn all_words_are_still_there(text in hostile()) {
        let text = clean(&text).into_owned();
        let body = words::inert(&text);
        let seen = judge::read(&body);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(words(&seen.text), words(&text), "{}", body);
    }

    #[test]
    fn a_fence_holds_what_it_holds(code in prop_oneof![hostile(), "[`~\n a]{0,60}"]) {
        let reply = Reply::done("x").with(Block::Code(code.clone())).text("after");
        let seen = judge::read(&render(&reply, "x").body);
        prop_assert_eq!(&seen.wrong, &Vec::<String>::new());
        let code = clean(&code);
        let expected: Vec<String> = if code.trim().is_empty() {
            vec![]
        } else {
            vec![format!("{}\n", code.trim_end())]
        };
        prop_assert_eq!(seen.fenced, expected);
        prop_assert!(seen.text.ends_with("after"), "{}", seen.text);
    }

    #[test]
    fn a_marker_ends_where_it_ends(id in any::<String>()) {
        let marker = marker(&id);
        prop_assert_eq!(judge::read(&marker).wrong, Vec::<String>::new());
        prop_assert!(marker.len() < 250);
        prop_assert_eq!(marker.matches("--").count(), 2);
    }
}

fn has_room(reply: &Reply) {
    let letter = render(reply, "x");
    assert!(words::units(&letter.body) <= COMMENT);
    assert!(letter.body.ends_with("\n\n<!-- hailer:x -->"));
    let seen = judge::read(&letter.body);
    assert_eq!(seen.wrong, Vec::<String>::new());
}

#[test]
fn a_megabyte_of_anything_has_room() {
    const MEGABYTE: usize = 1 << 20;
    for bit in ["`", "@a ", "a|b\n", "🚢"] {
        let text = bit.repeat(MEGABYTE / bit.len());
        has_room(&everywhere(&text));
    }
}

#[test]
fn a_hundred_thousand_lines_have_room() {
    let items = vec!["#7 is a line".to_owned(); 100_000];
    let rows = items.iter().map(|item| vec![Cell::plain(item)]).collect();
    let table = Block::Table {
        header: vec!["a".to_owned()],
        rows,
    };
    let code = Block::Code(items.join("\n"));
    let list = Block::List(items);
    has_room(&Reply::done("x").with(list).with(table).with(code));
}

#[test]
fn five_hundred_parts_have_room() {
    let many = (0..500).fold(Reply::done("x"), |reply, _| {
        reply.with(Block::Code("y\n".repeat(500))).text("z")
    });
    has_room(&many);
}
