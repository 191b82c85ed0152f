//! What a message has room for. Long logs and lists of files become a file, with their last lines in the message; what is
//! meant to be read goes on in a second message.

use std::borrow::Cow;

use super::block::{Content, Paragraph};
use super::html::{Html, MARKS, Mark, cut, units};

/// UTF-16 units of a message, after its markup was read (Bot API, `sendMessage`).
pub(in crate::frontend::telegram) const MESSAGE: usize = 4096;
/// Messages before all of it is a file.
const MESSAGES: usize = 3;
/// Units of code that is never shortened, and of which longer code keeps at least so much.
const CODE: usize = 1000;
/// Lines of what became a file that the message shows: a phone's screen.
const LAST_LINES: usize = 25;
/// Units for the line that says where the rest is.
const NOTE: usize = 120;

/// What became of paragraphs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fitted {
    /// In their order; none is empty, longer than [`MESSAGE`] or has more than [`MARKS`].
    pub(super) messages: Vec<Html>,
    /// What is in the file, if there is one.
    pub(super) file: Option<String>,
}

/// Fits; `file` is the name of the file, if one is needed.
pub(super) fn fit(mut paragraphs: Vec<Paragraph<'_>>, file: &str) -> Fitted {
    let mut all: usize = paragraphs.iter().map(Paragraph::units).sum();
    while all > MESSAGE {
        let Some((longest, code)) = longest_code(&mut paragraphs) else {
            break;
        };
        let others = all - longest.units();
        let room = MESSAGE.saturating_sub(others).max(CODE);
        let lines = last_lines(code, room, file);
        longest.content = Content::End { lines, of: code };
        all = others + longest.units();
    }
    let messages = split(&paragraphs);
    if messages.len() > MESSAGES {
        return Fitted {
            messages: vec![both_ends(&paragraphs, file)],
            file: Some(plain(&paragraphs)),
        };
    }
    let kept = paragraphs.iter().filter_map(Paragraph::shortened);
    let kept: Vec<&str> = kept.collect();
    let file = (!kept.is_empty()).then(|| format!("{}\n", kept.join("\n\n")));
    Fitted { messages, file }
}

/// The longest code that can be shortened still.
fn longest_code<'p, 'r>(
    paragraphs: &'p mut [Paragraph<'r>],
) -> Option<(&'p mut Paragraph<'r>, &'r str)> {
    let codes = paragraphs
        .iter_mut()
        .filter_map(|paragraph| match paragraph.content {
            Content::Code(code) if paragraph.units() > CODE => Some((paragraph, code)),
            _ => None,
        });
    codes.max_by_key(|(paragraph, _)| paragraph.units())
}

impl<'r> Paragraph<'r> {
    /// All of what is shown in part.
    const fn shortened(&self) -> Option<&'r str> {
        match self.content {
            Content::End { of, .. } => Some(of),
            Content::Lines(_) | Content::Code(_) => None,
        }
    }

    /// As it is shown.
    fn lines(&self) -> Cow<'_, [Html]> {
        match &self.content {
            Content::Lines(lines) | Content::End { lines, .. } => Cow::Borrowed(lines),
            Content::Code(code) => Cow::Owned(vec![Html::marked(Mark::Pre, code)]),
        }
    }
}

/// All of it, without any markup.
fn plain(paragraphs: &[Paragraph<'_>]) -> String {
    let mut text = String::new();
    for paragraph in paragraphs {
        if paragraph.apart {
            text.push('\n');
        }
        match &paragraph.content {
            Content::Code(code) | Content::End { of: code, .. } => {
                text.push_str(code);
                text.push('\n');
            }
            Content::Lines(lines) => {
                for line in lines {
                    text.push_str(line.text());
                    text.push('\n');
                }
            }
        }
    }
    text
}

/// Where the whole is, and the last lines that have room.
fn last_lines(code: &str, room: usize, file: &str) -> Vec<Html> {
    let room = room.saturating_sub(NOTE);
    let mut used = 0;
    let mut shown: Vec<&str> = Vec::new();
    for line in code.lines().rev().take(LAST_LINES) {
        used += units(line) + 1;
        if used > room {
            break;
        }
        shown.push(line);
    }
    shown.reverse();
    let (note, block) = if shown.is_empty() {
        // A line that is longer than a message is shown as far as it goes.
        let last = code.lines().next_back().unwrap_or_default();
        let note = format!("All of it is in {file}; its last line begins:");
        (note, cut(last, room))
    } else {
        let all = code.lines().count();
        let note = format!(
            "The last {} of {all} lines; all are in {file}:",
            shown.len()
        );
        (note, shown.join("\n"))
    };
    vec![
        Html::marked(Mark::Italic, &note),
        Html::marked(Mark::Pre, &block),
    ]
}

/// Messages that end where a line does.
fn split(paragraphs: &[Paragraph<'_>]) -> Vec<Html> {
    let mut messages = Vec::new();
    let mut message = Html::default();
    for paragraph in paragraphs {
        for (number, line) in paragraph.lines().iter().enumerate() {
            let gap = match (message.units(), number) {
                (0, _) => "",
                (_, 0) if paragraph.apart => "\n\n",
                _ => "\n",
            };
            let is_full = message.units() + gap.len() + line.units() > MESSAGE
                || message.marks() + line.marks() > MARKS;
            if is_full {
                messages.push(std::mem::take(&mut message));
                message.add(line);
            } else {
                message.plain(gap).add(line);
            }
        }
    }
    messages.push(message);
    // Nobody can be sent nothing.
    messages.retain(|message| !message.text().trim().is_empty());
    messages
}

/// How what is in the file begins and ends: what it is, and what to do about it.
fn both_ends(paragraphs: &[Paragraph<'_>], file: &str) -> Html {
    let lines: Vec<Html> = paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.lines().into_owned())
        .collect();
    let (first, rest) = lines.split_at(fitting(lines.iter()));
    let (_left_out, last) = rest.split_at(rest.len() - fitting(rest.iter().rev()));
    let mut message = joined(first);
    let note = format!("What stands between this and the end is in {file}.");
    message.plain("\n\n").mark(Mark::Italic, &note);
    message.plain("\n\n").add(&joined(last));
    message
}

/// How many of `lines` fit into half of a message with half of its marks, and half of a screen.
fn fitting<'l>(lines: impl Iterator<Item = &'l Html>) -> usize {
    let mut room = (MESSAGE - NOTE) / 2;
    // One is the note's.
    let mut marks = (MARKS - 1) / 2;
    let fits = |line: &&Html| {
        let left = room.checked_sub(line.units() + 1);
        let left = left.zip(marks.checked_sub(line.marks()));
        (room, marks) = left.unwrap_or_default();
        left.is_some()
    };
    lines.take(LAST_LINES / 2).take_while(fits).count()
}

fn joined(lines: &[Html]) -> Html {
    let mut joined = Html::default();
    for (number, line) in lines.iter().enumerate() {
        joined.plain(if number == 0 { "" } else { "\n" }).add(line);
    }
    joined
}

#[cfg(test)]
mod tests;
