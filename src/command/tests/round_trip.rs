//! Properties: nothing panics, and what is printed reads back as what it was.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::command::{
    Chosen, Code, Command, CreateQuery, HostVolume, InstanceCommand, Invocation, LineCount,
    LogsQuery, Pattern, Period, Problem, Secret, Sentence, Verb, Who, all_verbs, parse,
    parse_answer, parse_for,
};
use crate::domain::finding::FindingKind;
use crate::domain::instance::Mode;
use crate::domain::name::{
    CodebaseName, GitRef, InstanceName, OperationId, PresetName, ProjectName, ReleaseName,
    RepositoryName, ServiceName, VariableName, VersionName,
};
use crate::domain::role::{Role, Scope};
use crate::domain::setting::Setting;

/// Names by their rule; among them the ones that a line could take for something else.
fn service() -> impl Strategy<Value = ServiceName> {
    prop_oneof![
        "[a-zA-Z0-9][-a-zA-Z0-9_.]{0,20}",
        "yes",
        "no",
        "[0-9]{1,5}",
        "docker"
    ]
    .prop_map(|name| ServiceName::new(name).unwrap())
}

fn services() -> impl Strategy<Value = Vec<ServiceName>> {
    vec(service(), 0..4)
}

fn codebase() -> impl Strategy<Value = CodebaseName> {
    prop_oneof!["[a-z0-9][-a-z0-9_.]{0,20}", "yes"]
        .prop_map(|name| CodebaseName::new(name).unwrap())
}

fn path() -> impl Strategy<Value = std::path::PathBuf> {
    "(/[a-zA-Z0-9 '\"\\\\äß-][a-z ]{0,8}){1,4}".prop_map(Into::into)
}

fn period() -> impl Strategy<Value = Period> {
    (1_u64..=366 * 86_400).prop_map(|secs| Period::from_secs(secs).unwrap())
}

fn code() -> impl Strategy<Value = Code> {
    "[A-Za-z0-9][-A-Za-z0-9_]{3,30}".prop_map(|code| Code::new(&code).unwrap())
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        "(telegram|github):[1-9][0-9]{0,9}".prop_map(|id| Who::Principal(id.parse().unwrap())),
        "[a-z][-a-z0-9]{0,20}".prop_map(|name| Who::login(&name).unwrap()),
    ]
}

fn scope() -> impl Strategy<Value = Option<Scope>> {
    option::of(prop_oneof![
        Just(Scope::Everything),
        codebase().prop_map(Scope::Codebase)
    ])
}

fn setting() -> impl Strategy<Value = Setting> {
    let all: Vec<Setting> = Setting::all().collect();
    proptest::sample::select(all)
}

fn role() -> impl Strategy<Value = Role> {
    proptest::sample::select(Role::ALL.to_vec())
}

fn logs() -> impl Strategy<Value = LogsQuery> {
    let lines = (1..=LineCount::MAX).prop_map(|lines| LineCount::new(lines).unwrap());
    let grep =
        "[a-z \"'\\\\|.+-]{1,20}".prop_filter_map("compiles", |text| Pattern::new(&text).ok());
    let operation = "[0-9a-z]{10}".prop_map(|id| OperationId::new(id).unwrap());
    (
        option::of(service()),
        option::of(lines),
        option::of(period()),
        option::of(grep),
        any::<bool>(),
        option::of(operation),
    )
        .prop_map(
            |(service, lines, since, grep, follow, operation)| LogsQuery {
                service,
                lines,
                since,
                grep,
                follow,
                operation,
            },
        )
}

fn about_codebases() -> impl Strategy<Value = Command> {
    let repository = "[a-zA-Z0-9]{1,9}/[a-zA-Z0-9._-]{1,9}"
        .prop_filter_map("a repository", |name| RepositoryName::new(name).ok());
    let project = "[a-z0-9][-a-z0-9_]{0,20}".prop_map(|name| ProjectName::new(name).unwrap());
    prop_oneof![
        (codebase(), option::of(path()), option::of(repository)).prop_map(
            |(name, workspace, repository)| Command::CodebaseAdd {
                name,
                workspace,
                repository
            }
        ),
        codebase().prop_map(|name| Command::CodebaseUse { name }),
        codebase().prop_map(|name| Command::CodebaseRemove { name }),
        (path(), project).prop_map(|(production_path, compose_project)| Command::ConfigInit {
            production_path,
            compose_project
        }),
        setting().prop_map(|setting| Command::ConfigSet {
            setting,
            value: setting.about().example.to_owned()
        }),
        setting().prop_map(|setting| Command::ConfigUnset { setting }),
        Just(Command::ConfigSet {
            setting: Setting::Policy(FindingKind::Device),
            value: "deny".to_owned()
        }),
    ]
}

fn about_services() -> impl Strategy<Value = Command> {
    let reference = "[a-zA-Z0-9][-a-zA-Z0-9_./+@]{0,20}"
        .prop_filter_map("a ref", |name| GitRef::new(name).ok());
    let release = "[a-z0-9][-a-z0-9_.]{0,20}".prop_map(|name| ReleaseName::new(name).unwrap());
    let reason = any::<String>().prop_filter_map("a reason", |text| Sentence::new(&text));
    prop_oneof![
        (services(), any::<bool>())
            .prop_map(|(services, stats)| Command::Status { services, stats }),
        logs().prop_map(Command::Logs),
        services().prop_map(|services| Command::Restart { services }),
        services().prop_map(|services| Command::Start { services }),
        services().prop_map(|services| Command::Stop { services }),
        (
            option::of(reference),
            services(),
            any::<bool>(),
            any::<bool>()
        )
            .prop_map(
                |(reference, services, build_push, dry_run)| Command::Deploy {
                    reference,
                    services,
                    build_push,
                    dry_run
                }
            ),
        option::of(release).prop_map(|release| Command::Rollback { release }),
        (option::of(reason), option::of(period()))
            .prop_map(|(reason, period)| Command::Lock { reason, period }),
    ]
}

