//! The kinds of secrets, and where each is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;

use super::{ALNUM, Known, Plant, halved_by_colour, letters, line, one, password};

pub(super) fn variable(random: &mut Rng) -> Plant {
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

pub(super) fn env_file(random: &mut Rng) -> Plant {
    let keys = ["REGION", "UPSTREAM", "LICENSE", "CUSTOMER", "A"];
    let (key, secret) = (one(&keys, random), password(random));
    Plant {
        way: "an env file",
        lines: vec![line(&secret, random), format!("{key}={secret}")],
        secrets: vec![secret.clone()],
        known: Known::EnvFile(key, secret),
    }
}

pub(super) fn compose_secret(random: &mut Rng) -> Plant {
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

pub(super) fn several_lines(random: &mut Rng) -> Plant {
    let secrets = [password(random), password(random), password(random)];
    Plant {
        way: "a secret of several lines",
        lines: secrets.iter().map(|part| line(part, random)).collect(),
        known: Known::Secret(secrets.join("\r\n  ")),
        secrets: secrets.to_vec(),
    }
}

pub(super) fn base64_value(random: &mut Rng) -> Plant {
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
pub(super) fn token(random: &mut Rng) -> Plant {
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
pub(super) fn in_words(random: &mut Rng) -> Plant {
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
pub(super) fn private_key(random: &mut Rng) -> Plant {
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
