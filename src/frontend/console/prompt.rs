//! The prompt: line editing, history, completion and a greyed hint, all from the verb records.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::command::{Command, InstanceCommand, Shape, complete, hint, parse, parse_answer};

use super::look::Look;

/// Gives the names that exist of a shape: codebases, services, releases. It is called while a person types, so it answers
/// from memory.
pub type Names = Box<dyn Fn(Shape) -> Vec<String> + Send>;

/// What a person did at the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Typed a line.
    Line(String),
    /// Pressed Ctrl-C.
    Interrupted,
    /// Pressed Ctrl-D.
    End,
}

/// The prompt can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// The terminal can't be read or set up.
    #[error("the terminal can't be read: {0}; give single commands with `hailer run` instead")]
    Terminal(#[source] ReadlineError),
    /// The history can't be kept.
    #[error("the history can't be kept in {path}: {why}; make its folder writable")]
    History {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        why: ReadlineError,
    },
}

/// A prompt with its history.
pub struct Prompt {
    editor: Editor<Assistant, FileHistory>,
    history: PathBuf,
}

impl Prompt {
    const KEPT_LINES: usize = 1000;

    /// Opens the prompt. `history` is made when the first line is kept, readable by its owner alone.
    pub fn open(history: &Path, names: Names) -> Result<Self, PromptError> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .max_history_size(Self::KEPT_LINES)
            .map_err(PromptError::Terminal)?
            .auto_add_history(false)
            .build();
        let mut editor = Editor::with_config(config).map_err(PromptError::Terminal)?;
        editor.set_helper(Some(Assistant {
            names,
            look: Look::of_stdout(),
        }));
        if history.exists() {
            editor
                .load_history(history)
                .map_err(|why| PromptError::History {
                    path: history.to_owned(),
                    why,
                })?;
        }
        Ok(Self {
            editor,
            history: history.to_owned(),
        })
    }

    /// Waits for a line. `codebase` is the one that is spoken of. Blocks: call it off the async threads.
    pub fn read(&mut self, codebase: Option<&str>) -> Result<Entry, PromptError> {
        let prompt = format!("{}> ", codebase.unwrap_or("hailer"));
        match self.editor.readline(&prompt) {
            Ok(line) => {
                self.keep(&line)?;
                Ok(Entry::Line(line))
            }
            Err(ReadlineError::Interrupted) => Ok(Entry::Interrupted),
            Err(ReadlineError::Eof) => Ok(Entry::End),
            Err(other) => Err(PromptError::Terminal(other)),
        }
    }

    /// Asks a question that yes and no answer; `None`: neither was typed.
    pub fn ask(&mut self, question: &str) -> Result<Option<bool>, PromptError> {
        match self.editor.readline(&format!("{question} (yes/no) ")) {
            Ok(line) => {
                let answer = parse_answer(&line);
                Ok(answer.map(|answer| matches!(answer.command, Command::Confirm { .. })))
            }
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => Ok(Some(false)),
            Err(other) => Err(PromptError::Terminal(other)),
        }
    }

    fn keep(&mut self, line: &str) -> Result<(), PromptError> {
        if !worth_keeping(line) {
            return Ok(());
        }
        let error = |why| PromptError::History {
            path: self.history.clone(),
            why,
        };
        if self.editor.add_history_entry(line).map_err(error)? {
            self.editor.append_history(&self.history).map_err(error)?;
        }
        Ok(())
    }
}

/// Codes are spent once and stay out of the history, and so do the values of variables; answers mean nothing later.
fn worth_keeping(line: &str) -> bool {
    let secret = |command: &Command| match command {
        Command::Instance(InstanceCommand::Create(query)) => !query.environment.is_empty(),
        Command::Pair { .. }
        | Command::Link { .. }
        | Command::Confirm { .. }
        | Command::Decline => true,
        _ => false,
    };
    // A line with a mistake may hold a password all the same.
    !line.trim().is_empty()
        && !line
            .split_whitespace()
            .any(|word| is_env(word) || sets_a_variable(word))
        && !parse(line).is_ok_and(|invocation| secret(&invocation.command))
}

/// Whether a word is the flag that sets a variable, or was meant to be: with whatever dash a phone or a page made of its own,
/// in capitals, and with more behind it.
fn is_env(word: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let word = word.trim_start_matches(['"', '\'']);
    let name = word.trim_start_matches(dash).to_lowercase();
    // `envoy` may be a service.
    let is_bare = name.len() == word.len();
    name.starts_with("env") && (!is_bare || name == "env" || name.starts_with("env="))
}

/// Whether a word is `NAME=VALUE`, or ends so, of a name as variables usually have it.
fn sets_a_variable(word: &str) -> bool {
    let usual = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let mut names = word.split('=').rev().skip(1);
    names.any(|name| {
        let name = name.trim_start_matches(['"', '\'']);
        !name.is_empty() && name.chars().all(usual)
    })
}

/// Completion, hints and colours of the line that is being typed.
struct Assistant {
    names: Names,
    look: Look,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line.get(..pos).unwrap_or(line);
        let completion = complete(typed, &*self.names);
        let pairs = completion.candidates.into_iter().map(|candidate| Pair {
            display: candidate.text.clone(),
            replacement: format!("{} ", candidate.text),
        });
        Ok((completion.start, pairs.collect()))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        // Behind the cursor only where nothing else stands.
        (pos == line.len()).then(|| hint(line)).flatten()
    }
}

impl Highlighter for Assistant {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Owned(self.look.bold(prompt))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.look.dim(hint))
    }
}

impl Validator for Assistant {}
impl Helper for Assistant {}

#[cfg(test)]
mod tests;
