//! Ten thousand secrets, written into logs in every way in which programs write them, and shown nowhere.

mod planted;

use fastrand::Rng;
use hailer::frontend::telegram::Piece;
use hailer::reply::{Block, Redactor, Reply};

use super::{html, logged, messages, on_a_screen, on_github, screen};
use planted::{Plant, plants};

/// Secrets of one project.
const OF_A_PROJECT: usize = 100;
/// Lines of one reply.
const OF_A_REPLY: usize = 25;

fn redactor(plants: &[Plant]) -> Redactor {
    let builder = plants.iter().fold(Redactor::builder(), |builder, plant| {
        plant.known_to(builder)
    });
    builder.build()
}

/// Everything that is made of `reply`, as it is read.
fn shown(reply: &Reply) -> String {
    let mut all = on_github(reply);
    for piece in messages(reply) {
        match piece {
            Piece::Text { html, .. } => all.push_str(&html::read(&html).text()),
            Piece::File { contents, .. } => all.push_str(&contents),
        }
    }
    for printed in on_a_screen(reply) {
        all.push_str(&screen::without_style(&printed));
    }
    all
}

/// Lines of a log as an answer has them.
fn answered(lines: &[&str], redactor: &Redactor) -> Reply {
    let shown = logged(lines, redactor);
    let each: Vec<String> = shown.lines().map(str::to_owned).collect();
    Reply::done("log lines of web")
        .with(Block::Code(shown))
        .with(Block::List(each.clone()))
        .data(serde_json::json!({ "lines": each }))
}

/// The same lines in an answer that is redacted as a whole.
fn failed(lines: &[&str], redactor: &Redactor) -> Reply {
    let facts = lines
        .iter()
        .map(|line| ("why".to_owned(), (*line).to_owned()));
    let reply = Reply::failed(lines[0])
        .with(Block::Facts(facts.collect()))
        .data(serde_json::json!({ "why": lines }));
    redactor.reply(reply)
}

/// What is read, also without its gaps: a secret that was broken to fit is one still.
struct Read(String, String);

impl Read {
    fn of(shown: String) -> Self {
        let whole = without_gaps(&shown);
        Self(shown, whole)
    }

    fn gives_away(&self, secret: &str) -> bool {
        self.0.contains(secret) || self.1.contains(&without_gaps(secret))
    }
}

/// The seed of the properties, where one is given. It is printed, so that what was found can be found again.
fn drawn() -> Rng {
    let given = std::env::var("PROPTEST_RNG_SEED");
    let seed = given.map_or_else(|_| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("PROPTEST_RNG_SEED={seed}");
    Rng::with_seed(seed)
}

fn without_gaps(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn none_of_ten_thousand_secrets_is_shown_by_any_renderer() {
    let mut random = drawn();
    let plants = plants(10_000, &mut random);
    let (mut told, mut secrets) = (Vec::new(), 0);
    for project in plants.chunks(OF_A_PROJECT) {
        let redactor = redactor(project);
        for reply in project.chunks(OF_A_REPLY) {
            let lines: Vec<&str> = reply
                .iter()
                .flat_map(|plant| plant.lines.iter().map(String::as_str))
                .collect();
            let all = shown(&answered(&lines, &redactor)) + &shown(&failed(&lines, &redactor));
            let all = Read::of(all);
            for plant in reply {
                secrets += 1;
                let away = plant.secrets.iter().find(|secret| all.gives_away(secret));
                told.extend(
                    away.map(|secret| format!("{}: {secret:?} in {:?}", plant.way, plant.lines)),
                );
            }
        }
    }
    assert_eq!(secrets, 10_000);
    assert!(
        told.is_empty(),
        "{} of them:\n{}",
        told.len(),
        told[..told.len().min(20)].join("\n")
    );
}

#[test]
fn what_is_known_to_no_redactor_and_has_no_shape_is_shown() {
    let mut random = drawn();
    let plants = plants(500, &mut random);
    let nobody = Redactor::builder().build();
    let mut seen = 0;
    let known: Vec<&Plant> = plants.iter().filter(|plant| plant.is_known()).collect();
    for plant in &known {
        let lines: Vec<&str> = plant.lines.iter().map(String::as_str).collect();
        let all = Read::of(shown(&answered(&lines, &nobody)));
        seen += usize::from(plant.secrets.iter().all(|secret| all.gives_away(secret)));
    }
    // A password whose name says what it is has a shape of its own, and some are shown as JSON or an address writes them.
    assert!(seen * 2 > known.len(), "{seen} of {}", known.len());
}

#[test]
fn a_secret_is_found_wherever_a_chunk_ends() {
    let mut random = drawn();
    for plant in plants(400, &mut random) {
        let redactor = redactor(std::slice::from_ref(&plant));
        let text = plant.lines.join("\n");
        let mut stream = redactor.stream();
        let mut shown = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let letters = random.usize(1..20);
            let end = rest
                .char_indices()
                .nth(letters)
                .map_or(rest.len(), |(at, _)| at);
            shown.push_str(&stream.push(&rest[..end]));
            rest = &rest[end..];
        }
        shown.push_str(&stream.finish());
        let shown = Read::of(shown);
        for secret in &plant.secrets {
            assert!(
                !shown.gives_away(secret),
                "{}: {secret:?} in {:?}",
                plant.way,
                shown.0
            );
        }
    }
}
