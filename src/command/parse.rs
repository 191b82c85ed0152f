//! From a line of text to an [`Invocation`].

use std::borrow::Cow;

use super::args::Args;
use super::error::{LONGEST, ParseError, Problem, conceal, quoted};
use super::invocation::{Command, Invocation};
use super::suggest::nearest;
use super::token::{Token, Tokens, Word};
use super::verb::{IN, Shape, Verb};
use super::verbs::{self, Spelling};

/// Reads a line typed at the terminal: with or without a slash, and `yes` and `no` as words of their own.
pub fn parse(text: &str) -> Result<Invocation, ParseError> {
    if let Some(answer) = parse_answer(text) {
        return Ok(answer);
    }
    Line::new(text, None)?.invocation(Spelling::Free)
}

/// Reads a message in a chat or a comment. What doesn't begin with a slash, or names another bot than `bot`, is nothing
/// of ours ([`Problem::NotACommand`], [`Problem::OtherBot`]).
pub fn parse_for(text: &str, bot: Option<&str>) -> Result<Invocation, ParseError> {
    if !text.trim_start().starts_with('/') {
        return Err(ParseError::new(text, 0..0, Problem::NotACommand));
    }
    Line::new(text, bot)?.invocation(Spelling::Chat)
}

/// Reads the words `yes` and `no`, for where they are an answer: a reply to a preview, the prompt of the terminal.
#[must_use]
pub fn parse_answer(text: &str) -> Option<Invocation> {
    let word = text.trim().trim_end_matches(['.', '!']);
    let command = if word.eq_ignore_ascii_case("yes") {
        Command::Confirm { code: None }
    } else if word.eq_ignore_ascii_case("no") {
        Command::Decline
    } else {
        return None;
    };
    Some(Invocation {
        command,
        codebase: None,
        yes: false,
    })
}

/// A line whose first word has been read as a name.
pub(super) struct Line<'t> {
    /// As errors may show it: without what is secret, byte for byte as long as what was given.
    source: Cow<'t, str>,
    name: String,
    name_span: std::ops::Range<usize>,
    /// What stands behind what has been read.
    pub(super) rest: Tokens<'t>,
}

impl<'t> Line<'t> {
    pub(super) fn new(source: &'t str, bot: Option<&str>) -> Result<Self, ParseError> {
        if source.len() > LONGEST {
            return Err(ParseError::new(source, 0..0, Problem::TooLong));
        }
        let mut rest = Tokens::new(source, 0);
        let nothing = |span| {
            let shown = conceal(source, Tokens::new(source, 0), true);
            ParseError::new(&shown, span, Problem::NotACommand)
        };
        let Some(Ok(Token::Word(Word {
            span,
            quoted: false,
            ..
        }))) = rest.next()
        else {
            let first = source.chars().next().map_or(0, char::len_utf8);
            return Err(nothing(0..first).expecting(Shape::Verb.expected()));
        };
        let typed = source.get(span.clone()).unwrap_or_default();
        let (name, addressed) = match typed.trim_start_matches('/').split_once('@') {
            Some((name, addressed)) => (name, Some(addressed)),
            None => (typed.trim_start_matches('/'), None),
        };
        // Where we have no name (the terminal), an address can only be another's.
        if let Some(addressed) = addressed
            && !bot.is_some_and(|bot| bot.eq_ignore_ascii_case(addressed))
        {
            return Err(ParseError::new(source, span, Problem::OtherBot));
        }
        let mut line = Self {
            source: Cow::Borrowed(source),
            name: verbs::normal(name).into_owned(),
            name_span: span,
            rest,
        };
        line.join_docker();
        let is_harmless = verbs::named(&line.name, Spelling::Free)
            .map(Verb::takes_secrets)
            .reduce(|one, other| one || other)
            .is_some_and(|takes_secrets| !takes_secrets);
        line.source = conceal(source, line.rest.clone(), !is_harmless);
        Ok(line)
    }

    /// `/docker status` is `/docker-status`.
    fn join_docker(&mut self) {
        let mut ahead = self.rest.clone();
        if self.name == "docker"
            && let Some(Ok(Token::Word(word))) = ahead.next()
            && !word.quoted
        {
            self.name = format!("docker-{}", verbs::normal(&word.text));
            self.name_span.end = word.span.end;
            self.rest = ahead;
        }
    }

