//! Commands about instances that are drawn at random.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::drawn::{logs, path, period};
use crate::command::{
    Chosen, Command, CreateQuery, HostVolume, InstanceCommand, LogsQuery, Secret,
};
use crate::domain::instance::Mode;
use crate::domain::name::{InstanceName, PresetName, VariableName, VersionName};

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

pub(super) fn create() -> impl Strategy<Value = CreateQuery> {
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

pub(super) fn about_instances() -> impl Strategy<Value = Command> {
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
