use super::*;

#[test]
fn a_name_that_could_be_an_option_or_a_path_is_refused() {
    for bad in [
        "",
        "-f",
        "--project",
        "../up",
        "a/b",
        "a b",
        "a\0",
        ".hidden",
        "ä",
    ] {
        assert!(ServiceName::new(bad).is_err(), "{bad:?}");
        assert!(ProjectName::new(bad).is_err(), "{bad:?}");
        assert!(CodebaseName::new(bad).is_err(), "{bad:?}");
    }
    assert!(ServiceName::new("x".repeat(64)).is_err());
}

#[test]
fn a_ref_that_git_refuses_is_refused() {
    for good in [
        "main",
        "v1.2.3",
        "feature/login-2",
        "3f2a9c1",
        "release/2026.11+1",
    ] {
        assert!(GitRef::new(good).is_ok(), "{good:?}");
    }
    for bad in [
        "", "-f", "a..b", "a b", "a.lock", "a/", "a~1", "a:b", "/a", "a//b", "a/.b", "a\\b",
    ] {
        assert!(GitRef::new(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn whatever_an_instance_is_called_can_be_locked() {
    for name in [
        "hailer-mysql-8.4-k3f9".to_owned(),
        format!("hailer-{}", "x".repeat(56)),
    ] {
        let lock = InstanceName::new(name).unwrap().lock();
        assert_eq!(ProjectName::new(lock.as_str()), Ok(lock));
    }
    assert!(
        CodebaseName::new(CodebaseName::INSTANCES)
            .unwrap()
            .is_instances()
    );
}

#[test]
fn a_chosen_name_of_an_instance_gets_its_beginning_once() {
    for given in ["shop-db", "hailer-shop-db"] {
        let name = InstanceName::chosen(given).unwrap();
        assert_eq!(name.as_str(), "hailer-shop-db");
    }
    for wrong in ["", "-x", "X", "a b", "../x", "hailer-", "a/b"] {
        let error = InstanceName::chosen(wrong).unwrap_err();
        assert_eq!((error.kind, error.given.as_str()), ("instance name", wrong));
    }
}

#[test]
fn the_error_names_the_kind_the_value_and_the_rule() {
    let error = ProjectName::new("Shop").unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"Shop\" is not a Compose project name: use 1 to 63 lower-case letters, digits, '-' or '_', \
         beginning with a letter or digit"
    );
}

#[test]
fn deserialising_checks_too() {
    assert!(serde_json::from_str::<ServiceName>("\"-rf\"").is_err());
    assert_eq!(
        serde_json::from_str::<ServiceName>("\"web\"")
            .unwrap()
            .as_str(),
        "web"
    );
}
