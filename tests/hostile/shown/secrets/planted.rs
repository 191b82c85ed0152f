//! Secrets, and the lines that they are written into.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use hailer::reply::RedactorBuilder;

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

fn variable(random: &mut Rng) -> Plant {
    let keys = [
        "DB_PASSWORD",
        "API_KEY",
        "SESSION_SECRET",
        "SMTP_PASS",
        "SENTRY_DSN",
        "aws.secret-access",
        "GITHUB_TOKEN",
        "cookie-salt",
    ];
    let (key, secret) = (one(&keys, random), password(random));
    Plant {
        way: "a variable",
        lines: vec![line(&secret, random)],
        secrets: vec![secret.clone()],
        known: Known::Variable(key, secret),
    }
}

fn env_file(random: &mut Rng) -> Plant {
    let keys = ["REGION", "UPSTREAM", "LICENSE", "CUSTOMER", "A"];
    let (key, secret) = (one(&keys, random), password(random));
    Plant {
        way: "an env file",
        lines: vec![line(&secret, random), format!("{key}={secret}")],
        secrets: vec![secret.clone()],
        known: Known::EnvFile(key, secret),
    }
}

fn compose_secret(random: &mut Rng) -> Plant {
    // As short as one may be, of letters that stand nowhere else.
    let secret = if random.u8(..4) == 0 {
        letters("ǾΞѪ§¤ƱƷΩ", 4, random)
    } else {
        password(random)
    };
    Plant {
        way: "a secret",
        lines: vec![line(&secret, random)],
        secrets: vec![secret.clone()],
        known: Known::Secret(format!("{secret}\n")),
    }
}

fn several_lines(random: &mut Rng) -> Plant {
    let secrets = [password(random), password(random), password(random)];
    Plant {
        way: "a secret of several lines",
        lines: secrets.iter().map(|part| line(part, random)).collect(),
        known: Known::Secret(secrets.join("\r\n  ")),
        secrets: secrets.to_vec(),
    }
}

fn base64_value(random: &mut Rng) -> Plant {
    let many = random.usize(9..40);
    let bytes: Vec<u8> = (0..many).map(|_| random.u8(..)).collect();
    let secret = STANDARD.encode(bytes);
    let quoted = one(&["\"", "'", "`"], random);
    Plant {
        way: "base64 in quotes",
        lines: vec![
            format!("key: {quoted}{secret}{quoted}"),
            line(&secret, random),
        ],
        secrets: vec![secret.clone()],
        known: Known::Variable("ENCRYPTION_KEY", secret),
    }
}

/// Something that has the shape of a token, and is known to nobody.
fn token(random: &mut Rng) -> Plant {
    let many = random.usize(40..60);
    let body = letters(ALNUM, many, random);
    let upper = letters("ABCDEFGHJKLMNPQRSTUVWXYZ234567", 16, random);
    let token = match random.u8(..14) {
        0 => format!(
            "{}_{body}",
            one(&["ghp", "gho", "ghu", "ghs", "ghr"], random)
        ),
        1 => format!("github_pat_{body}"),
        2 => format!("glpat-{body}"),
        3 => format!("npm_{}", &body[..36]),
        4 => format!("dckr_pat_{body}"),
        5 => format!("xoxb-{}-{body}", random.u32(..)),
        6 => format!("xapp-1-{body}"),
        7 => format!("{}_live_{body}", one(&["sk", "rk"], random)),
        8 => format!("{}{upper}", one(&["AKIA", "ASIA"], random)),
        9 => format!("AIza{}", &body[..35]),
        10 => format!("sk-proj-{body}"),
        11 => format!(
            "eyJhbGciOiJI{}.eyJzdWIiOiIx{}.{body}",
            &body[..4],
            &body[4..12]
        ),
        12 => format!("{}:AA{}", random.u32(100_000..), &body[..33]),
        _ => format!("sk_test_{body}"),
    };
    let lines = vec![match random.u8(..5) {
        0 => format!("using {token}, ok"),
        1 => format!("{{\"msg\":\"got {token}\"}}"),
        2 => format!("POST https://api.example/bot{token}/getMe"),
        3 => halved_by_colour(&token),
        _ => format!("`{token}`|<i>{token}</i>"),
    }];
    Plant {
        way: "a token's shape",
        lines,
        // Nor the half that has no shape by itself.
        secrets: vec![token[token.len() - token.len() / 3..].to_owned(), token],
        known: Known::Not,
    }
}

/// A password that the words around it tell.
fn in_words(random: &mut Rng) -> Plant {
    let many = random.usize(16..40);
    let secret = letters(ALNUM, many, random);
    let text = match random.u8(..10) {
        0 => format!("postgres://shop:{secret}@db:5432/shop"),
        1 => format!("amqps://:{secret}@mq/"),
        2 => format!("Authorization: Bearer {secret}"),
        3 => format!("authorization=\"Basic {secret}==\""),
        4 => format!("bearer {secret}"),
        5 => format!("DB_PASSWORD={secret}"),
        6 => format!("{{\"api_key\": \"{secret}\"}}"),
        7 => format!("GET /x?page=2&access_token={secret}&y=1"),
        8 => format!("https://hooks.slack.com/services/T0/B0/{secret}"),
        _ => format!("redis://user:p@{secret}@cache:6379/0"),
    };
    Plant {
        way: "a secret by the words around it",
        lines: vec![text],
        secrets: vec![secret],
        known: Known::Not,
    }
}

/// A private key that nobody knows, line by line as a log has it.
fn private_key(random: &mut Rng) -> Plant {
    let kind = one(&["", "RSA ", "EC ", "ENCRYPTED "], random);
    let bytes: Vec<u8> = (0..random.usize(4..16) * 48 + 31)
        .map(|_| random.u8(..))
        .collect();
    let body = STANDARD.encode(bytes);
    let parts: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    let mut lines = vec![format!("-----BEGIN {kind}PRIVATE KEY-----")];
    lines.extend(parts.iter().map(|part| (*part).to_owned()));
    lines.push(format!("-----END {kind}PRIVATE KEY-----"));
    if random.u8(..3) == 0 {
        lines = vec![format!("{{\"key\":\"{}\"}}", lines.join("\\n"))];
    }
    Plant {
        way: "a private key",
        secrets: parts.into_iter().map(str::to_owned).collect(),
        lines,
        known: Known::Not,
    }
}
