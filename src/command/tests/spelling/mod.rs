//! Every way to say the same thing, and what is said to someone else.

mod instances;

use crate::command::{
    Alias, Command, Invocation, LineCount, LogsQuery, Problem, all_verbs, parse, parse_answer,
    parse_for,
};
use crate::domain::action::Action;
use crate::domain::name::ServiceName;
use crate::domain::setting::Setting;

fn status(services: &[&str]) -> Command {
    Command::Status {
        services: services
            .iter()
            .map(|name| ServiceName::new(*name).unwrap())
            .collect(),
        stats: false,
    }
}

fn chat(text: &str) -> Invocation {
    parse_for(text, Some("hailer_bot")).unwrap_or_else(|error| panic!("{error}"))
}

fn terminal(text: &str) -> Invocation {
    parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn silence(text: &str) -> Problem {
    parse_for(text, Some("hailer_bot"))
        .unwrap_err()
        .problem()
        .clone()
}

#[test]
fn every_spelling_of_a_command_is_the_same_command() {
    for text in [
        "/docker-status web",
        "/docker_status web",
        "/docker status web",
        "/docker-status@hailer_bot web",
        "/docker@Hailer_Bot status web",
        "/status web",
        "/Status web",
        "  /DOCKER_STATUS\u{a0}web \n",
    ] {
        assert_eq!(chat(text).command, status(&["web"]), "{text:?}");
    }
    for text in [
        "docker-status web",
        "docker status web",
        "status web",
        "/status web",
    ] {
        assert_eq!(terminal(text).command, status(&["web"]), "{text:?}");
    }
    assert_eq!(
        chat("/docker config auto_detect").command,
        Command::ConfigAutoDetect
    );
    assert_eq!(chat("/config show").command, Command::ConfigShow);
}

#[test]
fn what_is_not_for_us_is_told_apart_from_what_we_do_not_know() {
    assert_eq!(silence("docker-status"), Problem::NotACommand);
    assert_eq!(
        silence("please look at /docker-status"),
        Problem::NotACommand
    );
    assert_eq!(silence(""), Problem::NotACommand);
    assert_eq!(silence("/status@other_bot"), Problem::OtherBot);
    assert_eq!(
        parse_for("/status@other_bot", None).unwrap_err().problem(),
        &Problem::OtherBot
    );
    assert!(matches!(silence("/weather"), Problem::UnknownVerb { .. }));
    assert!(matches!(
        silence("/weather \"in Paris"),
        Problem::UnknownVerb { .. }
    ));
    assert!(matches!(silence("/logs web 0"), Problem::BadValue(_)));
}

#[test]
fn telegrams_start_button_never_starts_containers() {
    assert!(matches!(silence("/start"), Problem::UnknownVerb { .. }));
    let start = Command::Start { services: vec![] };
    assert_eq!(chat("/docker-start").command, start);
    assert_eq!(terminal("start").command, start);
    assert_eq!(terminal("/start").command, start);
}

#[test]
fn yes_counts_only_as_the_last_bare_word_of_what_takes_it() {
    let deploy = chat("/docker-deploy main --in shop yes");
    assert!(deploy.yes);
    assert_eq!(deploy.codebase.unwrap().as_str(), "shop");
    assert!(chat("/deploy YES --services web").yes);
    assert!(!chat("/restart \"yes\"").yes);
    assert_eq!(
        chat("/docker-start yes").command,
        Command::Start {
            services: vec![ServiceName::new("yes").unwrap()]
        }
    );
    assert!(chat("/codebase remove shop yes").yes);
}

#[test]
fn the_words_yes_and_no_answer_at_the_terminal_and_in_replies() {
    for word in ["yes", " Yes ", "yes.", "YES!"] {
        let answer = parse_answer(word).unwrap();
        assert_eq!(answer.command, Command::Confirm { code: None }, "{word:?}");
        assert_eq!(terminal(word), answer);
    }
    assert_eq!(parse_answer("no").unwrap().command, Command::Decline);
    for word in ["yes please", "y", "", "nope", "/yes"] {
        assert_eq!(parse_answer(word), None, "{word:?}");
    }
    assert_eq!(silence("yes"), Problem::NotACommand);
}

#[test]
fn a_number_behind_logs_is_lines_and_a_name_is_a_service() {
    let lines = |number| LineCount::new(number);
    let logs = |text| match chat(text).command {
        Command::Logs(query) => query,
        other => panic!("{other:?}"),
    };
    let service = |name| Some(ServiceName::new(name).unwrap());
    let both = LogsQuery {
        service: service("web"),
        lines: lines(200),
        ..LogsQuery::default()
    };
    assert_eq!(logs("/logs web 200"), both);
    assert_eq!(
        logs("/logs 200"),
        LogsQuery {
            service: None,
            ..both
        }
    );
    assert_eq!(logs("/logs \"200\"").service, service("200"));
    let rich = logs("/logs api --since=1h30m --grep=\"time ?out|\\d+\" --follow");
    assert_eq!(rich.since.unwrap().get().as_secs(), 5400);
    assert!(rich.grep.unwrap().regex().is_match("timeout"));
    assert!(rich.follow);
}

#[test]
fn config_set_takes_a_path_and_a_project_or_a_key_and_a_value() {
    assert!(matches!(
        chat("/docker-config set /srv/shop shop").command,
        Command::ConfigInit { .. }
    ));
    assert_eq!(
        chat("/docker-config set gate-timeout 2m").command,
        Command::ConfigSet {
            setting: Setting::GateTimeout,
            value: "2m".to_owned()
        }
    );
}

#[test]
fn a_reason_needs_no_quotes() {
    let Command::Lock { reason, period } = chat("/docker-lock don't touch --for 2h").command else {
        panic!("not a lock");
    };
    assert_eq!(reason.unwrap().as_str(), "don't touch");
    assert_eq!(period.unwrap().to_string(), "2h");
}

#[test]
fn help_finds_a_verb_by_any_of_its_names() {
    for text in [
        "/help docker-config",
        "/help /docker_config",
        "/help docker config",
        "/help config",
        "/help docker config set",
    ] {
        assert_eq!(
            chat(text).command,
            Command::Help {
                topic: Some("docker-config")
            },
            "{text}"
        );
    }
}

#[test]
fn a_dry_run_asks_for_a_preview_alone() {
    assert_eq!(
        chat("/deploy --dry-run").command.action(),
        Some(Action::DeployPreview)
    );
    assert_eq!(chat("/deploy").command.action(), Some(Action::Deploy));
    assert_eq!(chat("/confirm").command.action(), None);
}

#[test]
fn every_example_in_the_table_works_and_asks_for_its_own_verb() {
    for verb in all_verbs() {
        assert!(!verb.examples.is_empty(), "{}", verb.name);
        for example in verb.examples {
            let command = chat(example).command;
            assert_eq!(command.verb().name, verb.name, "{example}");
            assert_eq!(command.verb().usage(), verb.usage(), "{example}");
        }
    }
}

#[test]
fn no_two_verbs_share_a_name_and_menus_can_show_them_all() {
    let mut names = std::collections::HashMap::new();
    for verb in all_verbs() {
        let alias = verb.alias.map(Alias::name);
        for name in std::iter::once(verb.head()).chain(alias) {
            let holder = names.insert(name, verb.head());
            assert!(holder.is_none_or(|head| head == verb.head()), "{name}");
            // Telegram's limit for a command in the menu.
            assert!(name.len() <= 32, "{name}");
        }
        assert!(verb.summary.len() <= 60 && !verb.summary.ends_with('.'));
    }
}
