//! What the users of a service notice while it is replaced, beside the same change by the official tool: requests that
//! fail, at a hundred a second, and how long none is answered.
//!
//! The service that can't start first asks another one as it starts, as services do that have a database. Otherwise a client
//! whose kernel has asked too early whose the new address is asks again a second later, whichever tool has made the change.

mod proxy;
mod requests;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use hailer::reply::Status;

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::turns::median;
use proxy::Proxy;
use requests::{Client, Requests};

/// How often each side replaces both services.
const ROUNDS: u32 = 11;

const PROJECT: &str = include_str!("project.yaml");

/// What `bound` runs.
const SERVES: &str = "look-and-serve, 'http://database:80/', '80'";

pub(crate) fn rows() -> Vec<Row> {
    let sides = [
        Side::up("hailer-bench-ours"),
        Side::up("hailer-bench-theirs"),
    ];
    let [ours, theirs] = &sides;
    let mut seen = [Seen::default(), Seen::default()];
    for version in 1..=ROUNDS {
        seen[0].note(ours.watched(|| ours.deploy(version)));
        seen[1].note(theirs.watched(|| theirs.compose_up(version)));
    }
    let [seen, beside] = seen;
    let recovery = median(
        (1..=ROUNDS)
            .map(|round| ours.recovery(ROUNDS + round))
            .collect(),
    );
    let failed = |what: &str, of: fn(&Seen) -> &Requests| {
        println!("{what}: Hailer {:?}", of(&seen).reasons());
        println!("{what}: docker-compose {:?}", of(&beside).reasons());
        let asked = of(&seen).count();
        Row::new(
            format!("requests failed of {asked}, {what}"),
            Figure::Count(of(&seen).failed()),
        )
        .beside(
            format!("docker-compose up -d, of {}", of(&beside).count()),
            Figure::Count(of(&beside).failed()),
        )
    };
    let downtime = |what: &str, of: fn(&Seen) -> &Vec<Duration>| {
        let theirs = median(of(&beside).clone());
        Row::new(what, Figure::Time(median(of(&seen).clone())))
            .under(Figure::Time(theirs / 2))
            .beside("docker-compose up -d", Figure::Time(theirs))
    };
    vec![
        failed("start-first behind nginx that retries", |seen| {
            &seen.behind_proxy
        })
        .under(Figure::Count(1)),
        failed("start-first by Docker's DNS", |seen| &seen.free),
        failed("keep-old by Docker's DNS", |seen| &seen.bound),
        downtime("no answer, keep-old", |seen| &seen.without_answer),
        Row::new(
            "from a keep-old service's failure to its old version's next answer",
            Figure::Time(recovery),
        )
        .under(Figure::millis(1000)),
        until_serving(&sides),
    ]
}

/// From the asking to the first answer of the new version, where one service of the two changes.
fn until_serving([ours, theirs]: &[Side; 2]) -> Row {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        let version = 3 * ROUNDS + round;
        times[0].push(ours.until_serving(|| {
            ours.write("workspace", ("0", &version.to_string()), SERVES);
            assert_eq!(ours.shop.deploy_now().status, Status::Done);
        }));
        times[1].push(theirs.until_serving(|| {
            theirs.write("production", ("0", &version.to_string()), SERVES);
            run(theirs.shop.compose().args(["up", "--build", "--detach"]));
        }));
    }
    let [ours, theirs] = times.map(median);
    Row::new(
        "one service changed, build cached, until it serves",
        Figure::Time(ours),
    )
    .under(Figure::Time(theirs * 6 / 10))
    .beside("docker-compose up --build -d", Figure::Time(theirs))
}

/// What was seen of one side's changes.
#[derive(Default)]
struct Seen {
    behind_proxy: Requests,
    free: Requests,
    bound: Requests,
    /// Of the service that can't start first, each time.
    without_answer: Vec<Duration>,
}

