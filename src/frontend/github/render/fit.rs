//! What a comment has room for. Long logs keep their last lines, long tables and lists their first; what is long is folded up.

use super::block;
use super::words::{cut, longest_run, units};
use crate::reply::{Block, Reply};

/// Lines before a part is folded up.
const LONG: usize = 20;
/// Units for what is said around a part: fold, fence, and how much is left out.
const AROUND: usize = 160;
/// Below that nothing of code is worth showing.
const LEAST: usize = 200;

/// A part as it is shown, if it is.
type Drawn = Option<String>;

/// `reply`, whose texts have been cleaned, in `most` units.
pub(super) fn fit(reply: &Reply, most: usize) -> String {
    let first = block::headline(reply);
    let last = block::next(&reply.next);
    let room = most.saturating_sub(units(&first) + units(&last) + AROUND);
    let (parts, left_out) = parts(&reply.blocks, room);
    let mut all = vec![first];
    all.extend(parts);
    if left_out > 0 {
        all.push(format!(
            "Left out, since a comment has no room for it: {left_out} more parts."
        ));
    }
    if !last.is_empty() {
        all.push(last);
    }
    all.join("\n\n")
}

/// The parts that have room, in their order, and how many have none. What is not code comes first, but for half of the room.
fn parts(blocks: &[Block], room: usize) -> (Vec<String>, usize) {
    let mut drawn: Vec<Drawn> = vec![None; blocks.len()];
    let mut codes: Vec<(usize, &str)> = Vec::new();
    let mut empty = 0;
    for (number, part) in blocks.iter().enumerate() {
        match part {
            Block::Code(text) if text.trim().is_empty() => empty += 1,
            Block::Code(text) => codes.push((number, text.trim_end())),
            _ => {}
        }
    }
    let asked: usize = codes.iter().map(|(_, text)| text.len() + AROUND).sum();
    let mut room_for_text = room - asked.min(room / 2);
    for (number, part) in blocks.iter().enumerate() {
        if matches!(part, Block::Code(_)) {
            continue;
        }
        if block::count(part) == 0 {
            empty += 1;
        } else if let Some(lines) = lines(part, room_for_text) {
            room_for_text -= units(&lines) + 2;
            drawn[number] = Some(lines);
        }
    }
    let mut rest = room.min(asked.min(room / 2) + room_for_text);
    // The short ones take what they need, the long ones share what is left.
    codes.sort_by_key(|(_, text)| text.len());
    let many = codes.len();
    for (done, (number, text)) in codes.into_iter().enumerate() {
        let share = rest / (many - done);
        if let Some(code) = code(text, share) {
            rest -= units(&code) + 2;
            drawn[number] = Some(code);
        }
    }
    let shown: Vec<String> = drawn.into_iter().flatten().collect();
    let left_out = blocks.len() - shown.len() - empty;
    (shown, left_out)
}

/// As many lines as have room; none at all is nothing.
fn lines(part: &Block, room: usize) -> Drawn {
    let all = block::count(part);
    let mut text = block::head(part).join("\n");
    let mut room = room.checked_sub(units(&text) + AROUND)?;
    let mut shown = 0;
    for line in block::lines(part) {
        let Some(left) = room.checked_sub(units(&line) + 1) else {
            break;
        };
        room = left;
        shown += 1;
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line);
    }
    if shown == 0 {
        return None;
    }
    if shown < all {
        text.extend(["\n\n… and ", &(all - shown).to_string(), " more"]);
    }
    let is_prose = matches!(part, Block::Text(_) | Block::Heading(_));
    if shown > LONG && !is_prose {
        Some(folded(&format!("{all} lines"), &text))
    } else {
        Some(text)
    }
}

/// Code, or its last lines, behind a fence that nothing in it ends. The fence of what is full of backticks is long, so that less
/// of it has room.
fn code(text: &str, room: usize) -> Drawn {
    let mut for_text = room.checked_sub(AROUND)?;
    while for_text >= LEAST.min(text.len()) && for_text > 0 {
        let (shown, told) = last_lines(text, for_text);
        let fence = "`".repeat(longest_run(&shown).max(2) + 1);
        let fenced = format!("{fence}\n{shown}\n{fence}");
        let drawn = match told {
            Some(told) if shown.lines().count() > LONG => folded(&told, &fenced),
            Some(told) => format!("{told}:\n\n{fenced}"),
            None if shown.lines().count() > LONG => {
                folded(&format!("{} lines", shown.lines().count()), &fenced)
            }
            None => fenced,
        };
        if units(&drawn) + 2 <= room {
            return Some(drawn);
        }
        for_text /= 2;
    }
    None
}

/// As many of the last lines as have room, and what is said of those that have none.
fn last_lines(text: &str, room: usize) -> (String, Option<String>) {
    let mut used = 0;
    let mut shown = 0;
    for line in text.lines().rev() {
        used += units(line) + 1;
        if used > room {
            break;
        }
        shown += 1;
    }
    let all = text.lines().count();
    if shown == all {
        return (text.to_owned(), None);
    }
    if shown == 0 {
        let last = text.lines().next_back().unwrap_or_default();
        let told = format!("The beginning of the last of {all} lines");
        return (cut(last, room.saturating_sub(1)), Some(told));
    }
    let lines: Vec<&str> = text.lines().skip(all - shown).collect();
    let told = format!(
        "The last {shown} of {all} lines; {} are left out",
        all - shown
    );
    (lines.join("\n"), Some(told))
}

/// What is shown once somebody asks for it.
fn folded(summary: &str, markdown: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{markdown}\n\n</details>")
}
