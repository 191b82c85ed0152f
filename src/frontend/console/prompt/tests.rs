use super::worth_keeping;

#[test]
fn codes_and_answers_stay_out_of_the_history() {
    for line in [
        "/pair 8F3K2QJ7XW",
        "link 8F3K2QJ7XW",
        "confirm 7KQ2MD",
        "yes",
        "no",
        "  ",
    ] {
        assert!(!worth_keeping(line), "{line}");
    }
    for line in [
        "/status",
        "docker-logs web 0",
        "deploy main",
        "create postgres",
    ] {
        assert!(worth_keeping(line), "{line}");
    }
}

#[test]
fn passwords_stay_out_of_the_history_also_where_the_line_is_wrong() {
    for line in [
        "/docker-create postgres --env POSTGRES_PASSWORD=hunter2",
        "create postgres --env=POSTGRES_PASSWORD=hunter2",
        "create postgres --env pgpassword=hunter2",
        "create postgres --enw POSTGRES_PASSWORD=hunter2",
        "creat postgres --env pgpassword=hunter2",
        "creat postgres --env 'PASSWORD=hunter 2'",
        "creat postgres -env pgpassword=hunter2",
        "creat postgres --ENV pgpassword=hunter2",
        "creat postgres --Env=pgpassword=hunter2",
        "creat postgres —env pgpassword=hunter2",
        "creat postgres –env pgpassword=hunter2",
        "creat postgres \u{2212}\u{2212}env pgpassword=hunter2",
        "creat postgres ---env pgpassword=hunter2",
        "creat postgres --envs pgpassword=hunter2",
        "creat postgres env pgpassword=hunter2",
        "creat postgres env=pgpassword=hunter2",
        "creat postgres '--env=pgpassword=hunter 2'",
    ] {
        assert!(!worth_keeping(line), "{line}");
    }
    for line in ["status envoy", "docker-config set environment staging"] {
        assert!(worth_keeping(line), "{line}");
    }
}
