//! Where there is no Docker: what has a host command runs as a program of the machine, and the rest says what is missing.

use std::process::Command;

use hailer::domain::journal::{OperationState, Step};
use serde_json::Value;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::database::Database;
use crate::house::{House, until};
use crate::keeping::Tending;
use crate::keeping::lines::Lines;

const STORE: &str = r#"
name = "store"
about = "Redis, wherever it runs"
image = "redis:{version}-alpine"
default_version = "7"
versions = { 7 = {} }
ports = [{ container = 6379, host = 27500 }]
connect = { url = "redis://{host}:{port}/0" }

[health]
test = ["redis-cli", "ping"]

[host]
command = ["redis-server", "--port", "{port}", "--bind", "127.0.0.1", "--save", ""]
health = ["redis-cli", "-p", "{port}", "ping"]
"#;

/// One that counts aloud, and ends when it is killed.
const STUBBORN: &str = r#"
name = "stubborn"
about = "Ends when it is killed"
image = "stubborn:{version}"
default_version = "1"
versions = { 1 = {} }
logs = "trace"

[host]
command = ["sh", "-c", "trap '' TERM; n=0; while :; do n=$((n+1)); echo $n; sleep 1; done"]
"#;

impl House {
    /// One that finds no engine, and has this preset.
    async fn without_engine(name: &str, preset: &str) -> Self {
        let nowhere = "unix:///nowhere/docker.sock".to_owned();
        let short = ("HAILER_LEASE", "2s".to_owned());
        let house = Self::told(Database::Sqlite, &[("DOCKER_HOST", nowhere), short]).await;
        let file = house.path(&format!("presets/{name}.toml"));
        std::fs::write(file, preset).unwrap();
        house
    }

    /// The number of the process that stands in for the container of an instance.
    fn pid(&self, name: &str) -> i64 {
        let file = self.path(&format!("data/processes/{name}/state.json"));
        let state: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        state["pid"].as_i64().unwrap()
    }

    /// What a process of this house says to it, as a script reads it, and how it ends.
    fn runs(&self, words: &[&str]) -> (i32, Value) {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        let ran = hailer
            .args(["--json", "--yes"])
            .args(words)
            .env("USER", "ada")
            .envs(self.variables().iter().cloned())
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        let json = serde_json::from_str(&said).unwrap_or(Value::String(said));
        (ran.status.code().unwrap(), json)
    }
}

#[tokio::test]
async fn a_program_of_the_machine_stands_in_for_a_container() {
    let presets = tempfile::tempdir().unwrap();
    std::fs::write(presets.path().join("store.toml"), STORE).unwrap();
    let house = House::told(
        Database::Sqlite,
        &[
            ("DOCKER_HOST", "unix:///nowhere/docker.sock".to_owned()),
            ("HAILER_PRESETS_DIR", presets.path().display().to_string()),
        ],
    )
    .await;
    let (code, made) = house.runs(&["run", "/docker-create store --name near"]);
    assert_eq!(code, 0, "{made}");
    let text = made.to_string();
    assert!(text.contains("redis://127.0.0.1:27500/0"), "{text}");
    let ping = |port: &str| {
        let ran = Command::new("redis-cli")
            .args(["-p", port, "ping"])
            .output();
        String::from_utf8(ran.unwrap().stdout).unwrap()
    };
    assert_eq!(ping("27500").trim(), "PONG");
    let condition = || {
        let (code, listed) = house.runs(&["run", "/docker-instances"]);
        assert_eq!(code, 0, "{listed}");
        let found = listed.to_string();
        ["healthy", "stopped", "failed"]
            .into_iter()
            .find(|word| found.contains(&format!("\"condition\":\"{word}\"")))
            .map(str::to_owned)
    };
    assert_eq!(condition().as_deref(), Some("healthy"));
    let (code, logs) = house.runs(&["run", "/docker-logs hailer-near 50"]);
    assert!(
        code == 0 && logs.to_string().contains("Ready to accept connections"),
        "{logs}"
    );
    let (code, stopped) = house.runs(&["run", "/docker-stop hailer-near"]);
    assert_eq!(code, 0, "{stopped}");
    assert_ne!(ping("27500").trim(), "PONG");
    assert_eq!(condition().as_deref(), Some("stopped"));
    let (code, started) = house.runs(&["run", "/docker-start hailer-near"]);
    assert_eq!(code, 0, "{started}");
    assert_eq!(ping("27500").trim(), "PONG");
    let (code, gone) = house.runs(&["run", "/docker-destroy near"]);
    assert_eq!(code, 0, "{gone}");
    assert_ne!(ping("27500").trim(), "PONG");
    assert!(house.router.store().instances().await.unwrap().is_empty());
    for (line, words) in [
        ("/docker-create postgres", "Docker isn't reachable here"),
        ("/docker-create store --persistent", "keeps no data"),
        (
            "/docker-create store --env PATH=/tmp/own",
            "Store can't be given PATH. Without Docker it runs as a program of this machine, which gets only the variables that \
             its preset names. Leave --env PATH out, or start Docker.",
        ),
        (
            "/docker-create store --env LD_PRELOAD=/tmp/own.so",
            "Store can't be given LD_PRELOAD.",
        ),
    ] {
        let (code, said) = house.runs(&["run", line]);
        let said = said.to_string();
        assert!(code != 0 && said.contains(words), "{line}: {said}");
    }
    assert!(house.router.store().instances().await.unwrap().is_empty());
    assert_eq!(house.runs(&["run", "/docker-presets"]).0, 0);
}

