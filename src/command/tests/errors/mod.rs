//! What is said when a line can't be read, to the letter.

mod instances;

use insta::assert_snapshot;

use crate::command::{Hint, parse, parse_for};

fn told(text: &str) -> String {
    parse(text).expect_err(text).to_string()
}

#[test]
fn a_misspelt_command_is_put_right_with_the_rest_of_the_line() {
    assert_snapshot!(told("/docker-statsu web"), @r#"
    "/docker-statsu" is not a command
      /docker-statsu web
      ^^^^^^^^^^^^^^
    expected a command (see /help); did you mean: /docker-status web
    "#);
    assert_snapshot!(told("docker resart web"), @r#"
    "docker resart" is not a command
      docker resart web
      ^^^^^^^^^^^^^
    expected a command (see /help); did you mean: docker-restart web
    "#);
    assert_snapshot!(told("banana"), @r#"
    "banana" is not a command
      banana
      ^^^^^^
    expected a command (see /help)
    "#);
}

#[test]
fn a_number_out_of_range_names_the_range() {
    assert_snapshot!(told("/docker-logs web 0"), @r#"
    "0" is not a number of lines
      /docker-logs web 0
                       ^
    expected a number of lines from 1 to 10000; did you mean: /docker-logs web 1
    "#);
    assert_snapshot!(told("/docker-logs web 99999"), @r#"
    "99999" is not a number of lines
      /docker-logs web 99999
                       ^^^^^
    expected a number of lines from 1 to 10000; did you mean: /docker-logs web 10000
    "#);
    assert_snapshot!(told("/docker-logs web lots"), @r#"
    "lots" is not a number of lines
      /docker-logs web lots
                       ^^^^
    expected a number of lines from 1 to 10000; for example: /docker-logs web 200
    "#);
}

#[test]
fn flags_are_checked_by_name_and_value() {
    assert_snapshot!(told("/logs web --sinse 10m"), @r#"
    "--sinse" is not a flag of /docker-logs
      /logs web --sinse 10m
                ^^^^^^^
    expected one of --since, --grep, --follow, --operation, --in; did you mean: /logs web --since 10m
    "#);
    assert_snapshot!(told("/logs web --since"), @r#"
    --since lacks its value
      /logs web --since
                ^^^^^^^
    expected a duration from 1s to 366days, such as 10m or 2h; for example: /docker-logs api --since 10m --grep "timeout|refused"
    "#);
    assert_snapshot!(told("/logs web --since --follow"), @r#"
    --since lacks its value
      /logs web --since --follow
                ^^^^^^^
    expected a duration from 1s to 366days, such as 10m or 2h; for example: /docker-logs api --since 10m --grep "timeout|refused"
    "#);
    assert_snapshot!(told("/logs --since 10"), @r#"
    "10" is not a duration
      /logs --since 10
                    ^^
    expected a duration from 1s to 366days, such as 10m or 2h; did you mean: /logs --since 10m
    "#);
    assert_snapshot!(told("/logs --follow=yes"), @"
    --follow takes no value
      /logs --follow=yes
            ^^^^^^^^
    for example: /docker-logs web 200
    ");
    assert_snapshot!(told("/logs --since 1m --since 2m"), @r#"
    --since is given twice
      /logs --since 1m --since 2m
                       ^^^^^^^
    for example: /docker-logs api --since 10m --grep "timeout|refused"
    "#);
    assert_snapshot!(told("/logs --grep \"(a\""), @r#"
    "(a" is not a pattern: unclosed group
      /logs --grep "(a"
                   ^^^^
    expected a regular expression, in quotes where it has spaces; for example: /docker-logs api --since 10m --grep "timeout|refused"
    "#);
    assert_snapshot!(told("/deploy --yes"), @r#"
    "--yes" is not a flag of /docker-deploy
      /deploy --yes
              ^^^^^
    expected one of --services, --build-push, --dry-run, --in; did you mean: /deploy yes
    "#);
    assert_snapshot!(told("/whoami -x"), @r#"
    "-x" is not a flag of /whoami
      /whoami -x
              ^^
    expected --in; for example: /whoami
    "#);
}

#[test]
fn arguments_are_missing_wrong_or_too_many() {
    assert_snapshot!(told("/codebase add"), @"
    NAME is missing
      /codebase add
                    ^
    expected a codebase name: lower-case letters, digits, '-', '_' or '.'; for example: /codebase add shop --workspace /home/team/shop
    ");
    assert_snapshot!(told("/codebase"), @"
    /codebase needs a word that says what to do
      /codebase
                ^
    expected one of add, list, use, show, remove; for example: /codebase add shop --workspace /home/team/shop
    ");
    assert_snapshot!(told("/codebase delete shop"), @r#"
    "delete" is nothing that /codebase can do
      /codebase delete shop
                ^^^^^^
    expected one of add, list, use, show, remove; for example: /codebase add shop --workspace /home/team/shop
    "#);
    assert_snapshot!(told("/codebase add Shop"), @r#"
    "Shop" is not a codebase name
      /codebase add Shop
                    ^^^^
    expected a codebase name: lower-case letters, digits, '-', '_' or '.'; did you mean: /codebase add shop
    "#);
    assert_snapshot!(told("/history 5"), @r#"
    "5" is one word too many
      /history 5
               ^
    expected the form /docker-history; for example: /docker-history
    "#);
    assert_snapshot!(told("/restart ../etc"), @r#"
    "../etc" is not a service name
      /restart ../etc
               ^^^^^^
    expected a service name: letters, digits, '-', '_' or '.'; or an instance's, hailer-…; for example: /docker-restart web
    "#);
    assert_snapshot!(told("/grant octocat deploy"), @r#"
    "octocat" is not a person's identity
      /grant octocat deploy
             ^^^^^^^
    expected telegram:<numeric id>, github:<numeric id>, console:<login> or @login; did you mean: /grant @octocat deploy
    "#);
    assert_snapshot!(told("/grant telegram:7 deploy"), @r#"
    "deploy" is not a role
      /grant telegram:7 deploy
                        ^^^^^^
    expected viewer, operator, deployer or admin; did you mean: /grant telegram:7 deployer
    "#);
    assert_snapshot!(told("/deploy -rf"), @r#"
    "-rf" is not a flag of /docker-deploy
      /deploy -rf
              ^^^
    expected one of --services, --build-push, --dry-run, --in; for example: /docker-deploy v1.4.2 --services web,api
    "#);
}

#[test]
fn settings_name_their_key_and_what_it_takes() {
    assert_snapshot!(told("/docker-config set gate_timout 2m"), @r#"
    "gate_timout" is not a setting
      /docker-config set gate_timout 2m
                         ^^^^^^^^^^^
    expected a setting (see /help docker-config); did you mean: /docker-config set gate_timeout 2m
    "#);
    assert_snapshot!(told("/docker-config set gate_timeout soon"), @r#"
    "soon" is not a value of gate_timeout
      /docker-config set gate_timeout soon
                                      ^^^^
    expected a duration from 1s to 2h, such as 2m; for example: /docker-config set gate_timeout 2m
    "#);
    assert_snapshot!(told("/docker-config set /srv/../etc shop"), @r#"
    "/srv/../etc" is not a path that can be used here
      /docker-config set /srv/../etc shop
                         ^^^^^^^^^^^
    expected an absolute path without '..', such as /srv/shop; for example: /docker-config set /srv/shop shop
    "#);
    assert_snapshot!(told("/docker-config set policy.docker-sock warn"), @r#"
    "policy.docker-sock" is not a setting
      /docker-config set policy.docker-sock warn
                         ^^^^^^^^^^^^^^^^^^
    expected a setting (see /help docker-config); did you mean: /docker-config set policy.docker-socket warn
    "#);
}

#[test]
fn quotes_must_close_and_stand_alone() {
    assert_snapshot!(told("/docker-lock \"migrating the database"), @r#"
    the quote that opens here is never closed
      /docker-lock "migrating the database
                   ^
    expected a closing "; for example: /docker-lock migrating the database --for 2h
    "#);
    assert_snapshot!(told("/logs --grep \"a\"b"), @r#"
    something follows the closing quote directly
      /logs --grep "a"b
                      ^
    expected a space behind the quote; for example: /docker-logs api --since 10m --grep "timeout|refused"
    "#);
}

#[test]
fn hidden_characters_are_shown_and_never_suggested() {
    let error = parse("/logs w\u{202e}eb\u{1b}[2J").unwrap_err();
    let told = error.to_string();
    assert!(!told.contains(['\u{202e}', '\u{1b}']), "{told:?}");
    assert!(!matches!(error.hint(), Some(Hint::DidYouMean(_))), "{told}");
}

#[test]
fn a_very_long_line_is_answered_in_a_few() {
    let long = format!("/logs web {} --nope", "x".repeat(60_000));
    let told = parse_for(&long, None).unwrap_err().to_string();
    assert!(told.len() < 1000, "{}", told.len());
    assert_eq!(told.lines().count(), 4);
}
