//! Where a password is, and where it isn't.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hailer::host::Command;

use crate::world::{SOON, World, command};

const PASSWORD: &str = "correct-horse-battery";

#[tokio::test]
async fn a_password_is_in_the_programs_environment_and_nowhere_else() {
    let world = World::new().await;
    let command = Command {
        environment: [("DB_PASSWORD".parse().unwrap(), PASSWORD.to_owned().into())].into(),
        ..command(&["sh", "-c", "env | sed 's/=.*//'; exec sleep 1000"])
    };
    assert!(!format!("{command:?}").contains(PASSWORD));
    let process = world.start_with(&command).await;
    let of = |pid: i32, what: &str| {
        let bytes = fs::read(format!("/proc/{pid}/{what}")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    world.lines(1).await;
    assert!(of(process.pid, "environ").contains(&format!("DB_PASSWORD={PASSWORD}")));
    assert_eq!(of(process.supervisor, "environ"), "");
    for pid in [process.pid, process.supervisor] {
        assert!(!of(pid, "cmdline").contains(PASSWORD));
    }
    assert!(of(process.supervisor, "cmdline").starts_with("hailer\0supervise\0"));
    assert_eq!(held_by(&world.folder()), [""; 0]);
    let mode = world.folder().metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn of_our_own_variables_a_program_gets_none_but_those_that_everybody_has() {
    let world = World::new().await;
    world.start(&["env"]).await;
    assert_eq!(world.exit_code().await, 0);
    let query = hailer::domain::log::LogQuery::last(100);
    let lines = world.host.logs(&world.folder(), &query).await.unwrap();
    assert!(std::env::vars().any(|(name, _)| name.starts_with("CARGO")));
    let names: Vec<_> = lines
        .iter()
        .map(|line| line.text.split('=').next().unwrap())
        .collect();
    let usual = [
        "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER",
    ];
    assert!(names.contains(&"PATH"));
    assert!(names.iter().all(|name| usual.contains(name)), "{names:?}");
}

#[tokio::test]
async fn its_own_path_doesnt_decide_which_program_is_run() {
    let world = World::new().await;
    let own = tempfile::tempdir().unwrap();
    let program = own.path().join("true");
    fs::write(&program, "#!/bin/sh\nexit 7\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let path = own.path().to_str().unwrap().to_owned();
    let command = Command {
        environment: [("PATH".parse().unwrap(), path.into())].into(),
        ..command(&["true"])
    };
    let checked = world.host.check(&command, SOON).await.unwrap();
    assert_eq!(checked.exit_code, 0);
    world.start_with(&command).await;
    assert_eq!(world.exit_code().await, 0);
}

/// The files below a folder that hold the password.
fn held_by(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(held_by(&path));
        } else if path.is_file()
            && String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(PASSWORD)
        {
            found.push(path.display().to_string());
        }
    }
    found
}
