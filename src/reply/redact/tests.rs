use super::*;
use crate::reply::Status;

fn redactor() -> Redactor {
    Redactor::builder()
        .variable("DB_PASSWORD", "hunter22")
        .variable("PGPASSWORD", "p\"q/r?s")
        .variable("LOG_LEVEL", "verbose")
        .variable("AUTH_ENABLED", "true")
        .variable("TLS_KEY_FILE", "/run/tls.key")
        .env_file_variable("REGION", "eu-north-7")
        .env_file_variable("PORT", "8080")
        .secret("first line\nsecond line\n")
        .build()
}

#[test]
fn values_are_redacted_by_where_they_come_from() {
    let redactor = redactor();
    assert_eq!(
        redactor.redact("login with hunter22 in eu-north-7 on 8080, verbose, true, /run/tls.key"),
        "login with [redacted] in [redacted] on 8080, verbose, true, /run/tls.key"
    );
    assert_eq!(redactor.redact("the second line"), "the [redacted]");
    assert!(matches!(redactor.redact("nothing"), Cow::Borrowed(_)));
}

#[test]
fn a_value_is_found_as_json_and_addresses_write_it() {
    let redactor = redactor();
    assert_eq!(
        redactor.redact(r#"{"x": "p\"q/r?s"}"#),
        r#"{"x": "[redacted]"}"#
    );
    assert_eq!(redactor.redact("?x=p%22q%2Fr%3Fs"), "?x=[redacted]");
}

#[test]
fn a_value_is_found_however_a_program_writes_json_and_addresses() {
    let redactor = Redactor::builder().secret("pä/<r> 🚢&").build();
    for written in [
        r"pä/<r> 🚢&",
        r"p\u00e4/<r> \ud83d\udea2&",
        r"p\u00e4\/<r> \ud83d\udea2&",
        r"pä\/<r> 🚢&",
        r"pä/\u003cr\u003e 🚢\u0026",
        "p%C3%A4%2F%3Cr%3E%20%F0%9F%9A%A2%26",
        "p%c3%a4%2f%3cr%3e%20%f0%9f%9a%a2%26",
        "p%C3%A4%2F%3Cr%3E+%F0%9F%9A%A2%26",
    ] {
        assert_eq!(redactor.redact(written), "[redacted]", "{written}");
    }
}

#[test]
fn a_secret_that_an_escape_sequence_stands_in_is_found() {
    let redactor = redactor();
    assert_eq!(
        redactor.redact("\u{1b}[1mhun\u{1b}[0mter22."),
        "[redacted]."
    );
    assert_eq!(
        redactor.redact("AKIA\u{1b}[32mIOSFODNN7EXAMPLE"),
        "[redacted]"
    );
    let token = "a1B2c3D4e5".repeat(5);
    let (half, other) = token.split_at(25);
    assert_eq!(
        redactor.redact(&format!("ghp_{half}\u{1b}[1m{other}")),
        "[redacted]"
    );
    // What is no secret is left to whoever makes it inert.
    assert_eq!(redactor.redact("\u{1b}[1mhun"), "\u{1b}[1mhun");
}

#[test]
fn of_secrets_that_run_into_each_other_nothing_is_left() {
    let redactor = Redactor::builder()
        .secret("shop-production")
        .secret("production-db-7")
        .build();
    assert_eq!(
        redactor.redact("at shop-production-db-7."),
        "at [redacted]."
    );
}

#[test]
fn a_reply_is_redacted_in_its_data_too() {
    let reply = Reply::new(Status::Done, "hunter22")
        .text("say hunter22")
        .data(serde_json::json!({"why": "hunter22"}));
    let shown = serde_json::to_string(&redactor().reply(reply)).unwrap();
    assert!(!shown.contains("hunter22"), "{shown}");
}

#[test]
fn of_a_secret_that_a_cut_went_through_nothing_is_left() {
    let secrets = [
        "hunter22-and-more",
        "of\u{1}hidden\u{2}letters",
        &"a long one, ".repeat(100),
    ];
    let redactor = secrets.iter().fold(Redactor::builder(), |builder, secret| {
        builder.secret(secret)
    });
    let redactor = redactor.build();
    let token = format!("ghp_{}", "a1B2c3D4e5".repeat(5));
    let address = format!("postgres://shop:{}", "pass".repeat(200));
    let coloured: String = token
        .chars()
        .flat_map(|letter| ['\u{1b}', '[', '1', 'm', letter])
        .collect();
    let key = format!("-----BEGIN PRIVATE KEY-----{}", "MIIa".repeat(3000));
    let planted = secrets
        .into_iter()
        .chain([&*token, &address, &coloured, &key]);
    for secret in planted {
        for kept in (1..secret.len()).step_by(secret.len() / 3 + 1) {
            let half = &secret[..secret.floor_char_boundary(kept)];
            let line = format!("{} {half}", "words of a log ".repeat(700));
            let shown = redactor.line(&line, true);
            assert!(shown.ends_with(CUT), "{kept} of {secret}");
            let told = shown.trim_end_matches(CUT);
            assert!(line.starts_with(told), "{kept} of {secret}: {told}");
            assert!(told.len() <= line.len() - half.len(), "{kept} of {secret}");
        }
    }
}

#[test]
fn a_line_that_was_cut_keeps_what_is_certain() {
    let redactor = redactor();
    let line = format!("hunter22 is {}", "x".repeat(60_000));
    let shown = redactor.line(&line, true);
    assert!(shown.starts_with("[redacted] is xxx") && shown.ends_with(CUT));
    assert!(shown.len() > 55_000, "{}", shown.len());
    let across = format!(
        "{}hunter22{}",
        "y".repeat(50_000),
        "x".repeat(shape::LONGEST - 4)
    );
    assert_eq!(
        redactor.line(&across, true),
        format!("{}{CUT}", "y".repeat(50_000))
    );
    assert_eq!(redactor.line("all of hunter22", false), "all of [redacted]");
}

#[test]
fn a_megabyte_of_log_is_redacted_at_once() {
    let redactor = redactor();
    let line = "2026-11-21T08:56:00Z INFO request path=/cart/7 status=200 took=12ms user=alice\n";
    let log = line.repeat((1 << 20) / line.len());
    let begin = std::time::Instant::now();
    assert_eq!(redactor.redact(&log), log.as_str());
    // A bound against quadratic search, wide enough for an unoptimised build on a busy machine.
    assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
}