    fn invocation(mut self, spelling: Spelling) -> Result<Invocation, ParseError> {
        let verb = self.verb(spelling)?;
        read(&self.source, verb, self.rest)
            .map_err(|error| error.or_example(example_like(&self.source, verb)))
    }

    /// The record that the name, and the word behind it where a verb has forms, stands for.
    pub(super) fn verb(&mut self, spelling: Spelling) -> Result<&'static Verb, ParseError> {
        let Some(first) = verbs::named(&self.name, spelling).next() else {
            return Err(self.unknown_verb(spelling));
        };
        if first.form().is_none() {
            return Ok(first);
        }
        let forms = || verbs::named(first.head(), spelling);
        let words: Vec<&str> = forms().filter_map(Verb::form).collect();
        let expected = format!("one of {}", list(&words));
        let shown = format!("/{}", first.head());

        let mut ahead = self.rest.clone();
        let Some(Ok(Token::Word(word))) = ahead.next() else {
            if let Some(usual) = forms().find(|verb| verb.is_usual_form()) {
                return Ok(usual);
            }
            let end = self.source.trim_end().len();
            let problem = Problem::MissingForm { verb: shown };
            return Err(ParseError::new(&self.source, end..end, problem)
                .expecting(expected)
                .or_example(first.examples.first().copied()));
        };
        let given = verbs::normal(&word.text);
        let mut matching = forms().filter(|verb| verb.form() == Some(&given));
        let Some(verb) = matching.next() else {
            let problem = Problem::UnknownForm {
                verb: shown,
                given: quoted(&word.text),
            };
            let error = ParseError::new(&self.source, word.span, problem).expecting(expected);
            return Err(match nearest(&given, words.iter().copied()) {
                Some(form) => error.meant(&self.source, form),
                None => error.or_example(first.examples.first().copied()),
            });
        };
        self.rest = ahead;
        // Of two forms with one word, a path chooses the one that begins with a path.
        let path_next = matches!(self.rest.clone().next(), Some(Ok(Token::Word(word))) if word.text.starts_with('/'));
        let begins_with_path = |verb: &&Verb| {
            verb.args
                .first()
                .is_some_and(|arg| arg.shape == Shape::Path)
                == path_next
        };
        Ok(std::iter::once(verb)
            .chain(matching)
            .find(begins_with_path)
            .unwrap_or(verb))
    }

    fn unknown_verb(&self, spelling: Spelling) -> ParseError {
        let typed = self.source.get(self.name_span.clone()).unwrap_or_default();
        let problem = Problem::UnknownVerb {
            given: quoted(typed),
        };
        let error = ParseError::new(&self.source, self.name_span.clone(), problem)
            .expecting(Shape::Verb.expected());
        let slash = if typed.starts_with('/') { "/" } else { "" };
        let same_word = verbs::named(&self.name, Spelling::Free).next();
        let near = || nearest(&self.name, verbs::names(spelling));
        match same_word.map(Verb::head).or_else(near) {
            Some(name) => error.meant(&self.source, &format!("{slash}{name}")),
            None => error,
        }
    }
}

fn read(source: &str, verb: &'static Verb, rest: Tokens<'_>) -> Result<Invocation, ParseError> {
    let mut args = Args::new(source, verb, rest)?;
    let codebase = args.flag(&IN)?;
    let yes = verb.takes_yes && args.take_yes();
    let command = (verb.read)(&mut args)?;
    args.finish()?;
    Ok(Invocation {
        command,
        codebase,
        yes,
    })
}

/// The example of `verb` that has most in common with what was typed: its flags, then that it has arguments at all.
fn example_like(source: &str, verb: &Verb) -> Option<&'static str> {
    let shared = |example: &str| {
        let named = |flag: &&super::Flag| {
            let flag = format!("--{}", flag.name);
            source.contains(&flag) && example.contains(&flag)
        };
        verb.flags.iter().filter(named).count()
    };
    let bare = format!("/{}", verb.name);
    let closeness = |example: &&&str| (shared(example), **example != bare);
    // The first of those that are equally close.
    verb.examples.iter().rev().max_by_key(closeness).copied()
}

/// `a, b, c`, without repetitions.
fn list(words: &[&str]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for word in words {
        if !distinct.contains(word) {
            distinct.push(word);
        }
    }
    distinct.join(", ")
}
