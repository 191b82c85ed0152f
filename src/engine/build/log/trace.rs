//! What `BuildKit` says: a graph of steps ("vertexes") under way side by side, as lines.
//!
//! A step's name is its place and its instruction, `[builder 2/4] RUN make`; what it prints is shown behind its place,
//! `[builder 2/4] cc -o shop`. Its own housekeeping (`[internal] load …`) is not shown.

use std::collections::HashMap;

use super::lines::Lines;
use super::status::{Status, Vertex};

/// How `BuildKit` marks the steps that it takes for itself.
const INTERNAL: &str = "[internal]";

/// What a step that was stopped because of another one says of itself.
const STOPPED: &str = "context canceled";

/// The steps of one build.
#[derive(Debug, Default)]
pub(super) struct Trace {
    steps: HashMap<String, Step>,
    /// The first step that failed of itself.
    failed: Option<String>,
}

/// One step.
#[derive(Debug, Default)]
struct Step {
    name: String,
    told: bool,
    over: bool,
    said: Lines,
}

impl Trace {
    /// Takes the next news, and hands on each line in it.
    pub(super) fn take(&mut self, news: &Status, line: impl Fn(&str)) {
        for vertex in &news.vertexes {
            let step = self.steps.entry(vertex.digest.clone()).or_default();
            step.hear(vertex, &line);
            let of_itself = !vertex.error.is_empty() && !vertex.error.contains(STOPPED);
            if of_itself && self.failed.is_none() {
                self.failed = Some(vertex.digest.clone());
            }
        }
        for log in &news.logs {
            let step = self.steps.entry(log.vertex.clone()).or_default();
            let text = String::from_utf8_lossy(&log.msg);
            let place = step.place().to_owned();
            step.said.take(&text, |said| line(&behind(&place, said)));
        }
        for warning in &news.warnings {
            let place = self.steps.get(&warning.vertex).map_or("", Step::place);
            let said = String::from_utf8_lossy(&warning.short);
            line(&behind(place, &format!("warning: {said}")));
        }
    }

    /// Ends the lines that are unfinished.
    pub(super) fn end(&mut self, line: impl Fn(&str)) {
        for step in self.steps.values_mut() {
            step.end(&line);
        }
    }

    /// The name and the last lines of the step that failed, if one did.
    pub(super) fn failed(&self) -> Option<Vec<String>> {
        let failed = self.steps.get(self.failed.as_ref()?)?;
        Some(failed.last())
    }

    /// The names and the last lines of the steps that aren't over.
    pub(super) fn under_way(&self) -> Vec<String> {
        let under_way = self.steps.values().filter(|step| step.told && !step.over);
        under_way.flat_map(Step::last).collect()
    }
}

impl Step {
    fn hear(&mut self, vertex: &Vertex, line: impl Fn(&str)) {
        if self.name.is_empty() {
            self.name.clone_from(&vertex.name);
        }
        if vertex.started.is_some() && !self.told && self.is_instruction() {
            self.told = true;
            if vertex.cached {
                line(&format!("{} (cached)", self.name));
            } else {
                line(&self.name);
            }
        }
        if vertex.completed.is_some() && !self.over {
            self.over = true;
            self.end(line);
        }
    }

    /// Whether it is one of the Dockerfile's instructions.
    fn is_instruction(&self) -> bool {
        self.name.starts_with('[') && !self.name.starts_with(INTERNAL)
    }

    /// `[builder 2/4]`; empty for what is no instruction.
    fn place(&self) -> &str {
        let end = self.name.find(']').filter(|_| self.is_instruction());
        end.map_or("", |end| &self.name[..=end])
    }

    fn end(&mut self, line: impl Fn(&str)) {
        let place = self.place().to_owned();
        self.said.end(|said| line(&behind(&place, said)));
    }

    fn last(&self) -> Vec<String> {
        let name = std::iter::once(self.name.as_str());
        name.chain(self.said.last()).map(str::to_owned).collect()
    }
}

fn behind(place: &str, said: &str) -> String {
    if place.is_empty() {
        said.to_owned()
    } else {
        format!("{place} {said}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::build::log::status::{Moment, VertexLog};
    use std::cell::RefCell;

    fn vertex(digest: &str, name: &str, error: &str) -> Vertex {
        Vertex {
            digest: digest.to_owned(),
            name: name.to_owned(),
            started: Some(Moment {}),
            error: error.to_owned(),
            ..Vertex::default()
        }
    }

    fn log(digest: &str, text: &str) -> VertexLog {
        VertexLog {
            vertex: digest.to_owned(),
            msg: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn lines_of_steps_side_by_side_are_told_apart_and_the_failing_ones_are_kept() {
        let heard = RefCell::new(Vec::new());
        let hear = |line: &str| heard.borrow_mut().push(line.to_owned());
        let mut trace = Trace::default();
        trace.take(
            &Status {
                vertexes: vec![
                    vertex("0", "[internal] load remote build context", ""),
                    vertex("1", "[a 1/2] RUN make", ""),
                    vertex("2", "[b 1/1] RUN test", ""),
                ],
                logs: vec![
                    log("1", "cc ma"),
                    log("2", "1 failed\n"),
                    log("1", "in.c\n"),
                ],
                ..Status::default()
            },
            hear,
        );
        trace.take(
            &Status {
                vertexes: vec![
                    vertex("1", "[a 1/2] RUN make", "context canceled"),
                    vertex("2", "[b 1/1] RUN test", "exit code: 1"),
                ],
                ..Status::default()
            },
            hear,
        );
        assert_eq!(
            *heard.borrow(),
            [
                "[a 1/2] RUN make",
                "[b 1/1] RUN test",
                "[b 1/1] 1 failed",
                "[a 1/2] cc main.c"
            ]
        );
        assert_eq!(trace.failed().unwrap(), ["[b 1/1] RUN test", "1 failed"]);
    }

    #[test]
    fn a_step_from_the_cache_says_so() {
        let heard = RefCell::new(Vec::new());
        let cached = Vertex {
            cached: true,
            ..vertex("1", "[2/2] COPY . .", "")
        };
        let news = Status {
            vertexes: vec![cached],
            ..Status::default()
        };
        Trace::default().take(&news, |line| heard.borrow_mut().push(line.to_owned()));
        assert_eq!(*heard.borrow(), ["[2/2] COPY . . (cached)"]);
    }
}
