//! Which HTML elements are open. Markdown goes on between their tags, and what stands there isn't the comment's own text: it is
//! quoted, folded away, struck out or shown as code.

/// The elements that GitHub lets through and that can hold text; it drops all others. A paragraph (`p`) ends where Markdown
/// begins another one.
const HELD: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdo",
    "blockquote",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "h7",
    "h8",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// The elements that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Elements {
    blocks: Vec<String>,
    /// Those that were opened in this paragraph; they end with it.
    inline: Vec<String>,
}

impl Elements {
    pub(super) const fn none_is_open(&self) -> bool {
        self.blocks.is_empty() && self.inline.is_empty()
    }

    pub(super) fn end_of_paragraph(&mut self) {
        self.inline.clear();
    }

    /// The tags of an HTML block.
    pub(super) fn read(&mut self, html: &str) {
        each_tag(html, |name, is_end| note(&mut self.blocks, name, is_end));
    }

    /// A tag within a paragraph.
    pub(super) fn read_inline(&mut self, html: &str) {
        each_tag(html, |name, is_end| note(&mut self.inline, name, is_end));
    }
}

fn note(open: &mut Vec<String>, name: &str, is_end: bool) {
    let name = name.to_ascii_lowercase();
    if !HELD.contains(&name.as_str()) {
        return;
    }
    if !is_end {
        open.push(name);
    } else if let Some(at) = open.iter().rposition(|one| *one == name) {
        open.truncate(at);
    }
}

/// Tells `of` each tag's name, and whether the tag ends its element. Comments hold no tags, nor do values in quotes.
fn each_tag(html: &str, mut of: impl FnMut(&str, bool)) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let (is_end, tag) = match rest.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, rest),
        };
        let name = tag.find(|letter: char| !letter.is_ascii_alphanumeric());
        let (name, attributes) = tag.split_at(name.unwrap_or(tag.len()));
        if name.is_empty() {
            continue;
        }
        of(name, is_end);
        rest = behind_tag(attributes);
    }
}

/// What stands behind the `>` that ends a tag.
fn behind_tag(attributes: &str) -> &str {
    let mut quote = None;
    for (at, letter) in attributes.char_indices() {
        match (quote, letter) {
            (None, '>') => return &attributes[at + 1..],
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    ""
}
