//! What could come behind a verb: its arguments and flags.

use crate::command::token::{Token, Tokens};
use crate::command::verb::{Flag, Shape, Verb};
use crate::command::verbs::{self, Spelling};
use crate::domain::role::Role;
use crate::domain::setting::Setting;

use super::{Candidate, Completion};

/// Arguments and flags of `verb`, behind the tokens of `rest`.
pub(super) fn behind(
    verb: &'static Verb,
    rest: Tokens<'_>,
    typed: &str,
    known: &dyn Fn(Shape) -> Vec<String>,
    completion: &mut Completion,
) {
    let mut words = 0;
    let mut waiting: Option<Shape> = None;
    let mut used: Vec<&str> = Vec::new();
    for token in rest {
        match token {
            Ok(Token::Flag { name, value, .. }) => {
                let flag = verb.all_flags().find(|flag| flag.name == name);
                let shape = flag.and_then(|flag| flag.value).map(|(_, shape)| shape);
                used.push(name);
                waiting = if value.is_none() { shape } else { None };
            }
            Ok(Token::Word(_)) => words += usize::from(waiting.take().is_none()),
            Err(_) => return,
        }
    }
    if let Some((flag, value)) = typed
        .strip_prefix("--")
        .and_then(|flag| flag.split_once('='))
    {
        completion.start += typed.len() - value.len();
        let flag = verb.all_flags().find(|known| known.name == flag);
        if let Some((_, shape)) = flag.and_then(|flag| flag.value) {
            values(shape, value, known, completion);
        }
        return;
    }
    if let Some(shape) = waiting {
        values(shape, typed, known, completion);
        return;
    }
    if !typed.starts_with('-')
        && let Some(arg) = verb
            .args
            .get(words)
            .or_else(|| verb.args.last().filter(|arg| arg.arity.repeats()))
    {
        values(arg.shape, typed, known, completion);
    }
    if typed.is_empty() || typed.starts_with('-') {
        let free = |flag: &&'static Flag| {
            (flag.many || !used.contains(&flag.name))
                && format!("--{}", flag.name).starts_with(typed)
        };
        completion
            .candidates
            .extend(verb.all_flags().filter(free).map(|flag| Candidate {
                text: format!("--{}", flag.name),
                meaning: flag.meaning,
            }));
    }
}

/// The values of `shape`, where they are the same for everybody; else none.
#[must_use]
pub fn fixed_values(shape: Shape) -> Vec<String> {
    match shape {
        Shape::Setting => Setting::all().map(|setting| setting.to_string()).collect(),
        Shape::Role => Role::ALL.iter().map(ToString::to_string).collect(),
        Shape::Verb => {
            let mut names: Vec<_> = verbs::names(Spelling::Free).map(str::to_owned).collect();
            names.sort();
            names.dedup();
            names
        }
        _ => Vec::new(),
    }
}

/// Values of `shape` that begin with `typed`; of a list, its last part.
fn values(
    shape: Shape,
    typed: &str,
    known: &dyn Fn(Shape) -> Vec<String>,
    completion: &mut Completion,
) {
    let mut typed = typed;
    if shape == Shape::Services
        && let Some((before, last)) = typed.rsplit_once(',')
    {
        completion.start += before.len() + 1;
        typed = last;
    }
    let names = match shape {
        Shape::Setting | Shape::Role | Shape::Verb => fixed_values(shape),
        Shape::Services => known(Shape::Service),
        Shape::Target => [known(Shape::Service), known(Shape::Instance)].concat(),
        Shape::Scope => std::iter::once("*".to_owned())
            .chain(known(Shape::Codebase))
            .collect(),
        other => known(other),
    };
    let mut fitting: Vec<String> = names
        .into_iter()
        .filter(|name| name.starts_with(typed))
        .collect();
    fitting.sort();
    fitting.dedup();
    completion.candidates.extend(
        fitting
            .into_iter()
            .map(|text| Candidate { text, meaning: "" }),
    );
}
