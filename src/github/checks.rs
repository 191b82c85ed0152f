//! What other programs say of a commit: statuses and check runs.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::at::At;
use super::error::GitHubError;

/// Pages of a hundred that are read, of each kind.
const PAGES: usize = 10;

/// All that is said of a commit, together. What failed counts before what isn't done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checks {
    /// Nobody says anything.
    None,
    /// All went well, or was skipped.
    Green,
    /// These aren't done, by their names.
    Pending(Vec<String>),
    /// These failed, by their names.
    Failed(Vec<String>),
}

#[derive(Deserialize)]
struct Statuses {
    #[serde(default)]
    statuses: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    context: String,
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
struct Runs {
    #[serde(default)]
    check_runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    conclusion: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    Open,
    Bad,
}

impl At {
    /// What is said of a commit, each by its newest word.
    pub async fn checks(&self, sha: &str) -> Result<Checks, GitHubError> {
        let statuses = format!("{}?per_page=100", self.path(&["commits", sha, "status"]));
        let runs = self.path(&["commits", sha, "check-runs"]);
        let runs = format!("{runs}?filter=latest&per_page=100");
        let statuses: Vec<Statuses> = self.all_pages(&statuses, PAGES).await?;
        let runs: Vec<Runs> = self.all_pages(&runs, PAGES).await?;
        let statuses = statuses.into_iter().flat_map(|page| page.statuses);
        let runs = runs.into_iter().flat_map(|page| page.check_runs);
        let said = statuses
            .map(Status::read)
            .chain(runs.map(Run::read))
            .collect::<Vec<_>>();
        Ok(folded(&said))
    }
}

impl Status {
    fn read(self) -> (String, Verdict) {
        let verdict = match &*self.state {
            "success" => Verdict::Good,
            "pending" => Verdict::Open,
            _ => Verdict::Bad,
        };
        (self.context, verdict)
    }
}

impl Run {
    fn read(self) -> (String, Verdict) {
        let verdict = match (&*self.status, self.conclusion.as_deref()) {
            ("completed", Some("success" | "neutral" | "skipped")) => Verdict::Good,
            ("completed", _) => Verdict::Bad,
            _ => Verdict::Open,
        };
        (self.name, verdict)
    }
}

fn folded(said: &[(String, Verdict)]) -> Checks {
    let named = |wanted: Verdict| {
        let of = said.iter().filter(|(_, verdict)| *verdict == wanted);
        let names: BTreeSet<_> = of.map(|(name, _)| name.clone()).collect();
        names.into_iter().collect::<Vec<_>>()
    };
    let (failed, pending) = (named(Verdict::Bad), named(Verdict::Open));
    if !failed.is_empty() {
        Checks::Failed(failed)
    } else if !pending.is_empty() {
        Checks::Pending(pending)
    } else if said.is_empty() {
        Checks::None
    } else {
        Checks::Green
    }
}
