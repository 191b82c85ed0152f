//! One change made to everything in a reply that is read: how it is redacted and made inert.

use serde_json::Value;

use super::block::{Block, Cell, Reply, Suggestion};

impl Reply {
    /// The same with `change` made to everything in it that is read, also to the texts in its data.
    #[must_use]
    pub fn map_text(self, change: &dyn Fn(String) -> String) -> Self {
        Self {
            status: self.status,
            tone: self.tone,
            codebase: self.codebase.map(change),
            headline: change(self.headline),
            blocks: self
                .blocks
                .into_iter()
                .map(|block| block.map_text(change))
                .collect(),
            next: self
                .next
                .into_iter()
                .map(|next| Suggestion {
                    label: change(next.label),
                    command: change(next.command),
                })
                .collect(),
            data: map_json(self.data, change),
            tells: self.tells,
            says_more: self.says_more,
        }
    }
}

impl Block {
    fn map_text(self, change: &dyn Fn(String) -> String) -> Self {
        let all = |texts: Vec<String>| texts.into_iter().map(change).collect();
        match self {
            Self::Text(text) => Self::Text(change(text)),
            Self::Heading(text) => Self::Heading(change(text)),
            Self::Code(text) => Self::Code(change(text)),
            Self::List(items) => Self::List(all(items)),
            Self::Facts(facts) => Self::Facts(
                facts
                    .into_iter()
                    .map(|(name, value)| (change(name), change(value)))
                    .collect(),
            ),
            Self::Table { header, rows } => Self::Table {
                header: all(header),
                rows: rows
                    .into_iter()
                    .map(|row| row.into_iter().map(|cell| cell.map_text(change)).collect())
                    .collect(),
            },
        }
    }
}

impl Cell {
    fn map_text(self, change: &dyn Fn(String) -> String) -> Self {
        Self {
            text: change(self.text),
            tone: self.tone,
        }
    }
}

/// Keys are ours and stay; values come from outside.
fn map_json(value: Value, change: &dyn Fn(String) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => items
            .into_iter()
            .map(|item| map_json(item, change))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, field)| (key, map_json(field, change)))
            .collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Status;
    use serde_json::json;

    #[test]
    fn everything_that_is_read_can_be_changed_at_once() {
        let mut reply = Reply::new(Status::Done, "¤")
            .text("¤")
            .with(Block::Heading("¤".into()))
            .with(Block::Facts(vec![("¤".into(), "¤".into())]))
            .with(Block::Table {
                header: vec!["¤".into()],
                rows: vec![vec![Cell::plain("¤")]],
            })
            .with(Block::List(vec!["¤".into()]))
            .with(Block::Code("¤".into()))
            .then("¤", "¤")
            .data(json!({"key": ["¤", {"deep": "¤"}, 1]}));
        reply.codebase = Some("¤".to_owned());
        let changed = reply.map_text(&|text| text.replace('¤', "y"));
        let shown = serde_json::to_string(&changed).unwrap();
        assert!(!shown.contains('¤'), "{shown}");
    }
}
