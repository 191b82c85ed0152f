//! The arguments with all that the verb records say of them, for what describes them: completion and the manual page.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use hailer::command::{self, Shape, Verb};

use crate::arguments::{base, terminal_verbs};

/// The program as its user sees it; what it starts of itself is not there.
pub(crate) fn described() -> Command {
    let verbs = terminal_verbs().into_iter();
    base().subcommands(verbs.map(|(name, forms)| verb(name, &forms)))
}

/// A verb, with its forms as subcommands where it has several.
fn verb(name: &'static str, forms: &[&'static Verb]) -> Command {
    let about = forms.first().map_or("", |verb| verb.summary);
    let mut command = Command::new(name).about(about);
    // Two records may share a form, told apart by what stands behind it: the one whose values are known can be completed.
    let is_known = |verb: &Verb| {
        let first = verb.args.first();
        first.is_some_and(|arg| !command::fixed_values(arg.shape).is_empty())
    };
    let mut forms = forms.to_vec();
    forms.sort_by_key(|verb| !is_known(verb));
    for verb in forms {
        let Some(form) = verb.form() else {
            command = taking(command, verb);
            continue;
        };
        if verb.is_usual_form() {
            command = taking(command, verb);
        }
        command = if command.find_subcommand(form).is_some() {
            command.mut_subcommand(form, |known| taking(known, verb))
        } else {
            command.subcommand(taking(Command::new(form).about(verb.summary), verb))
        };
    }
    command
}

/// The same, with the arguments and flags of `verb` that it hasn't got yet.
fn taking(mut command: Command, verb: &'static Verb) -> Command {
    let has = |command: &Command, id: &str| command.get_arguments().any(|arg| arg.get_id() == id);
    if command.get_positionals().next().is_none() {
        for arg in verb.args {
            let positional = valued(Arg::new(arg.name).help(arg.meaning), arg.shape);
            let most = if arg.arity.repeats() { usize::MAX } else { 1 };
            command = command.arg(positional.value_name(arg.name).num_args(1..=most));
        }
    }
    for flag in verb.all_flags() {
        if has(&command, flag.name) {
            continue;
        }
        let arg = Arg::new(flag.name).long(flag.name).help(flag.meaning);
        command = command.arg(match flag.value {
            Some((name, shape)) => valued(arg, shape).value_name(name),
            None => arg.action(ArgAction::SetTrue),
        });
    }
    command
}

/// The values that an argument can have, where they are known without a store.
fn valued(arg: Arg, shape: Shape) -> Arg {
    let fixed = command::fixed_values(shape);
    match shape {
        _ if !fixed.is_empty() => arg.value_parser(PossibleValuesParser::new(fixed)),
        Shape::Path | Shape::Mount => arg.value_hint(ValueHint::DirPath),
        _ => arg.value_hint(ValueHint::Other),
    }
}
