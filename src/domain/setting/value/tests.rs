use super::*;
use crate::domain::finding::{FindingKind, Level};

#[test]
fn every_setting_takes_its_own_example_and_shows_it_so_that_it_can_be_set_again() {
    for setting in Setting::all() {
        let mut config = scratch();
        config.set(setting, setting.about().example).unwrap();
        let shown = config.get(setting).unwrap();
        let mut again = scratch();
        again.set(setting, &shown).unwrap();
        assert_eq!(again, config, "{setting}");
        assert_eq!(setting.to_string().parse(), Ok(setting));
    }
}

#[test]
fn every_setting_goes_back_to_its_default_but_the_two_that_a_config_is_made_of() {
    for setting in Setting::all() {
        let mut config = scratch();
        config.set(setting, setting.about().example).unwrap();
        let unset = config.unset(setting);
        if matches!(setting, Setting::ProductionPath | Setting::ComposeProject) {
            assert_eq!(unset, Err(NotUnset(setting)));
        } else {
            assert_eq!((unset, &config), (Ok(()), &scratch()), "{setting}");
        }
    }
}

#[test]
fn a_value_of_the_wrong_form_is_refused_and_changes_nothing() {
    for (key, bad) in [
        ("production_path", "srv/shop"),
        ("production_path", "/srv/../etc"),
        ("production_path", "/srv/a\u{202e}b"),
        ("compose_project", "Shop"),
        ("compose_files", "compose.yaml,../other.yaml"),
        ("compose_files", "-f"),
        ("compose_files", ""),
        ("containers", "web,,api"),
        ("deployment_strategy", "rsync"),
        ("shared_paths", "data,../outside"),
        ("shared_paths", "data,data/uploads"),
        ("shared_paths", ".hailer-0123456789"),
        ("require_checks", "on"),
        ("require_review", "green"),
        ("forks", "on"),
        ("hold_for_pull", "allow"),
        ("confirm_ttl", "59s"),
        ("confirm_ttl", "25h"),
        ("overlap", "6m"),
        ("gate_timeout", "0s"),
        ("gate_timeout", "1500ms"),
        ("stability_window", "10"),
        ("probe", "127.0.0.1:80"),
        ("probe", "http://"),
        ("url", "https://user:secret@example.com"),
        ("announce", "irc:7"),
        ("announce", "telegram:\u{202e}7"),
        ("announce", "github:acme/shop#7"),
        ("environment", "the live one"),
        ("timezone", "Berlin"),
        ("timezone", "../etc/passwd"),
        ("policy.docker-socket", "never"),
    ] {
        let setting: Setting = key.parse().unwrap();
        let mut config = scratch();
        assert!(config.set(setting, bad).is_err(), "{key} {bad:?}");
        assert_eq!(config, scratch(), "{key} {bad:?}");
    }
}

#[test]
fn the_error_says_what_is_taken_and_gives_an_example() {
    let error = Setting::GateTimeout.check("soon").unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"soon\" is not a value of gate_timeout: write a duration from 1s to 2h, such as 2m"
    );
    assert!("policy.sockets".parse::<Setting>().is_err());
}

#[test]
fn a_level_of_the_policy_is_set_for_one_kind_of_finding() {
    let mut config = scratch();
    let socket = Setting::Policy(FindingKind::DockerSocket);
    config.set(socket, "warn").unwrap();
    assert_eq!(config.level(FindingKind::DockerSocket), Level::Warn);
    assert_eq!(config.level(FindingKind::Privileged), Level::Deny);
    config.unset(socket).unwrap();
    assert_eq!(config.level(FindingKind::DockerSocket), Level::Deny);
}
