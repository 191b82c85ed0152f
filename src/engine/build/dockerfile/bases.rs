//! The images that a Dockerfile builds on, read from its text: `FROM`, `COPY --from` and `RUN --mount=from`, of the
//! stages that the build's target needs. Nothing is asked of the engine here.
//!
//! Where the text leaves a name open (a variable that only the builder knows), that is said, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use parse_dockerfile::{ArgInstruction, Flag, Instruction, Stage};

use super::variables::{expand, words};

/// The images that a build starts from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseImages {
    /// Their references, as the Dockerfile has them once its arguments are filled in.
    pub references: BTreeSet<String>,
    /// Whether there may be more, or others: a name that only the builder can work out.
    pub open: bool,
}

/// What a Dockerfile builds on for this `target` (`None`: its last stage). A text that isn't understood is `open`: its
/// errors are the builder's to tell.
pub(in crate::engine::build) fn bases(
    text: &str,
    given: &BTreeMap<String, String>,
    target: Option<&str>,
) -> BaseImages {
    let mut found = BaseImages::default();
    let Ok(dockerfile) = parse_dockerfile::parse(text) else {
        found.open = true;
        return found;
    };
    let arguments = global_arguments(dockerfile.global_args(), given);
    let stages: Vec<_> = dockerfile.stages().collect();
    let first = match target {
        Some(target) => stage_of(&stages, target, stages.len()),
        None => stages.len().checked_sub(1),
    };
    let mut todo: Vec<usize> = first.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(number) = todo.pop() {
        if !seen.insert(number) {
            continue;
        }
        let mut needs = |name: Option<String>| match name.as_deref() {
            None => found.open = true,
            Some("scratch") => {}
            Some(name) => match stage_of(&stages, name, number) {
                Some(stage) => todo.push(stage),
                None => {
                    found.references.insert(name.to_owned());
                }
            },
        };
        let stage = &stages[number];
        needs(expand(&stage.from.image.value, &arguments).filter(|name| !name.is_empty()));
        for name in stage.instructions.iter().flat_map(taken_from) {
            needs((!name.contains('$')).then_some(name));
        }
    }
    found
}

/// The `ARG`s before the first `FROM`, with the values that were given for them.
fn global_arguments<'a, 'b: 'a>(
    arguments: impl Iterator<Item = &'a ArgInstruction<'b>>,
    given: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for argument in arguments {
        for word in words(&argument.arguments.value) {
            let (name, usual) = match word.split_once('=') {
                Some((name, usual)) => (name, Some(usual)),
                None => (word, None),
            };
            let value = match given.get(name) {
                Some(value) => Some(value.clone()),
                None => usual.and_then(|usual| expand(usual, &known)),
            };
            known.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    known
}

/// The stage of this name or number among those before `before`. Of two with one name the later one counts.
fn stage_of(stages: &[Stage<'_, '_>], name: &str, before: usize) -> Option<usize> {
    let named = |stage: &Stage<'_, '_>| {
        let own = stage.from.as_.as_ref();
        own.is_some_and(|(_, own)| own.value.eq_ignore_ascii_case(name))
    };
    let earlier = stages.get(..before)?;
    earlier.iter().rposition(named).or_else(|| {
        let number: usize = name.parse().ok()?;
        (number < before).then_some(number)
    })
}

/// The stages and images that an instruction takes files from.
fn taken_from(instruction: &Instruction<'_>) -> Vec<String> {
    let options: &[Flag<'_>] = match instruction {
        Instruction::Add(add) => &add.options,
        Instruction::Copy(copy) => &copy.options,
        Instruction::Run(run) => &run.options,
        _ => &[],
    };
    let from = |option: &Flag<'_>| {
        let value = option.value.as_ref()?.value.as_ref();
        match option.name.value.as_ref() {
            "from" => Some(value.to_owned()),
            "mount" => {
                let mut fields = value.split(',');
                fields.find_map(|field| field.strip_prefix("from=").map(str::to_owned))
            }
            _ => None,
        }
    };
    options.iter().filter_map(from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, given: &[(&str, &str)], target: Option<&str>) -> (Vec<String>, bool) {
        let given = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let found = bases(text, &given.collect(), target);
        (found.references.into_iter().collect(), found.open)
    }

    const STAGES: &str = r#"
# syntax=docker/dockerfile:1
ARG VERSION=1.95
ARG BASE=debian:"12" FLAVOUR=-slim
FROM --platform=$BUILDPLATFORM rust:${VERSION} AS Builder
RUN --mount=type=bind,from=tools:1,target=/t make
FROM node AS unused
FROM ${BASE:-alpine}${FLAVOUR} AS run
COPY --from=builder /app /app
COPY --from=0 /b /b
FROM run AS debug
COPY --from=busybox:1 /bin/sh /bin/sh
"#;

    #[test]
    fn only_what_the_target_needs_is_named_with_arguments_filled_in() {
        let run = ["debian:12-slim", "rust:1.95", "tools:1"].map(str::to_owned);
        assert_eq!(found(STAGES, &[], Some("run")), (run.to_vec(), false));
        let debug = ["busybox:1", "debian:13-slim", "rust:1.96", "tools:1"].map(str::to_owned);
        let given = [("VERSION", "1.96"), ("BASE", "debian:13")];
        assert_eq!(found(STAGES, &given, None), (debug.to_vec(), false));
    }

    #[test]
    fn scratch_is_no_image_and_what_is_open_is_said() {
        assert_eq!(
            found("FROM scratch\nCOPY a /\n", &[], None),
            (vec![], false)
        );
        assert_eq!(found("FROM ${NOBODY_SAYS}\n", &[], None), (vec![], true));
        assert_eq!(found("FROM a${B%x}\n", &[("B", "x")], None), (vec![], true));
        assert_eq!(found("NOT A DOCKERFILE", &[], None), (vec![], true));
    }
}
