//! Text to `Command`: one verb record feeds the parser, the help, Telegram's menu and the docs. Pure.
