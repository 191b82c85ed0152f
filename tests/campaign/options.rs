//! What is asked of a campaign, read from its arguments.

use std::fmt;
use std::time::Duration;

use chrono::Utc;

use crate::census::Act;
use crate::fault::Fault;
use crate::shape::Shape;

/// How many runs there are where nothing is said.
const SHORT: usize = 20;

/// How many there are in a night: about an hour on two cores that have nothing else to do.
const NIGHTLY: usize = 400;

/// How many of each fault there are at least in a night, where it has so many.
const NIGHTLY_EACH: usize = 12;

/// Most of a run is waiting: for gates, leases and daemons.
const WORKERS: usize = 2;

/// How much of the plan is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Every point with every fault, and every scene on both stores.
    All,
    /// So many, of which of each fault at least so many.
    Share { runs: usize, each: usize },
}

pub(crate) struct Options {
    pub(crate) seed: u64,
    pub(crate) size: Size,
    /// So many of the plan's first runs are left out: an earlier campaign of the same plan has done them.
    pub(crate) skip: usize,
    pub(crate) only: Option<usize>,
    /// `None`: every fault.
    pub(crate) fault: Option<Fault>,
    /// `None`: every operation.
    pub(crate) act: Option<Act>,
    /// `None`: every kind of project.
    pub(crate) shape: Option<Shape>,
    /// Only points of that kind, as the journal writes it.
    pub(crate) at: Option<String>,
    pub(crate) workers: usize,
    /// After so long no further run begins.
    pub(crate) limit: Duration,
}

impl Options {
    /// Ends where an argument has no such value.
    pub(crate) fn read(words: &[String]) -> Self {
        let number = |name| {
            let read = |word: &str| word.parse::<u64>().ok();
            value(words, name, "a number", read)
        };
        let count = |name| number(name).map(|number| usize::try_from(number).unwrap());
        let says = |name| words.iter().any(|word| word == name);
        let nightly = says("--nightly");
        let size = match count("--runs") {
            Some(runs) => Size::Share { runs, each: 0 },
            None if nightly => Size::Share {
                runs: NIGHTLY,
                each: NIGHTLY_EACH,
            },
            None if says("--full") || says("--release") => Size::All,
            None => Size::Share {
                runs: SHORT,
                each: 0,
            },
        };
        let usual = if nightly { today() } else { 1 };
        Self {
            seed: number("--seed").unwrap_or(usual),
            size,
            skip: count("--skip").unwrap_or(0),
            only: count("--only"),
            fault: value(words, "--fault", "a fault", Fault::named),
            act: value(words, "--act", "an operation", Act::named),
            shape: value(words, "--shape", "a kind of project", Shape::named),
            at: value(words, "--at", "a kind of step", |word| {
                Some(word.to_owned())
            }),
            workers: count("--workers").unwrap_or(WORKERS),
            limit: number("--minutes").map_or(Duration::MAX, Duration::from_mins),
        }
    }
}

/// The date as a number, as in 20261123: each night has runs of its own.
fn today() -> u64 {
    let date = Utc::now().format("%Y%m%d").to_string();
    date.parse().unwrap()
}

/// The arguments on which it depends what a run's number stands for.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--seed {}", self.seed)?;
        if let Some(act) = self.act {
            write!(f, " --act {act:?}")?;
        }
        if let Some(shape) = self.shape {
            write!(f, " --shape {shape:?}")?;
        }
        match &self.at {
            Some(at) => write!(f, " --at {at}"),
            None => Ok(()),
        }
    }
}

/// What stands after `name`; `None` where that isn't said.
fn value<T>(
    words: &[String],
    name: &str,
    what: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let at = words.iter().position(|word| word == name)?;
    let word = words.get(at + 1).map_or("", String::as_str);
    Some(read(word).unwrap_or_else(|| panic!("{name} takes {what}, not {word:?}")))
}
