//! What a client sees that asks a hundred times a second, from a container in the project's network.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::super::official::{run, said};

/// A client that asks until it is stopped.
pub(super) struct Client {
    container: String,
}

impl Client {
    /// Begins to ask `url`, 100 times a second, resolving its name anew each time.
    pub(super) fn begin((network, image): (&str, &str), url: &str) -> Self {
        // Compose puts its labels on the images that it builds; with them the client would be the project's own.
        let nobodys = "com.docker.compose.project=";
        let begun = said(&[
            "run",
            "--label",
            nobodys,
            "--detach",
            "--network",
            network,
            image,
            "hammer",
            url,
            "100",
        ]);
        Self {
            container: begun.trim().to_owned(),
        }
    }

    /// Stops asking. Answers that are still out by then are not counted.
    pub(super) fn end(self) -> Requests {
        said(&["stop", "--time", "3", &self.container]);
        Requests::read(&said(&["logs", &self.container]))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        run(std::process::Command::new("docker").args(["rm", "--force", &self.container]));
    }
}

/// How requests went, in the order of their asking.
#[derive(Debug, Clone, Default)]
pub(super) struct Requests(Vec<Request>);

#[derive(Debug, Clone)]
struct Request {
    /// When it was asked, since 1970.
    at: Duration,
    /// When it was answered or failed, since 1970. One that is asked while nobody listens may be answered a second later.
    ended: Duration,
    failed: Option<String>,
}

impl Requests {
    fn read(log: &str) -> Self {
        let mut requests: Vec<_> = log.lines().filter_map(Request::read).collect();
        requests.sort_by_key(|request| request.at);
        Self(requests)
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    pub(super) fn failed(&self) -> u64 {
        let failed = self.0.iter().filter(|request| request.failed.is_some());
        failed.count() as u64
    }

    /// Each way to fail, with how many did.
    pub(super) fn reasons(&self) -> std::collections::BTreeMap<&str, usize> {
        let mut reasons = std::collections::BTreeMap::new();
        for why in self
            .0
            .iter()
            .filter_map(|request| request.failed.as_deref())
        {
            *reasons.entry(why).or_default() += 1;
        }
        reasons
    }

    /// The longest time in which no good answer came.
    pub(super) fn downtime(&self) -> Duration {
        let good = self.0.iter().filter(|request| request.failed.is_none());
        let mut answered: Vec<_> = good.map(|request| request.ended).collect();
        answered.sort_unstable();
        let gaps = answered
            .windows(2)
            .map(|pair| pair[1].saturating_sub(pair[0]));
        gaps.max().unwrap_or_default()
    }

    /// The first good answer after `moment` that comes after a failure, as time since `moment`.
    pub(super) fn serving_again(&self, moment: SystemTime) -> Option<Duration> {
        let moment = moment.duration_since(UNIX_EPOCH).ok()?;
        let later: Vec<_> = self
            .0
            .iter()
            .filter(|request| request.at >= moment)
            .collect();
        let broken = later.iter().rposition(|request| request.failed.is_some())?;
        Some(later.get(broken + 1)?.ended.saturating_sub(moment))
    }

    pub(super) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl Request {
    fn read(line: &str) -> Option<Self> {
        let (at, rest) = line.split_once(' ')?;
        let (took, how) = rest.split_once(' ')?;
        let at = Duration::from_millis(at.parse().ok()?);
        Some(Self {
            at,
            ended: at + Duration::from_millis(took.parse().ok()?),
            failed: how.strip_prefix("failed ").map(str::to_owned),
        })
    }
}
