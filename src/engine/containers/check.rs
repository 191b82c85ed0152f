//! A check within a container: a command that says by its exit code whether what runs there works. It changes nothing that
//! isn't the check's own doing.

use std::time::Duration;

use bollard::container::LogOutput;
use bollard::errors::Error as ApiError;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use chrono::Utc;
use futures_util::TryStreamExt;

use super::check_name;
use crate::domain::container::Check;
use crate::engine::connection::{CALL_LIMIT, Engine};
use crate::engine::error::{Call, EngineError};

/// The exit code of a check that didn't end, as the engine has it for its own.
const NO_EXIT_CODE: i64 = -1;

/// Between the end of a command's output and the engine's knowing its exit code lies a moment.
const KNOWN_SOON: Duration = Duration::from_millis(5);

impl Engine {
    /// Runs `argv` in a container that runs, and returns how it ended: with its exit code, or with -1 and a sentence in its
    /// output where it took longer than `limit`. The engine can't end it then, so it goes on within the container.
    ///
    /// `Conflict` where the container doesn't run. The output is unredacted; of more than 4 KiB the first whole lines are kept.
    pub async fn check(
        &self,
        id: &str,
        argv: &[String],
        limit: Duration,
    ) -> Result<Check, EngineError> {
        let call = Call::new("run the check of container", id);
        check_name(&call, id)?;
        let within = limit.saturating_add(CALL_LIMIT);
        self.read_within(call, within, || self.check_once(id, argv, limit))
            .await
    }

    async fn check_once(
        &self,
        id: &str,
        argv: &[String],
        limit: Duration,
    ) -> Result<Check, ApiError> {
        let options = CreateExecOptions {
            cmd: Some(argv.to_vec()),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..CreateExecOptions::default()
        };
        let exec = self.docker().create_exec(id, options).await?.id;
        let mut output = Output::default();
        let ran = tokio::time::timeout(limit, self.run_to_end(&exec, &mut output)).await;
        let exit_code = if let Ok(ended) = ran {
            ended?
        } else {
            let limit = humantime::format_duration(limit);
            output.end_with(&format!("(the check did not end within {limit})"));
            NO_EXIT_CODE
        };
        Ok(Check {
            at: Some(Utc::now()),
            exit_code,
            output: output.text,
        })
    }

    async fn run_to_end(&self, exec: &str, output: &mut Output) -> Result<i64, ApiError> {
        let started = self
            .docker()
            .start_exec(exec, None::<StartExecOptions>)
            .await?;
        if let StartExecResults::Attached {
            output: mut frames, ..
        } = started
        {
            let mut bytes = Vec::new();
            while let Some(frame) = frames.try_next().await? {
                keep(&mut bytes, &frame);
                output.set(&bytes);
            }
        }
        loop {
            let said = self.docker().inspect_exec(exec).await?;
            if let Some(code) = said.exit_code.filter(|_| said.running != Some(true)) {
                return Ok(code);
            }
            tokio::time::sleep(KNOWN_SOON).await;
        }
    }
}

fn keep(bytes: &mut Vec<u8>, frame: &LogOutput) {
    let left = Check::KEPT.saturating_sub(bytes.len());
    bytes.extend(frame.as_ref().iter().take(left));
}

/// What a check printed so far, as text.
#[derive(Debug, Default)]
struct Output {
    text: String,
}

impl Output {
    fn set(&mut self, bytes: &[u8]) {
        self.text = Check::shown(bytes);
    }

    fn end_with(&mut self, sentence: &str) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_bounded_and_its_last_line_is_kept_whole_or_not_at_all() {
        let said = |end: &str| {
            let message = [&*"é\n".repeat(1300), "PASSWORD=hunter2", end].concat();
            let mut bytes = vec![];
            for part in message.as_bytes().chunks(1000) {
                let message = part.to_vec().into();
                keep(&mut bytes, &LogOutput::StdErr { message });
            }
            let mut output = Output::default();
            output.set(&bytes);
            output.text
        };
        assert!(said("").ends_with("é\nPASSWORD=hunter2"));
        assert_eq!(said(&"2".repeat(300)), "é\n".repeat(1300) + "…(cut)\n");
        let one_line = Check::shown(&[b'x'; Check::KEPT]);
        assert!(
            one_line.starts_with("(a line of 4 KiB or more"),
            "{one_line}"
        );
    }

    #[test]
    fn what_is_no_text_is_shown_as_such() {
        let mut output = Output::default();
        output.set(b"a\xffb");
        assert_eq!(output.text, "a\u{fffd}b");
        output.end_with("(late)");
        assert_eq!(output.text, "a\u{fffd}b\n(late)");
    }
}
