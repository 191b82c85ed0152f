//! Text to [`Command`]: one verb record feeds the parser, the help, Telegram's menu, completion and the docs.
//!
//! Pure: it knows no store, no engine and no platform, and decides nothing. What is typed is checked here as far as the
//! text alone can show; whether a service or codebase exists is not the language's to say.

mod invocation;
mod value;

pub use invocation::{Command, Invocation, LogsQuery};
pub use value::{Code, LineCount, Pattern, Period, Scope, Sentence, Who};
