use super::*;

#[test]
fn every_pattern_can_be_read() {
    assert_eq!(KNOWN_HEADLINES.len(), HEADLINES.len());
    assert_eq!(KNOWN_SENTENCES.len(), SENTENCES.len());
    assert_eq!(KNOWN_WARNINGS.len(), WARNINGS.len());
    assert_eq!(KNOWN_PUSHES.len(), PUSHES.len());
    assert!(ARGUMENT.is_some());
}

#[test]
fn a_sentence_is_known_as_a_whole_or_not_at_all() {
    assert!(is_headline("2 of 3 running, 1 starting"));
    assert!(is_headline("release 7 is live"));
    for unknown in [
        "release 7 is live (/srv/shop)",
        "2 of 3 running\nPASSWORD=x",
        "12 log lines of web\n",
        "12 log lines of /srv/shop",
        "failed: no config/db.conf",
        "",
    ] {
        assert!(!is_headline(unknown), "{unknown}");
    }
}

#[test]
fn of_a_command_nothing_is_shown_that_could_be_anything() {
    let of = |label: &str, command: &str| {
        let suggestion = Suggestion {
            label: label.to_owned(),
            command: command.to_owned(),
        };
        next(&suggestion).map(|next| next.command)
    };
    let shown = |command: &str| Some(command.to_owned());
    assert_eq!(of("Status", "/docker-status"), shown("/docker-status"));
    let logs = "/docker-logs --operation 7kq2md0x4f";
    assert_eq!(of("Logs", logs), shown(logs));
    assert_eq!(of("Yes", "/confirm 4fzzk1"), shown("/confirm 4fzzk1"));
    let elsewhere = "/docker-deploy main --in other";
    assert_eq!(of("Retry", elsewhere), shown("/docker-deploy"));
    assert_eq!(
        of("Retry", "/docker-deploy feature/x"),
        shown("/docker-deploy")
    );
    assert_eq!(of("other", "/docker-status --in other"), None);
    assert_eq!(of("Status", "/docker-config set x /srv"), None);
}
