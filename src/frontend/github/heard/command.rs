//! The command in a comment: a line of the comment's own text that begins with one of our verbs.
//!
//! What is its own text Markdown decides, as GitHub reads it: not what it quotes, lists, shows as code or links to, nor what
//! stands in HTML. The line is taken as it was typed: an emphasis that Markdown would see in it is part of a pattern or a name.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::element::Elements;
use crate::command::menu;

/// Bytes of the longest comment that GitHub takes: 65,536 characters.
const LONGEST: usize = 4 * 65_536;

/// The names that a command begins with, with `_` for `-`.
static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let entries = menu().into_iter();
    entries
        .flat_map(|entry| std::iter::once(entry.name).chain(entry.alias))
        .collect()
});

/// What of a comment is for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commands {
    /// Nothing.
    None,
    /// The line with the command, as it was typed.
    One(String),
    /// More than one.
    Many,
}

/// Looks for commands in the text of a comment. Nothing is said of whether their arguments make sense.
#[must_use]
pub fn command_in(body: &str) -> Commands {
    if body.len() > LONGEST || !body.contains('/') {
        return Commands::None;
    }
    // Markdown takes each of them for the end of a line.
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = Reader::new(&body);
    for (event, range) in Parser::new_ext(&body, options()).into_offset_iter() {
        reader.read(&event, range);
    }
    let mut found = reader.found.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Commands::None,
        (Some(one), None) => Commands::One(one),
        (Some(_), Some(_)) => Commands::Many,
    }
}

/// What GitHub's Markdown has beyond `CommonMark`.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// Goes through a comment line by line.
struct Reader<'t> {
    text: &'t str,
    /// How deep in blocks and marks; a line of a paragraph that is in nothing else is at 1.
    depth: usize,
    /// How deep the paragraph stands whose lines are read.
    paragraph: Option<usize>,
    elements: Elements,
    /// The HTML block that is being read.
    block: String,
    line: Line,
    found: Vec<String>,
}

/// A line of a paragraph.
enum Line {
    /// Nothing of it was seen yet.
    Fresh,
    /// It begins with a slash, there; comments in it aren't part of it.
    Slash(usize, Vec<Range<usize>>),
    /// It can't be a command.
    Other,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            depth: 0,
            paragraph: None,
            elements: Elements::default(),
            block: String::new(),
            line: Line::Other,
            found: Vec::new(),
        }
    }

    fn read(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Paragraph) if self.depth == 0 && self.elements.none_is_open() => {
                self.depth += 1;
                self.paragraph = Some(self.depth);
                self.line = Line::Fresh;
            }
            Event::Start(_) => {
                self.depth += 1;
                self.other();
            }
            Event::End(end) => self.end(*end, &range),
            Event::SoftBreak | Event::HardBreak => {
                self.end_line(range.start);
                self.line = Line::Fresh;
            }
            Event::Html(html) => self.block.push_str(html),
            Event::InlineHtml(html) => self.inline(html, range),
            Event::Text(_) => self.begin(range.start),
            _ => self.other(),
        }
    }

    fn end(&mut self, end: TagEnd, range: &Range<usize>) {
        match end {
            TagEnd::Paragraph => {
                self.end_line(range.end);
                self.line = Line::Other;
                self.paragraph = None;
                self.elements.end_of_paragraph();
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.block);
                // What a quote or a list opens ends with it.
                if self.depth == 1 {
                    self.elements.read(&html);
                }
            }
            _ => {}
        }
        self.depth -= 1;
    }

    /// HTML within a paragraph: comments are not part of what was said, tags are.
    fn inline(&mut self, html: &str, range: Range<usize>) {
        if !html.starts_with("<!--") {
            if self.paragraph.is_some() {
                self.elements.read_inline(html);
            }
            return self.other();
        }
        match &mut self.line {
            Line::Slash(_, comments) => comments.push(range),
            line => *line = Line::Other,
        }
    }

    /// Something that isn't text: a line that begins with it is no command.
    fn other(&mut self) {
        if matches!(self.line, Line::Fresh) {
            self.line = Line::Other;
        }
    }

    /// Text. A slash counts if it was typed as one (no entity, no backslash before it) at the line's beginning, and if it is
    /// marked as nothing.
    fn begin(&mut self, at: usize) {
        if !matches!(self.line, Line::Fresh) {
            return;
        }
        let (before, rest) = self.text.split_at(at);
        let begins = before.rsplit('\n').next().unwrap_or_default();
        let is_plain = self.paragraph == Some(self.depth) && self.elements.none_is_open();
        let is_slash = rest.starts_with('/') && begins.chars().all(|gap| matches!(gap, ' ' | '\t'));
        self.line = if is_plain && is_slash {
            Line::Slash(at, Vec::new())
        } else {
            Line::Other
        };
    }

    /// The line ends at `end`.
    fn end_line(&mut self, end: usize) {
        let Line::Slash(start, comments) = std::mem::replace(&mut self.line, Line::Other) else {
            return;
        };
        let mut line = String::new();
        let mut at = start;
        for comment in comments {
            line.push_str(self.text.get(at..comment.start).unwrap_or_default());
            at = comment.end;
        }
        line.push_str(self.text.get(at..end).unwrap_or_default());
        // Code and tags go over the ends of lines; what was typed there doesn't.
        let line = line.lines().next().unwrap_or_default().trim();
        if is_ours(line) {
            self.found.push(line.to_owned());
        }
    }
}

/// Whether a line begins with one of our names, in whatever spelling.
fn is_ours(line: &str) -> bool {
    let name = line.strip_prefix('/').unwrap_or_default();
    let end = name.find(|end: char| end.is_whitespace() || end == '@');
    let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
    let name = name.replace('-', "_");
    name == "docker" || name.starts_with("docker_") || NAMES.contains(&name)
}
