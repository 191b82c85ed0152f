//! A deploy that changes three services: until all are new, and how long no container of each runs.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use hailer::reply::Status;

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::turns::median;

/// How often each side changes all three. An odd number.
const ROUNDS: usize = 11;

const SERVICES: [&str; 3] = ["web", "api", "worker"];

/// What an event is about, as its label says.
const SERVICE: &str = "{{index .Actor.Attributes \"com.docker.compose.service\"}}";

pub(crate) fn rows() -> Vec<Row> {
    let names = ["hailer-bench-three-ours", "hailer-bench-three-theirs"];
    let [ours, theirs] = names.map(Side::up);
    let mut seen = [Seen::default(), Seen::default()];
    for version in 1..=ROUNDS {
        seen[0].note(ours.watched(|| {
            ours.write("workspace", version);
            let reply = ours.shop.deploy_now();
            assert_eq!(reply.status, Status::Done, "{reply:#?}");
        }));
        seen[1].note(theirs.watched(|| {
            theirs.write("production", version);
            run(theirs.shop.compose().args(["up", "--detach", "--wait"]));
        }));
    }
    let [ours, theirs] = seen;
    let row = |what: &str, ours: Vec<Duration>, theirs: Vec<Duration>| {
        Row::new(what, Figure::Time(median(ours)))
            .beside("docker-compose up -d --wait", Figure::Time(median(theirs)))
    };
    let mut rows = vec![row(
        "three services changed, until the last new one runs",
        ours.all_new,
        theirs.all_new,
    )];
    for service in SERVICES {
        rows.push(row(
            &format!("of these, {service}: no container runs"),
            ours.down[service].clone(),
            theirs.down[service].clone(),
        ));
    }
    rows
}

#[derive(Default)]
struct Seen {
    all_new: Vec<Duration>,
    down: BTreeMap<&'static str, Vec<Duration>>,
}

impl Seen {
    fn note(&mut self, (begun, events): (SystemTime, Vec<Event>)) {
        let last = events
            .iter()
            .filter(|event| event.starts)
            .map(|event| event.at);
        self.all_new
            .push(last.max().unwrap().duration_since(begun).unwrap());
        for service in SERVICES {
            let of: Vec<_> = events
                .iter()
                .filter(|event| event.service == service)
                .collect();
            self.down.entry(service).or_default().push(down(&of));
        }
    }
}

/// For how long none ran, where one ran at the beginning.
fn down(events: &[&Event]) -> Duration {
    let (mut running, mut since, mut down) = (1_u32, None, Duration::ZERO);
    for event in events {
        if event.starts {
            running += 1;
            if let Some(since) = since.take() {
                down += event.at.duration_since(since).unwrap();
            }
        } else {
            running -= 1;
            if running == 0 {
                since = Some(event.at);
            }
        }
    }
    assert_eq!(running, 1, "one runs at the end");
    down
}

/// A container of a service has started, or ended.
struct Event {
    at: SystemTime,
    starts: bool,
    service: String,
}

struct Side {
    shop: Shop,
    project: &'static str,
}

impl Side {
    fn up(project: &'static str) -> Self {
        let shop = Shop::of(project, &file(0));
        shop.ask("/docker-config set stability_window 1s");
        Self { shop, project }
    }

    fn write(&self, tree: &str, version: usize) {
        self.shop
            .write(&format!("{tree}/compose.yaml"), &file(version));
    }

    /// What the engine says of the project's containers during a change, and when that began.
    fn watched(&self, change: impl FnOnce()) -> (SystemTime, Vec<Event>) {
        let of = format!("label=com.docker.compose.project={}", self.project);
        let mut events = Command::new("docker")
            .args(["events", "--filter", &of, "--filter", "type=container"])
            .args(["--filter", "event=start", "--filter", "event=die"])
            .args([
                "--format",
                &format!("{{{{.TimeNano}}}} {{{{.Action}}}} {SERVICE}"),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        settle();
        let begun = SystemTime::now();
        change();
        settle();
        events.kill().unwrap();
        (begun, read(events))
    }
}

fn read(events: Child) -> Vec<Event> {
    let said = events.wait_with_output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let event = |line: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let [nanos, action, service] = words[..] else {
            panic!("{line}");
        };
        Event {
            at: SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos.parse().unwrap()),
            starts: action == "start",
            service: service.to_owned(),
        }
    };
    said.lines().map(event).collect()
}

/// So that the listener is there, and what it was told has come.
fn settle() {
    std::thread::sleep(Duration::from_secs(1));
}

/// The shop's compose file, whose three services differ from version to version.
fn file(version: usize) -> String {
    let build = format!("    build: .\n    labels: {{version: \"{version}\"}}\n");
    include_str!("shop.yaml").replace("    build: .\n", &build)
}
