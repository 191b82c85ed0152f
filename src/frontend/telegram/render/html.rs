//! Text with Telegram's markup, and how long it is as Telegram counts: in UTF-16 units, after the markup was read; and how many
//! marks it has.

/// Marks of a message. Telegram heeds the first hundred of them, and what the others stand around comes to life.
pub(in crate::frontend::telegram) const MARKS: usize = 90;

/// A mark around text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::frontend::telegram) enum Mark {
    Bold,
    Italic,
    Code,
    /// A block of lines.
    Pre,
}

/// Every mark that is opened in it is closed in it, so two of them can stand in two messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::frontend::telegram) struct Html {
    markup: String,
    /// What is read.
    text: String,
    units: usize,
    marks: usize,
}

impl Mark {
    const fn tag(self) -> &'static str {
        match self {
            Self::Bold => "b",
            Self::Italic => "i",
            Self::Code => "code",
            Self::Pre => "pre",
        }
    }
}

impl Html {
    /// `text` within `mark`.
    pub(in crate::frontend::telegram) fn marked(mark: Mark, text: &str) -> Self {
        let mut html = Self::default();
        html.mark(mark, text);
        html
    }

    /// Adds text, in which nothing is markup.
    pub(in crate::frontend::telegram) fn plain(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.markup.push_str("&amp;"),
                '<' => self.markup.push_str("&lt;"),
                '>' => self.markup.push_str("&gt;"),
                letter => self.markup.push(letter),
            }
        }
        self.text.push_str(text);
        self.units += units(text);
        self
    }

    /// Adds text within `mark`. Marks are never nested here: code holds text alone.
    pub(in crate::frontend::telegram) fn mark(&mut self, mark: Mark, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        let tag = mark.tag();
        self.markup.push('<');
        self.markup.push_str(tag);
        self.markup.push('>');
        self.plain(text);
        self.markup.push_str("</");
        self.markup.push_str(tag);
        self.markup.push('>');
        self.marks += 1;
        self
    }

    /// Adds what has its markup already.
    pub(in crate::frontend::telegram) fn add(&mut self, other: &Self) -> &mut Self {
        self.markup.push_str(&other.markup);
        self.text.push_str(&other.text);
        self.units += other.units;
        self.marks += other.marks;
        self
    }

    /// How long it is for Telegram.
    pub(in crate::frontend::telegram) const fn units(&self) -> usize {
        self.units
    }

    /// How many marks it has.
    pub(in crate::frontend::telegram) const fn marks(&self) -> usize {
        self.marks
    }

    /// The same as one piece of code, where it has more than `most` marks.
    pub(in crate::frontend::telegram) fn at_most(self, most: usize) -> Self {
        if self.marks > most {
            Self::marked(Mark::Code, &self.text)
        } else {
            self
        }
    }

    /// What is read, without the markup.
    pub(in crate::frontend::telegram) fn text(&self) -> &str {
        &self.text
    }

    /// As it is sent.
    pub(in crate::frontend::telegram) fn into_markup(self) -> String {
        self.markup
    }
}

/// The length of `text` as Telegram counts it.
pub(in crate::frontend::telegram) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// As much of the beginning of `text` as has room in `most` units, and the rest; a character is never split.
pub(in crate::frontend::telegram) fn split(text: &str, most: usize) -> (&str, &str) {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        used += letter.len_utf16();
        if used > most {
            return text.split_at(at);
        }
    }
    (text, "")
}

/// `text` with at most `most` units; that something is missing is shown.
pub(in crate::frontend::telegram) fn cut(text: &str, most: usize) -> String {
    match split(text, most) {
        (whole, "") => whole.to_owned(),
        _ => format!("{}…", split(text, most.saturating_sub(1)).0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_what_is_read_and_not_what_is_written() {
        let mut html = Html::marked(Mark::Bold, "R&D <b>");
        html.plain(" 🚢");
        assert_eq!(html.units(), "R&D <b> ".len() + 2);
        assert_eq!(html.text(), "R&D <b> 🚢");
        assert_eq!(html.into_markup(), "<b>R&amp;D &lt;b&gt;</b> 🚢");
    }

    #[test]
    fn marks_are_counted_and_too_many_become_one() {
        let mut html = Html::marked(Mark::Bold, "shop");
        html.plain(": ")
            .mark(Mark::Code, "<a>")
            .mark(Mark::Code, "");
        assert_eq!(html.marks(), 2);
        let mut twice = html.clone();
        twice.add(&html);
        assert_eq!(twice.marks(), 4);
        assert_eq!(twice.clone().at_most(4), twice);
        let one = twice.at_most(3);
        assert_eq!(one.marks(), 1);
        assert_eq!(
            one.into_markup(),
            "<code>shop: &lt;a&gt;shop: &lt;a&gt;</code>"
        );
    }

    #[test]
    fn a_cut_never_goes_through_a_character() {
        assert_eq!(split("a🚢b", 2), ("a", "🚢b"));
        assert_eq!(split("a🚢b", 3), ("a🚢", "b"));
        assert_eq!(split("ab", 2), ("ab", ""));
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("🚢🚢", 3), "🚢…");
        assert_eq!(cut("abc", 3), "abc");
    }
}
