//! How instances are spoken of.

use super::{chat, terminal};
use crate::command::{Chosen, Command, InstanceCommand, LineCount};
use crate::domain::action::Action;
use crate::domain::instance::Mode;
use crate::domain::name::{InstanceName, ServiceName};

fn asked(text: &str) -> InstanceCommand {
    match chat(text).command {
        Command::Instance(command) => command,
        other => panic!("{other:?}"),
    }
}

fn instance(name: &str) -> InstanceName {
    InstanceName::new(name).unwrap()
}

#[test]
fn what_begins_with_hailer_is_an_instance_and_what_does_not_is_a_service() {
    let names = vec![instance("hailer-a"), instance("hailer-b")];
    let start = InstanceCommand::Start { names };
    assert_eq!(asked("/docker-start hailer-a hailer-b"), start);
    let web = vec![ServiceName::new("web").unwrap()];
    assert_eq!(
        chat("/docker-stop web").command,
        Command::Stop { services: web }
    );
    assert_eq!(chat("/stop").command, Command::Stop { services: vec![] });

    let logs = asked("/logs hailer-a 20 --since 1h --grep x --follow");
    let InstanceCommand::Logs { name, query } = logs else {
        panic!("{logs:?}");
    };
    assert_eq!((name, query.service), (instance("hailer-a"), None));
    assert_eq!((query.lines, query.follow), (LineCount::new(20), true));
    assert!(chat("/restart hailer-a yes").yes);
    assert!(chat("/restart hailer-a").command.concerns_instances());
    assert!(!chat("/restart web").command.concerns_instances());
}

#[test]
fn where_only_instances_are_meant_their_beginning_may_be_left_out() {
    let name = || instance("hailer-shop-db");
    for text in ["/inspect shop-db", "/docker_inspect hailer-shop-db"] {
        assert_eq!(asked(text), InstanceCommand::Inspect { name: name() });
    }
    assert_eq!(
        asked("/reset shop-db yes"),
        InstanceCommand::Reset { name: name() }
    );
    let destroy = InstanceCommand::Destroy {
        which: Chosen::Named(vec![name(), instance("hailer-x")]),
        remove_volume: true,
    };
    assert_eq!(asked("/destroy shop-db x --remove-volume"), destroy);
}

#[test]
fn a_bare_number_of_seconds_is_a_limit() {
    let limit = |text| match asked(text) {
        InstanceCommand::Stop { timeout, .. } => timeout.unwrap().get().as_secs(),
        other => panic!("{other:?}"),
    };
    assert_eq!(limit("/stop hailer-x --timeout 10"), 10);
    assert_eq!(limit("/stop hailer-x --timeout 2m"), 120);
}

#[test]
fn a_verb_whose_form_is_left_out_lists() {
    for text in [
        "/docker-images",
        "/docker-images list",
        "/images --in shop",
        "/docker images",
    ] {
        assert_eq!(asked(text), InstanceCommand::Images, "{text}");
    }
    assert_eq!(asked("/docker_volumes"), InstanceCommand::Volumes);
    assert!(chat("/volumes prune yes").yes);
    let all = InstanceCommand::PullImages { presets: vec![] };
    assert_eq!(asked("/images pull --all"), all);
    assert_eq!(terminal("images").to_string(), "/docker-images list");
}

#[test]
fn what_is_asked_of_create_is_read_with_all_its_flags() {
    let text = "/create postgres mysql --version 16 --durable --env A=b --env \"C=d e=f\" --volume /srv/x:/x:ro \
                --volume /srv/y:/y --for 2h --with-bot --public --replace --keep --all-or-nothing";
    let InstanceCommand::Create(query) = asked(text) else {
        panic!("{text}");
    };
    assert_eq!((query.presets.len(), query.mode), (2, Mode::Durable));
    let variable = |at: usize| {
        let (name, value) = &query.environment[at];
        format!("{name} is {}", value.expose())
    };
    assert_eq!(
        (variable(0), variable(1)),
        ("A is b".to_owned(), "C is d e=f".to_owned())
    );
    let volumes: Vec<String> = query.volumes.iter().map(ToString::to_string).collect();
    assert_eq!(volumes, ["/srv/x:/x:ro", "/srv/y:/y"]);
    assert!(query.with_bot && query.public && query.replace && query.keep && query.all_or_nothing);
    assert_eq!(query.period.unwrap().get().as_secs(), 7200);

    let InstanceCommand::Create(one) =
        asked("/create azurite --name blobs --port 10000 --image a/b:1")
    else {
        panic!("not a create");
    };
    assert_eq!(one.name, Some(instance("hailer-blobs")));
    assert_eq!(
        (one.port, one.image.as_deref()),
        (Some(10000), Some("a/b:1"))
    );
    assert_eq!(one.mode, Mode::Fast);
}

#[test]
fn a_secret_is_printed_in_the_command_and_nowhere_else() {
    let given = chat("/create postgres --env POSTGRES_PASSWORD=hunter2");
    assert_eq!(
        given.to_string(),
        "/docker-create postgres --env POSTGRES_PASSWORD=hunter2"
    );
    assert_eq!(
        given.command.without_secrets().to_string(),
        "/docker-create postgres --env \"POSTGRES_PASSWORD=…\""
    );
    assert!(!format!("{given:?}").contains("hunter2"));
}

#[test]
fn what_is_asked_of_instances_is_allowed_by_what_it_does() {
    let action = |text| chat(text).command.action().unwrap();
    for (text, asks) in [
        ("/create postgres", Action::Create),
        ("/create postgres --name x --replace", Action::Reset),
        ("/instances", Action::Instances),
        ("/inspect x", Action::Instances),
        ("/images", Action::Instances),
        ("/images pull --all", Action::PullImages),
        ("/images prune", Action::Prune),
        ("/volumes", Action::Instances),
        ("/volumes prune", Action::Prune),
        ("/logs hailer-x", Action::InstanceLogs),
        ("/docker-start hailer-x", Action::Start),
        ("/stop hailer-x", Action::Stop),
        ("/restart hailer-x", Action::Restart),
        ("/reset x", Action::Reset),
        ("/destroy --mine", Action::Destroy),
    ] {
        assert_eq!(action(text), asks, "{text}");
    }
}
