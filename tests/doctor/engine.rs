//! The engine and the Compose binary.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::host::{Host, open_to_others, said};

/// Somebody who is not root and owns nothing.
const NOBODY: u32 = 65534;

/// Listens at a socket and answers whoever comes with these bytes, until the process ends.
fn answers(socket: &Path, answer: &'static str) {
    let listener = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        for caller in listener.incoming() {
            let mut caller = caller.unwrap();
            let mut asked = [0; 4096];
            // Whoever asks may be gone by the time of the answer.
            let _: usize = caller.read(&mut asked).unwrap_or(0);
            drop(caller.write_all(answer.as_bytes()));
        }
    });
}

fn at(host: Host, socket: &Path) -> Host {
    host.with("DOCKER_HOST", format!("unix://{}", socket.display()))
}

#[test]
fn without_an_engine_it_is_said_how_to_start_it() {
    let host = Host::new().with("DOCKER_HOST", "unix:///nowhere/docker.sock");
    host.is_told(
        5,
        "Docker engine",
        (
            "there is no unix:///nowhere/docker.sock",
            "systemctl start docker",
        ),
    );
    let host = Host::new().with("DOCKER_HOST", "tcp://127.0.0.1:9");
    host.is_told(
        5,
        "Docker engine",
        ("tcp://127.0.0.1:9 does not answer", "correct DOCKER_HOST"),
    );
}

#[test]
fn what_is_no_engine_is_told_from_one() {
    let answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone";
    let old =
        "HTTP/1.1 200 OK\r\napi-version: 1.24\r\nostype: linux\r\ncontent-length: 2\r\n\r\nOK";
    let cases = [
        (
            answer,
            "can't ask the engine's version",
            "no Docker engine listens there",
        ),
        (
            "SSH-2.0-OpenSSH_9.2\r\n",
            "does not answer",
            "see that it is a Docker engine",
        ),
        (
            old,
            "Engine 20.10 (API 1.41) is the oldest that is supported",
            "a newer engine",
        ),
    ];
    for (answer, found, fix) in cases {
        let host = Host::new();
        let socket = host.path("engine.sock");
        answers(&socket, answer);
        at(host, &socket).is_told(5, "Docker engine", (found, fix));
    }
}

#[test]
fn whoever_may_not_open_the_socket_is_told_of_its_group() {
    let host = Host::new();
    let socket = host.path("engine.sock");
    answers(&socket, "");
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).unwrap();
    open_to_others(&host.path(""));
    let theirs = host.path("srv");
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o777)).unwrap();
    let host = at(host, &socket).with("HAILER_DATA_DIR", theirs.join("data"));
    // The program may lie where nobody but root can go.
    let program = host.path("hailer");
    fs::copy(env!("CARGO_BIN_EXE_hailer"), &program).unwrap();
    let mut doctor = std::process::Command::new(&program);
    doctor.env_clear().envs(
        host.hailer(&[])
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let is_root = rustix::process::geteuid().is_root();
    if is_root {
        doctor.uid(NOBODY).gid(NOBODY);
    } else {
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o000)).unwrap();
    }
    let (code, wrong) = said(&doctor.args(["doctor", "--json"]).output().unwrap());
    let [wrong] = wrong.as_slice() else {
        panic!("{wrong:#?}");
    };
    assert_eq!((code, wrong.what.as_str()), (5, "Docker engine"));
    assert!(
        wrong.found.contains("this user may not open unix://"),
        "{wrong:?}"
    );
    assert!(wrong.fix.contains("usermod -aG docker"), "{wrong:?}");
}

#[test]
fn a_compose_binary_that_cannot_be_used_is_worth_a_look() {
    let host = Host::new().with("HAILER_COMPOSE_BIN", "/nowhere/docker-compose");
    host.is_told(
        0,
        "Compose binary",
        (
            "Looked for /nowhere/docker-compose",
            "install Docker's Compose plugin",
        ),
    );

    let host = Host::new();
    let plain = host.write("docker-compose", "#!/bin/sh\necho 2.26.1\n");
    let host = host.with("HAILER_COMPOSE_BIN", plain);
    host.is_told(
        0,
        "Compose binary",
        ("does not run as Docker Compose", "chmod +x"),
    );

    for (answer, found, fix) in [
        (
            "echo 2.17.0",
            "Docker Compose 2.17.0 is too old",
            "install Compose 2.20.0 or newer",
        ),
        (
            "echo v1.29.2",
            "Docker Compose 1.29.2 is too old",
            "install Compose 2.20.0 or newer",
        ),
        (
            "echo hello",
            "It answers \"hello\"",
            "is Docker's Compose plugin",
        ),
        (
            "exit 1",
            "does not run as Docker Compose",
            "is Docker's Compose plugin",
        ),
    ] {
        let host = Host::new();
        let script = host.script("docker-compose", &format!("#!/bin/sh\n{answer}\n"));
        let host = host.with("HAILER_COMPOSE_BIN", script);
        host.is_told(0, "Compose binary", (found, fix));
    }
}
