//! One command, or one after another at the prompt: text in, reply out, and what Ctrl-C means.

mod line;
mod stops;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{ConsoleResponder, Entry, Look, Prompt, PromptError, exit_code, json, render};
use crate::command::{self, Command, Invocation, Shape};
use crate::domain::actor::{Actor, Conversation, Place, Platform};
use crate::reply::{Reply, Responder, Status, without_question};
use crate::router::{KnownNames, Request, Router, Told};
use stops::Stops;

pub use line::line;

/// The exit code of a command that Ctrl-C ended before anything was done (128 + SIGINT).
const INTERRUPTED: u8 = 130;

/// How answers are given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// As JSON, for scripts.
    pub json: bool,
    /// Whether a plan that was printed is confirmed at once.
    pub yes: bool,
}

/// A terminal with someone at it.
pub struct Session<'a> {
    router: &'a Router,
    actor: Actor,
    conversation: Conversation,
    options: Options,
}

impl<'a> Session<'a> {
    /// A session of `actor`, who is known by the machine's own login.
    #[must_use]
    pub fn new(router: &'a Router, actor: Actor, options: Options) -> Self {
        let conversation = Conversation::new(Platform::Console, &actor.display_name);
        Self {
            router,
            actor,
            conversation,
            options,
        }
    }

    /// Brings to an end what was interrupted, by whomever, and says so; also what another Hailer has brought to an end for
    /// somebody at a terminal. The answer to scripts stays one document, so
    /// there it is said on standard error.
    pub async fn recover(&self) {
        let responder = Arc::new(ConsoleResponder::new());
        let shown: Arc<dyn Responder> = Arc::clone(&responder) as Arc<dyn Responder>;
        let recovered = self.router.recover(&shown).await;
        responder.clear();
        let mut all = recovered.unwrap_or_else(|error| {
            self.show_aside(&error.into_reply());
            vec![]
        });
        let own = |told: &Told| told.conversation.is_on(Platform::Console);
        let untold = self.router.untold().await.unwrap_or_else(|error| {
            self.show_aside(&error.into_reply());
            vec![]
        });
        for untold in untold.into_iter().filter(own) {
            if !all.iter().any(|told| told.operation == untold.operation) {
                all.push(untold);
            }
        }
        for told in &all {
            self.show_aside(&told.reply);
            if own(told) {
                self.told(&told.reply).await;
            }
        }
    }

    /// What an answer tells of ended operations was read here.
    async fn told(&self, reply: &Reply) {
        if let Err(error) = self.router.mark_told(&reply.tells).await {
            tracing::warn!(%error, "how an operation ended may be told again");
        }
    }

    /// Prints an answer. Returns the exit code.
    async fn tell(&self, reply: &Reply) -> u8 {
        let code = print(reply, self.options);
        self.told(reply).await;
        code
    }

    /// Shows what is no answer to what is about to be asked, and says nothing about how that ends.
    fn show_aside(&self, reply: &Reply) {
        if self.options.json {
            eprintln!("{}", render(reply, Look::of_stderr()).trim_end());
        } else {
            let _: u8 = print(reply, self.options);
            println!();
        }
    }

    /// Carries out one line and prints the answer. Returns the exit code.
    pub async fn run(&self, line: &str) -> u8 {
        match command::parse_answer(line).map_or_else(|| command::parse(line), Ok) {
            Ok(invocation) => self.carry_out(invocation).await,
            Err(error) => print(&Router::not_understood(&error), self.options),
        }
    }

    async fn carry_out(&self, invocation: Invocation) -> u8 {
        let Some(reply) = self.handle(invocation).await else {
            return INTERRUPTED;
        };
        let Some(confirm) = self.options.yes.then(|| confirmation(&reply)).flatten() else {
            return self.tell(&reply).await;
        };
        let _: u8 = self.tell(&without_question(reply)).await;
        // Exactly the plan that was just printed is confirmed, by its code.
        match self.handle(confirm).await {
            Some(reply) => self.tell(&reply).await,
            None => INTERRUPTED,
        }
    }

    /// Waits for the answer. Ctrl-C asks what is under way to stop at its next step and undo what it did; where nothing
    /// is, it ends the waiting: `None`.
    async fn handle(&self, invocation: Invocation) -> Option<Reply> {
        let responder = Arc::new(ConsoleResponder::new());
        let shown: Arc<dyn Responder> = Arc::clone(&responder) as Arc<dyn Responder>;
        let request = Request {
            actor: self.actor.clone(),
            conversation: self.conversation.clone(),
            place: Place::Terminal,
            asked_at: None,
            received_at: self.router.now(),
            again: false,
            invocation,
            deploys: None,
            responder: shown,
        };
        let mut stops = Stops::listen();
        let mut answer = std::pin::pin!(self.router.handle(request));
        let reply = loop {
            tokio::select! {
                reply = &mut answer => break Some(reply),
                () = stops.next() => {
                    if self.router.cancel_all() == 0 {
                        break None;
                    }
                    eprintln!("Stopping at the next step; the answer says how production was left.");
                }
                () = responder.reader_gone() => break None,
            }
        };
        responder.clear();
        reply
    }

    /// Reads lines until Ctrl-D. `history` is the file that they are kept in.
    pub async fn prompt(&self, history: &Path) -> Result<u8, PromptError> {
        let known = Arc::new(Mutex::new(KnownNames::default()));
        let names = Arc::clone(&known);
        let mut prompt = Prompt::open(history, Box::new(move |shape| names_of(shape, &names)))?;
        println!("Hailer. /help lists the commands, Tab completes, Ctrl-D leaves.");
        let mut code = 0;
        loop {
            let now = self
                .router
                .known_names(&self.actor, &self.conversation)
                .await;
            let chosen = now.chosen.clone();
            *known.lock().unwrap_or_else(PoisonError::into_inner) = now;
            let read = tokio::task::spawn_blocking(move || {
                let entry = prompt.read(chosen.as_deref());
                (prompt, entry)
            });
            let Ok((back, entry)) = read.await else {
                return Ok(code);
            };
            prompt = back;
            match entry? {
                Entry::Line(line) if line.trim().is_empty() => {}
                Entry::Line(line) => code = self.run(&line).await,
                Entry::Interrupted => {}
                Entry::End => return Ok(code),
            }
        }
    }
}

/// The confirmation of the plan that a reply shows, where it shows one.
fn confirmation(reply: &Reply) -> Option<Invocation> {
    if reply.status != Status::NeedsConfirmation {
        return None;
    }
    let code = command::Code::new(reply.data["confirm"]["code"].as_str()?)?;
    Some(Invocation {
        command: Command::Confirm { code: Some(code) },
        codebase: None,
        yes: false,
    })
}

fn names_of(shape: Shape, known: &Mutex<KnownNames>) -> Vec<String> {
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let names: &BTreeSet<String> = match shape {
        Shape::Codebase | Shape::Scope => &known.codebases,
        Shape::Service | Shape::Services => &known.services,
        Shape::Instance => &known.instances,
        Shape::Preset => &known.presets,
        _ => return Vec::new(),
    };
    names.iter().cloned().collect()
}

/// Prints an answer and returns its exit code.
#[must_use]
pub fn print(reply: &Reply, options: Options) -> u8 {
    let text = if options.json {
        json(reply)
    } else {
        render(reply, Look::of_stdout())
    };
    // A reader that has gone (`| head`) is no reason to fail.
    let written = writeln!(std::io::stdout(), "{}", text.trim_end_matches('\n'));
    drop(written);
    exit_code(reply.status)
}
