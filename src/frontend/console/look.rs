//! What the terminal can show, and what a tone looks like on it.

use console::{Style, Term};

use crate::reply::{Reply, Status, Tone};

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns to fit into; `None` where nothing is cut or wrapped, as in a pipe.
    pub width: Option<u16>,
    /// Whether colours are shown.
    pub colour: bool,
}

impl Look {
    /// For a pipe or a file.
    pub const PLAIN: Self = Self {
        width: None,
        colour: false,
    };

    /// Narrower terminals get lines that the terminal itself breaks.
    const NARROWEST: u16 = 30;
    /// Lines that are longer are hard to read.
    const WIDEST: u16 = 140;

    /// As standard output is now: its width may change between two replies.
    #[must_use]
    pub fn of_stdout() -> Self {
        Self::of(&Term::stdout())
    }

    /// As standard error is.
    pub(super) fn of_stderr() -> Self {
        Self::of(&Term::stderr())
    }

    fn of(term: &Term) -> Self {
        let features = term.features();
        if !features.is_attended() {
            return Self::PLAIN;
        }
        let (_, columns) = term.size();
        Self {
            width: Some(columns.clamp(Self::NARROWEST, Self::WIDEST)),
            colour: features.colors_supported(),
        }
    }

    /// Whether a person looks at a screen.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        self.width.is_some()
    }

    /// `text` in the colour of `tone`.
    pub(super) fn toned(self, tone: Tone, text: &str) -> String {
        let style = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Good => Style::new().green(),
            Tone::Warn => Style::new().yellow(),
            Tone::Bad => Style::new().red(),
        };
        self.styled(style, text)
    }

    /// `text` standing out.
    pub(super) fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// `text` standing back.
    pub(super) fn dim(self, text: &str) -> String {
        self.styled(Style::new().dim(), text)
    }

    fn styled(self, style: Style, text: &str) -> String {
        style.force_styling(self.colour).apply_to(text).to_string()
    }
}

/// The one sign of how a command ended; an answer whose news are bad has another than one whose are good.
pub(super) const fn sign(reply: &Reply) -> &'static str {
    match (reply.status, reply.tone) {
        (Status::Done, Tone::Bad) => "▲",
        (Status::Done, Tone::Warn) => "!",
        (Status::Done, Tone::Good | Tone::Plain) => "✓",
        (Status::Usage | Status::NeedsConfirmation, _) => "?",
        (Status::Denied, _) => "⊘",
        (Status::Failed, _) => "✗",
        (Status::RolledBack, _) => "↩",
    }
}