impl Seen {
    fn note(&mut self, [behind_proxy, free, bound]: [Requests; 3]) {
        self.behind_proxy.extend(behind_proxy);
        self.free.extend(free);
        self.without_answer.push(bound.downtime());
        self.bound.extend(bound);
    }
}

/// A project of its own for each of the two tools.
struct Side {
    // Dropped first, since it is in the project's network.
    _proxy: Proxy,
    shop: Shop,
    network: String,
    image: String,
}

impl Side {
    fn up(project: &str) -> Self {
        let shop = Shop::of(project, &file(("0", "0"), SERVES));
        shop.ask("/docker-config set stability_window 1s");
        let network = format!("{project}_default");
        Self {
            _proxy: Proxy::before_free(&network),
            image: format!("{project}-free"),
            network,
            shop,
        }
    }

    fn write(&self, tree: &str, versions: (&str, &str), bound: &str) {
        self.shop
            .write(&format!("{tree}/compose.yaml"), &file(versions, bound));
    }

    fn deploy(&self, version: u32) {
        let version = version.to_string();
        self.write("workspace", (&version, &version), SERVES);
        let reply = self.shop.deploy_now();
        assert_eq!(reply.status, Status::Done, "{reply:#?}");
    }

    fn compose_up(&self, version: u32) {
        let version = version.to_string();
        self.write("production", (&version, &version), SERVES);
        run(self.shop.compose().args(["up", "--detach", "--wait"]));
    }

    /// What clients see of a change: behind the proxy, of `free`, of `bound`.
    fn watched(&self, change: impl FnOnce()) -> [Requests; 3] {
        let clients =
            ["http://proxy:80/", "http://free:80/", "http://bound:80/"].map(|url| self.client(url));
        settle();
        change();
        settle();
        clients.map(Client::end)
    }

    fn client(&self, url: &str) -> Client {
        Client::begin((&self.network, &self.image), url)
    }

    /// From the end of a new container that fails to the first answer of the old one. The other service stays.
    fn recovery(&self, version: u32) -> Duration {
        let client = self.client("http://bound:80/");
        let ends = self.listen_for_ends();
        settle();
        self.write(
            "workspace",
            (&ROUNDS.to_string(), &version.to_string()),
            "crash, '3', '0.5'",
        );
        let reply = self.shop.deploy_now();
        assert_eq!(reply.status, Status::RolledBack, "{reply:#?}");
        settle();
        let died = died_with_3(ends);
        let requests = client.end();
        requests
            .serving_again(died)
            .expect("the old one answers again")
    }

    /// The ends of the project's containers while they happen: the engine remembers only its last few hundred events.
    fn listen_for_ends(&self) -> Child {
        let project = self.network.trim_end_matches("_default");
        let of = format!("label=com.docker.compose.project={project}");
        let format = "{{.Actor.Attributes.exitCode}} {{.TimeNano}}";
        Command::new("docker")
            .args(["events", "--filter", &of, "--filter", "event=die"])
            .args(["--format", format])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// How long `change` takes until `bound` answers again.
    fn until_serving(&self, change: impl FnOnce()) -> Duration {
        let client = self.client("http://bound:80/");
        settle();
        let begun = SystemTime::now();
        change();
        settle();
        let requests = client.end();
        requests.serving_again(begun).expect("the new one answers")
    }
}

/// When the new container ended.
fn died_with_3(mut ends: Child) -> SystemTime {
    ends.kill().unwrap();
    let said = ends.wait_with_output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let nanos = said.lines().find_map(|line| line.strip_prefix("3 "));
    let nanos = nanos.expect("the new container has ended");
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos.parse().unwrap())
}

/// So that every client has asked for a while, and every answer that is out has come.
fn settle() {
    std::thread::sleep(Duration::from_secs(2));
}

/// The compose file with these versions of `free` with the worker, and of `bound`, and what `bound` runs.
fn file((free, bound): (&str, &str), command: &str) -> String {
    PROJECT
        .replace("FREE", free)
        .replace("BOUND", bound)
        .replace("COMMAND", command)
}
