//! `hailer console` in a terminal of its own, which `script` (bsdutils, on every Debian) makes.

use std::io::Read;
use std::process::{Child, Command, Stdio};

/// How the prompt ends.
const PROMPT: &str = "> ";

/// Runs a line in a terminal, as a console is run.
pub(crate) fn in_a_terminal(line: &str) -> Command {
    let mut script = Command::new("script");
    script.args(["--quiet", "--flush", "--command", line, "/dev/null"]);
    script
}

/// A console that waits at its prompt.
pub(crate) struct Terminal {
    script: Child,
}

impl Terminal {
    /// Starts it, and returns when the prompt is there.
    pub(crate) fn at_prompt(variables: &[(&'static str, String)]) -> Self {
        let line = concat!("exec ", env!("CARGO_BIN_EXE_hailer"), " console");
        let mut script = in_a_terminal(line);
        let mut script = script
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script is there (Debian's bsdutils)");
        let mut screen = script.stdout.take().unwrap();
        let (mut seen, mut piece) = (String::new(), [0; 4096]);
        while !seen.contains(PROMPT) {
            let read = screen.read(&mut piece).unwrap();
            assert!(read > 0, "hailer console ended before its prompt: {seen}");
            seen.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
        script.stdout = Some(screen);
        Self { script }
    }

    /// The process id of the console itself.
    pub(crate) fn process(&self) -> u32 {
        let script = self.script.id();
        let children = format!("/proc/{script}/task/{script}/children");
        let children = std::fs::read_to_string(children).unwrap();
        children.trim().parse().expect("script has one child")
    }

    /// Leaves it with Ctrl-D, which is what `script` makes of its input's end.
    pub(crate) fn leave(mut self) {
        drop(self.script.stdin.take());
        let mut rest = Vec::new();
        self.script
            .stdout
            .take()
            .unwrap()
            .read_to_end(&mut rest)
            .unwrap();
        assert!(self.script.wait().unwrap().success());
    }
}
