//! Text to [`Command`]: one verb record feeds the parser, the help, Telegram's menu, completion and the docs.
//!
//! Pure: it knows no store, no engine and no platform, and decides nothing. What is typed is checked here as far as the
//! text alone can show; whether a service or codebase exists is not the language's to say.

mod args;
mod complete;
mod docs;
mod error;
pub mod help;
mod instance;
mod invocation;
mod parse;
mod print;
mod read;
mod sort;
mod suggest;
mod token;
mod value;
mod verb;
mod verbs;

#[cfg(test)]
mod tests;

pub use complete::{Candidate, Completion, complete, fixed_values, hint};
pub use docs::commands_md;
pub use error::{Hint, ParseError, Problem};
pub use help::{MenuEntry, menu};
pub use instance::{Chosen, CreateQuery, HostVolume, InstanceCommand};
pub use invocation::{Command, Invocation, LogsQuery};
pub use parse::{parse, parse_answer, parse_for};
pub use value::{Code, LineCount, Pattern, Period, Secret, Sentence, Who};
pub use verb::{Alias, Arg, Arity, Flag, IN, Shape, Verb};
pub use verbs::{GROUPS, Group, all as all_verbs};
