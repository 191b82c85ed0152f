//! The attributes of a tag.

use super::Reader;
use crate::telegram::rules::escape;
use crate::telegram::rules::mark::argument;

impl Reader<'_> {
    /// Reads to the tag's end and past it.
    pub(super) fn attributes(&mut self, tag: &str, begin: usize) -> Result<String, String> {
        let mut given = String::new();
        loop {
            self.skip_space();
            if self.peek() == Some('>') {
                self.at += 1;
                return Ok(given);
            }
            let ends = |letter: char| letter.is_ascii_whitespace() || "=>/\"'".contains(letter);
            let name = self.take_while(|letter| !ends(letter)).to_lowercase();
            if name.is_empty() {
                return Err(format!(
                    "Empty attribute name in the tag \"{tag}\" at byte offset {begin}"
                ));
            }
            self.skip_space();
            let mut value = String::new();
            if self.peek() == Some('=') {
                self.at += 1;
                self.skip_space();
                if self.peek().is_some() {
                    value = self.attribute_value()?;
                    if self.peek().is_none() {
                        return Err(format!("Unclosed start tag at byte offset {begin}"));
                    }
                }
            }
            if self.peek().is_none() {
                return Err(format!(
                    "Unclosed start tag \"{tag}\" at byte offset {begin}"
                ));
            }
            given = argument(tag, &name, &value).unwrap_or(given);
        }
    }

    fn attribute_value(&mut self) -> Result<String, String> {
        let Some(quote) = self.peek().filter(|letter| matches!(letter, '"' | '\'')) else {
            let begin = self.at;
            let is_name =
                |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
            let value = self.take_while(is_name).to_lowercase();
            return match self.peek() {
                Some(letter) if letter != '>' && !letter.is_ascii_whitespace() => Err(format!(
                    "Unexpected end of name token at byte offset {begin}"
                )),
                _ => Ok(value),
            };
        };
        self.at += 1;
        let mut value = String::new();
        while let Some(letter) = self.peek().filter(|letter| *letter != quote) {
            let (letter, bytes) =
                escape::read(&self.source[self.at..]).unwrap_or((letter, letter.len_utf8()));
            value.push(letter);
            self.at += bytes;
        }
        if self.peek().is_some() {
            self.at += 1;
        }
        Ok(value)
    }
}
