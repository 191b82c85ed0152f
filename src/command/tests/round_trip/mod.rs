//! Properties: nothing panics, and what is printed reads back as what it was.

mod drawn;
mod instances;

use proptest::option;
use proptest::prelude::*;

use crate::command::{
    Command, InstanceCommand, Invocation, Problem, parse, parse_answer, parse_for,
};
use drawn::{about_codebases, about_people, about_services, bare, codebase};
use instances::{about_instances, create};

fn invocation() -> impl Strategy<Value = Invocation> {
    let command = prop_oneof![
        about_codebases(),
        about_services(),
        about_instances(),
        about_people(),
        bare()
    ];
    (command, option::of(codebase()), any::<bool>()).prop_map(|(command, codebase, yes)| {
        let yes = yes && command.verb().takes_yes;
        Invocation {
            command,
            codebase,
            yes,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_reads_back_as_the_same(given in invocation()) {
        let printed = given.to_string();
        prop_assert_eq!(parse(&printed).map_err(|error| error.to_string()), Ok(given.clone()));
        prop_assert_eq!(parse_for(&printed, None).map_err(|error| error.to_string()), Ok(given));
    }

    #[test]
    fn no_text_panics_and_every_error_can_be_shown(text in any::<String>()) {
        let _ = parse_answer(&text);
        for line in [text.clone(), format!("/{text}"), format!("/logs {text}"), format!("/lock {text}")] {
            if let Err(error) = parse(&line) {
                let told = error.to_string();
                prop_assert!(told.lines().count() <= 4, "{}", told);
                prop_assert!(!told.chars().any(|c| c.is_control() && c != '\n'), "{:?}", told);
                prop_assert!(line.get(error.span()).is_some(), "{:?}", error.span());
            }
        }
    }

    #[test]
    fn a_line_that_is_cut_off_anywhere_is_read_or_refused(given in invocation(), at in 0_usize..200) {
        let printed = given.to_string();
        let cut: String = printed.chars().take(at).collect();
        if let Err(error) = parse(&cut) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_error_says_what_is_secret(
        create in create(),
        secret in "[\"'“]?s3cr[ =\"]?et[0-9]{4}[\"' ]{0,2}",
        wrong in proptest::sample::select(vec!["--nope", "--name Ä", "--for soon", "--env K", "\"", "x y=z", "-e", "--port 0"]),
    ) {
        let secret_parts = |told: &str| told.contains("s3cr") || told.contains("et0") || told.contains("et1");
        // A password with a = in it can look like a variable.
        let bare = secret.replace('=', "");
        let printed = Command::Instance(InstanceCommand::Create(Box::new(create))).to_string();
        for line in [
            format!("{printed} --env PASSWORD={secret} {wrong}"),
            format!("{printed} {wrong} --env PASSWORD={secret}"),
            format!("/docker-create {wrong} --env PASSWORD={secret}"),
            format!("/docker-create postgres --env={bare} {wrong}"),
            format!("/docker-create postgres --env {bare} {wrong}"),
            format!("/docker-create postgres -e PASSWORD={secret} {wrong}"),
            format!("/docker-creat postgres --env PASSWORD={secret} {wrong}"),
            format!("/docker-create postgres PASSWORD={secret} {wrong}"),
            format!("/docker-start web --env PASSWORD={secret} {wrong}"),
        ] {
            if let Err(error) = parse(&line) {
                let told = error.to_string();
                prop_assert!(!secret_parts(&told), "{}\n{}", line, told);
                prop_assert!(!format!("{error:?}").contains("s3cr"), "{:?}", error);
            }
        }
    }
}

#[test]
fn what_is_no_command_is_pointed_at_by_whole_letters() {
    for text in ["", " ", "\u{a0}", "\u{3000}x", "“漢字”"] {
        let refused = parse(text).unwrap_err();
        assert!(text.get(refused.span()).is_some(), "{text:?}");
    }
}

#[test]
fn a_megabyte_of_anything_is_not_read() {
    for unit in ["a ", "\"", "--x=", "\0", "\u{202e}é", "/docker ", "“"] {
        let text = format!("/logs {}", unit.repeat((1 << 20) / unit.len()));
        let refused = parse(&text).unwrap_err();
        assert_eq!(refused.problem(), &Problem::TooLong, "{unit:?}");
    }
}
