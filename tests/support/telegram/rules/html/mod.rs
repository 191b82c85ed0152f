//! Telegram's HTML, read as its server reads it (`parse_html` in `TDLib`): the same tags, entities, byte offsets and words.
//! What the server mends in silence is told as bad manners.

mod attributes;

use serde_json::Value;

use super::escape;
use super::mark::{Open, kind};

/// The text without its markup.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) text: String,
    /// `MessageEntity` objects, by offset; offsets and lengths in UTF-16 units.
    pub(crate) entities: Vec<Value>,
    /// What Telegram mends without a word, so that the reader sees something else than was meant.
    pub(crate) manners: Vec<String>,
}

/// Parses; the error is what follows "can't parse entities: ".
pub(crate) fn parse(source: &str) -> Result<Parsed, String> {
    let mut reader = Reader {
        source,
        at: 0,
        units: 0,
        open: Vec::new(),
        parsed: Parsed::default(),
    };
    reader.run()?;
    let mut parsed = reader.parsed;
    sort(&mut parsed.entities);
    Ok(parsed)
}

/// As the Bot API lists them: what begins first, and then what is longer.
pub(crate) fn sort(entities: &mut [Value]) {
    entities.sort_by_key(|entity| {
        let length = entity["length"].as_u64();
        (entity["offset"].as_u64(), std::cmp::Reverse(length))
    });
}

struct Reader<'a> {
    source: &'a str,
    /// Byte offset.
    at: usize,
    /// UTF-16 units of text so far.
    units: usize,
    open: Vec<Open>,
    parsed: Parsed,
}

impl<'a> Reader<'a> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(next) = self.peek() {
            match next {
                '<' if self.source[self.at..].starts_with("</") => self.end_tag()?,
                '<' => self.start_tag()?,
                _ => self.letter(),
            }
        }
        match self.open.last() {
            None => Ok(()),
            Some(open) => Err(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                open.tag
            )),
        }
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn letter(&mut self) {
        let (letter, bytes) = escape::read(&self.source[self.at..]).unwrap_or_else(|| {
            let letter = self.peek().unwrap();
            if matches!(letter, '&' | '>') {
                self.bad_manners(&format!("an unescaped \"{letter}\""));
            }
            (letter, letter.len_utf8())
        });
        self.at += bytes;
        self.units += letter.len_utf16();
        self.parsed.text.push(letter);
    }

    fn bad_manners(&mut self, what: &str) {
        let near: String = self.source[self.at..].chars().take(40).collect();
        let told = format!("{what} at byte offset {}, before {near:?}", self.at);
        self.parsed.manners.push(told);
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.source[self.at..];
        let length = rest.find(|letter| !wanted(letter)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_space(&mut self) {
        self.take_while(|letter| letter.is_ascii_whitespace());
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let tag = self
            .take_while(|letter| !letter.is_ascii_whitespace() && letter != '>')
            .to_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if kind(&tag).is_none() {
            return Err(format!(
                "Unsupported start tag \"{tag}\" at byte offset {begin}"
            ));
        }
        let given = self.attributes(&tag, begin)?;
        if tag == "span" && given != "spoiler" {
            return Err(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
            ));
        }
        self.check_nesting(&tag);
        self.open.push(Open {
            tag,
            argument: given,
            offset: self.units,
        });
        Ok(())
    }

    fn check_nesting(&mut self, tag: &str) {
        let inside = |tags: &[&str]| self.open.iter().any(|open| tags.contains(&&*open.tag));
        let is_block_language = tag == "code"
            && self.open.last().is_some_and(|open| open.tag == "pre")
            && self.open.iter().filter(|open| open.tag == "code").count() == 0;
        if inside(&["pre", "code"]) && !is_block_language {
            self.bad_manners(&format!(
                "<{tag}> inside of pre or code, which hold text alone,"
            ));
        } else if tag == "blockquote" && inside(&["blockquote"]) {
            self.bad_manners("a blockquote inside of a blockquote");
        }
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += "</".len();
        let tag = self
            .take_while(|letter| !letter.is_ascii_whitespace() && letter != '>')
            .to_lowercase();
        self.skip_space();
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !tag.is_empty() && tag != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{tag}>\"",
                open.tag
            ));
        }
        let is_block = open.tag == "pre";
        if let Some(mut entity) = open.close(self.units) {
            self.take_language(&mut entity, is_block);
            self.parsed.entities.push(entity);
        }
        Ok(())
    }

    /// `<pre><code class="language-…">` is one block with a language; a language elsewhere is none.
    fn take_language(&mut self, entity: &mut Value, is_block: bool) {
        if is_block {
            let same = |last: &Value| {
                last["type"] == "code"
                    && last["offset"] == entity["offset"]
                    && last["length"] == entity["length"]
            };
            if let Some(code) = self.parsed.entities.pop_if(|last| same(last))
                && code["language"].is_string()
            {
                entity["language"] = code["language"].clone();
            }
        } else if entity["type"] == "code" && self.open.last().is_none_or(|up| up.tag != "pre") {
            entity.as_object_mut().unwrap().remove("language");
        }
    }
}