#[tokio::test]
async fn one_is_replaced_without_asking_for_an_engine() {
    let house = House::without_engine("store", &STORE.replace("27500", "27600")).await;
    let (code, made) = house.runs(&["run", "/docker-create store --name near"]);
    assert_eq!(code, 0, "{made}");
    let before = house.pid("hailer-near");
    let (code, replaced) = house.runs(&["run", "/docker-create store --name near --replace"]);
    assert_eq!(code, 0, "{replaced}");
    assert_ne!(house.pid("hailer-near"), before);
    let (code, gone) = house.runs(&["run", "/docker-destroy near"]);
    assert_eq!(code, 0, "{gone}");
}

#[tokio::test]
async fn what_a_program_writes_is_in_the_log_once() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::registry().with(lines.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    let house = House::without_engine("stubborn", STUBBORN).await;
    let _tending = Tending::begin(&house.router);
    let (code, made) = house.runs(&["run", "/docker-create stubborn --name says"]);
    assert_eq!(code, 0, "{made}");
    // Meanwhile all is looked after again, more than once.
    let said = until("some lines are there", async || {
        let said = lines.of("hailer-says");
        (said.len() > 3).then_some(said)
    })
    .await;
    let number = |line: &String| line.trim_start_matches("stdout: ").parse::<u32>().unwrap();
    let numbers: Vec<_> = said.iter().map(number).collect();
    assert!(
        numbers.windows(2).all(|two| two[1] == two[0] + 1),
        "{said:?}"
    );
    let mut warnings = lines.warnings();
    warnings.retain(|warning| warning.contains("could not be looked after"));
    assert_eq!(warnings, [""; 0]);
    assert_eq!(house.runs(&["run", "/docker-destroy says"]).0, 0);
}

#[tokio::test]
async fn a_restart_that_was_interrupted_before_it_stopped_anything_is_carried_out() {
    let house = House::without_engine("stubborn", STUBBORN).await;
    let (code, made) = house.runs(&["run", "/docker-create stubborn --name slow"]);
    assert_eq!(code, 0, "{made}");
    let before = house.pid("hailer-slow");
    let begins = |step: &Step| matches!(step, Step::StopAndStart { .. });
    house
        .kills("/docker-restart hailer-slow", true, begins)
        .await;
    until("the lease of the killed one is over", async || {
        let (code, _) = house.runs(&["run", "/docker-start hailer-slow"]);
        (code == 0).then_some(())
    })
    .await;
    assert_ne!(house.pid("hailer-slow"), before);
    assert_eq!(house.runs(&["run", "/docker-destroy slow"]).0, 0);
}

#[tokio::test]
async fn what_is_brought_to_an_end_is_verified_though_its_program_runs() {
    let up = tempfile::NamedTempFile::new().unwrap();
    let checked = STUBBORN.replace(
        "[host]\n",
        "[health]\ntest = [\"true\"]\nwithin = \"2s\"\n\n[host]\n",
    );
    let health = format!("health = [\"test\", \"-e\", {:?}]\n", up.path());
    let house = House::without_engine("stubborn", &(checked + &health)).await;
    let (code, made) = house.runs(&["run", "/docker-create stubborn --name well"]);
    assert_eq!(code, 0, "{made}");
    let path = up.into_temp_path();
    std::fs::remove_file(&path).unwrap();
    let waits = |step: &Step| matches!(step, Step::Gate { .. });
    let killed = house.kills("/docker-reset hailer-well", false, waits).await;
    let ended = house.recovers(&killed).await;
    assert_eq!(ended.state, OperationState::Failed, "{ended:?}");

    let before = house.pid("hailer-well");
    let start = ["run", "/docker-start hailer-well"];
    assert_eq!(house.runs(&start).0, 5, "its check still fails");
    std::fs::write(&path, "").unwrap();
    assert_eq!(house.runs(&start).0, 0);
    assert_eq!(house.pid("hailer-well"), before, "it ran all the time");
    assert_eq!(house.runs(&["run", "/docker-destroy well"]).0, 0);
}
