//! Which runs there are: each point of each operation with a fault of each group, in an order that the seed says.

use std::cmp::Reverse;
use std::fmt;

use crate::census::{Act, Census};
use crate::fault::Fault;
use crate::options::Options;
use crate::shape::Shape;

/// One run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) number: usize,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    /// As `HAILER_FAIL_POINT` has it.
    pub(crate) point: String,
    pub(crate) fault: Fault,
    /// Whether the store is a SQLite file; only where the database isn't what fails.
    pub(crate) sqlite: bool,
}

impl Run {
    /// Whether Hailer has looked at production for the last time before this point.
    pub(crate) fn is_last(&self) -> bool {
        self.point.starts_with("finish:")
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number,
            shape,
            act,
            point,
            fault,
            sqlite,
        } = self;
        let store = if *sqlite { "SQLite" } else { "PostgreSQL" };
        write!(
            f,
            "#{number} {act:?} of {shape:?}, at {point}: {fault:?}, {store}"
        )
    }
}

/// The runs that were asked for, numbered as they were drawn. Where they are more than there are points and faults, the
/// points are drawn again.
pub(crate) fn plan(options: &Options, census: &Census) -> Vec<Run> {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut runs = Vec::new();
    let wanted = |runs: &[Run]| match options.runs {
        None => !runs.is_empty(),
        Some(wanted) => runs.len() >= wanted,
    };
    while !wanted(&runs) {
        let mut round = round(options, census, &mut random);
        assert!(!round.is_empty(), "no point was found");
        random.shuffle(&mut round);
        runs.extend(round);
    }
    for (number, run) in runs.iter_mut().enumerate() {
        run.number = number;
    }
    match options.only {
        Some(only) => runs.retain(|run| run.number == only),
        None => runs.truncate(options.runs.unwrap_or(usize::MAX)),
    }
    // What begins alike comes one after the other: a run that leaves all as it was is where the next one begins. What takes
    // the most time comes last.
    runs.sort_by_key(|run| {
        let frozen = run.fault == Fault::BotFrozen;
        (frozen, Reverse(run.shape), run.act, run.sqlite)
    });
    runs
}

fn round(options: &Options, census: &Census, random: &mut fastrand::Rng) -> Vec<Run> {
    let mut runs = Vec::new();
    let wanted = |kind: &String| options.at.as_ref().is_none_or(|at| at == kind);
    let points = census
        .points
        .iter()
        .filter(|((_, kind, _), _)| wanted(kind));
    for ((act, kind, place), places) in points {
        // In one order, whichever worker found them: the smallest project is the last.
        let mut where_ = places.clone();
        where_.sort_unstable();
        let small = where_.last().map(|(shape, _)| *shape);
        let small = where_.partition_point(|(shape, _)| Some(*shape) < small);
        for group in Fault::GROUPS {
            let fault = if random.u8(..10) == 0 {
                group[group.len() - 1]
            } else {
                group[0]
            };
            // Mostly where it takes the least time.
            let from = if random.u8(..4) == 0 { 0 } else { small };
            let (shape, occurrence) = where_[random.usize(from..where_.len())];
            runs.push(Run {
                number: 0,
                shape,
                act: *act,
                point: format!("{kind}:{occurrence}:{place}"),
                fault,
                sqlite: !fault.needs_postgres() && random.bool(),
            });
        }
    }
    runs
}