fn about_people() -> impl Strategy<Value = Command> {
    let heads: Vec<&str> = all_verbs().map(Verb::head).collect();
    prop_oneof![
        option::of(code()).prop_map(|code| Command::Confirm { code }),
        option::of(code()).prop_map(|code| Command::Link { code }),
        code().prop_map(|code| Command::Pair { code }),
        (who(), role(), scope()).prop_map(|(who, role, scope)| Command::Grant { who, role, scope }),
        (who(), scope()).prop_map(|(who, scope)| Command::Revoke { who, scope }),
        any::<bool>().prop_map(|denied| Command::Audit { denied }),
        option::of(proptest::sample::select(heads)).prop_map(|topic| Command::Help { topic }),
    ]
}

fn instance() -> impl Strategy<Value = InstanceName> {
    prop_oneof!["[a-z0-9][-a-z0-9_.]{0,20}", "yes", "hailer-x", "[0-9]{1,5}"]
        .prop_map(|name| InstanceName::chosen(name).unwrap())
}

fn instances() -> impl Strategy<Value = Vec<InstanceName>> {
    vec(instance(), 1..4)
}

fn preset() -> impl Strategy<Value = PresetName> {
    "[a-z0-9][-a-z0-9]{0,10}"
        .prop_filter("yes at the end of a line is an answer", |name| {
            name != "yes"
        })
        .prop_map(|name| PresetName::new(name).unwrap())
}

fn variable() -> impl Strategy<Value = (VariableName, Secret)> {
    let value = prop_oneof![any::<String>(), "[\"'“ =a-z]{0,8}"]
        .prop_filter("no variable can hold a NUL", |value| !value.contains('\0'));
    ("[A-Za-z_][A-Za-z0-9_]{0,8}", value)
        .prop_map(|(name, value)| (VariableName::new(name).unwrap(), Secret::new(value)))
}

fn mount() -> impl Strategy<Value = HostVolume> {
    (
        path(),
        "/[a-z]{1,9}(/[a-z. ]{1,5}[a-z]){0,2}",
        any::<bool>(),
    )
        .prop_map(|(source, target, read_only)| HostVolume {
            source,
            target,
            read_only,
        })
}

fn create() -> impl Strategy<Value = CreateQuery> {
    let what = (
        vec(preset(), 1..4),
        option::of("[a-zA-Z0-9][-a-z0-9_.]{0,9}"),
    );
    let image = option::of("[a-z0-9]{1,9}(:[0-9]{1,4})?(/[a-z]{1,9}){0,2}(@sha256:[0-9a-f]{64})?");
    let one = (option::of(instance()), option::of(1_u16..), image);
    let given = (
        vec(variable(), 0..3),
        vec(mount(), 0..3),
        option::of(period()),
    );
    let mode = proptest::sample::select(Mode::ALL.to_vec());
    (what, one, given, mode, any::<[bool; 5]>()).prop_map(|(what, one, given, mode, switches)| {
        let (presets, version) = what;
        let is_one = presets.len() == 1;
        let (name, port, image) = one;
        let (environment, volumes, period) = given;
        let [with_bot, public, replace, keep, all_or_nothing] = switches;
        CreateQuery {
            presets,
            version: version.map(|version| VersionName::new(version).unwrap()),
            image: image.filter(|_| is_one),
            mode,
            name: name.filter(|_| is_one),
            port: port.filter(|_| is_one),
            environment,
            volumes,
            period,
            with_bot,
            public,
            replace,
            keep,
            all_or_nothing,
        }
    })
}

fn about_instances() -> impl Strategy<Value = Command> {
    use InstanceCommand as C;
    let which = prop_oneof![
        instances().prop_map(Chosen::Named),
        Just(Chosen::Mine),
        Just(Chosen::All)
    ];
    let no_service = logs().prop_map(|query| LogsQuery {
        service: None,
        operation: None,
        ..query
    });
    prop_oneof![
        create().prop_map(|query| C::Create(Box::new(query))),
        any::<bool>().prop_map(|all| C::List { all }),
        instance().prop_map(|name| C::Inspect { name }),
        instance().prop_map(|name| C::Reset { name }),
        instances().prop_map(|names| C::Start { names }),
        (instances(), option::of(period())).prop_map(|(names, timeout)| C::Stop { names, timeout }),
        (instances(), option::of(period()))
            .prop_map(|(names, timeout)| C::Restart { names, timeout }),
        (instance(), no_service).prop_map(|(name, query)| C::Logs { name, query }),
        (which, any::<bool>()).prop_map(|(which, remove_volume)| C::Destroy {
            which,
            remove_volume
        }),
        vec(preset(), 0..3).prop_map(|presets| C::PullImages { presets }),
        Just(C::Images),
        Just(C::PruneImages),
        Just(C::Volumes),
        Just(C::PruneVolumes),
    ]
    .prop_map(Command::Instance)
}

fn bare() -> impl Strategy<Value = Command> {
    proptest::sample::select(vec![
        Command::CodebaseList,
        Command::CodebaseShow,
        Command::ConfigShow,
        Command::ConfigAutoDetect,
        Command::ConfigValidate,
        Command::History,
        Command::CancelOperation,
        Command::Unlock,
        Command::Decline,
        Command::AllowChat,
        Command::Whoami,
        Command::Presets { name: None },
        Command::Presets {
            name: Some("show".parse().unwrap()),
        },
    ])
}

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
