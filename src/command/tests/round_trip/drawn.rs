//! Commands that are drawn at random.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::command::{
    Code, Command, LineCount, LogsQuery, Pattern, Period, Sentence, Verb, Who, all_verbs,
};
use crate::domain::finding::FindingKind;
use crate::domain::name::{
    CodebaseName, GitRef, OperationId, ProjectName, ReleaseName, RepositoryName, ServiceName,
};
use crate::domain::role::{Role, Scope};
use crate::domain::setting::Setting;

/// Names by their rule; among them the ones that a line could take for something else.
pub(super) fn service() -> impl Strategy<Value = ServiceName> {
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

pub(super) fn codebase() -> impl Strategy<Value = CodebaseName> {
    prop_oneof!["[a-z0-9][-a-z0-9_.]{0,20}", "yes"]
        .prop_map(|name| CodebaseName::new(name).unwrap())
}

pub(super) fn path() -> impl Strategy<Value = std::path::PathBuf> {
    "(/[a-zA-Z0-9 '\"\\\\äß-][a-z ]{0,8}){1,4}".prop_map(Into::into)
}

pub(super) fn period() -> impl Strategy<Value = Period> {
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

pub(super) fn logs() -> impl Strategy<Value = LogsQuery> {
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

pub(super) fn about_codebases() -> impl Strategy<Value = Command> {
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

pub(super) fn about_services() -> impl Strategy<Value = Command> {
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

pub(super) fn about_people() -> impl Strategy<Value = Command> {
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

pub(super) fn bare() -> impl Strategy<Value = Command> {
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
