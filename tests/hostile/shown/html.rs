//! HTML as html5ever reads it: tags, text, and everything that shouldn't be there.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Text, with the names of the elements it stands in, outermost first.
    pub(super) texts: Vec<(Vec<String>, String)>,
    /// Every tag that opens: its name, then its attributes' names.
    pub(super) tags: Vec<String>,
    /// Comments.
    pub(super) comments: Vec<String>,
    /// What is no good HTML: the tokenizer's own complaints, what is closed and isn't open, what is left open.
    pub(super) wrong: Vec<String>,
    open: Vec<String>,
}

#[derive(Default)]
struct Sink(RefCell<Seen>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    let opened = seen.open.pop();
                    if opened.as_ref() != Some(&name) {
                        seen.wrong.push(format!("</{name}> ends {opened:?}"));
                    }
                    return TokenSinkResult::Continue;
                }
                let attributes = tag.attrs.iter().map(|it| format!(" {}", it.name.local));
                let whole = attributes.fold(name.clone(), |whole, it| whole + &it);
                seen.tags.push(whole);
                if !tag.self_closing && !matches!(name.as_str(), "br" | "hr" | "img" | "input") {
                    seen.open.push(name);
                }
            }
            Token::CharacterTokens(text) => {
                let within = seen.open.clone();
                match seen.texts.last_mut() {
                    Some((last, all)) if *last == within => all.push_str(&text),
                    _ => seen.texts.push((within, text.to_string())),
                }
            }
            Token::CommentToken(text) => seen.comments.push(text.to_string()),
            Token::ParseError(why) => seen.wrong.push(why.into_owned()),
            Token::NullCharacterToken => seen.wrong.push("a NUL".to_owned()),
            Token::DoctypeToken(_) => seen.wrong.push("a doctype".to_owned()),
            Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

impl Seen {
    /// All text, one after the other.
    pub(super) fn text(&self) -> String {
        self.texts.iter().map(|(_, text)| text.as_str()).collect()
    }
}

pub(super) fn read(html: &str) -> Seen {
    let options = TokenizerOpts {
        exact_errors: true,
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(Sink::default(), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut seen = tokenizer.sink.0.take();
    let open = std::mem::take(&mut seen.open);
    seen.wrong
        .extend(open.into_iter().map(|name| format!("<{name}> stays open")));
    seen
}

#[test]
fn the_reader_sees_what_is_wrong() {
    for bad in [
        "<b>a",
        "a</b>",
        "<b><i>a</b></i>",
        "<b a=\"1\" a=\"2\">x</b>",
        "a\0b",
        "<!doctype html>",
        "<",
    ] {
        assert!(!read(bad).wrong.is_empty(), "{bad:?}");
    }
    let good = read("<b>a &amp; b</b> <code>c</code><!-- d -->");
    assert_eq!(good.wrong, [""; 0]);
    assert_eq!(
        (good.tags, good.comments),
        (
            vec!["b".to_owned(), "code".to_owned()],
            vec![" d ".to_owned()]
        )
    );
    assert_eq!(good.texts[0], (vec!["b".to_owned()], "a & b".to_owned()));
}
