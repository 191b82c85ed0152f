//! Which runs there are: each scene on each store, and each point of each operation with each fault, in an order that the seed
//! says.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::census::{Act, Census};
use crate::fault::Fault;
use crate::options::{Options, Size};
use crate::scene;
use crate::shape::Shape;

/// The steps that are under way for a while.
const TAKES_TIME: [&str; 6] = [
    "pull_image",
    "push_image",
    "build_image",
    "create_container",
    "start_container",
    "gate",
];
/// How long they are, when what they wait for goes.
const WITHIN: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
];

/// One run.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) number: usize,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    /// As `HAILER_FAIL_POINT` has it. `None`: a scene in which nothing is stopped.
    pub(crate) point: Option<String>,
    pub(crate) fault: Fault,
    /// Whether the store is a SQLite file; only where the database isn't what fails.
    pub(crate) sqlite: bool,
}

impl Run {
    /// Whether Hailer has looked at production for the last time before this point.
    pub(crate) fn is_last(&self) -> bool {
        self.is_at("finish")
    }

    /// How long Hailer has been in the midst of what takes its time, such as a pull or a gate, when the engine or the database goes;
    /// `None`: it stands still meanwhile.
    pub(crate) fn strikes_within(&self) -> Option<Duration> {
        let point = self.point.as_deref()?;
        let in_it = TAKES_TIME.iter().any(|kind| self.is_at(kind)) && point.ends_with(":intended");
        (in_it && self.fault.may_come_at_any_time()).then(|| WITHIN[self.number % WITHIN.len()])
    }

    /// Whether its point is of that kind.
    pub(crate) fn is_at(&self, kind: &str) -> bool {
        let point = self.point.as_deref().unwrap_or_default();
        point.split(':').next() == Some(kind)
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
        write!(f, "#{number} {act:?} of {shape:?}, ")?;
        if let Some(point) = point {
            write!(f, "at {point}: ")?;
        }
        write!(f, "{fault}, {store}")
    }
}

/// The runs that were asked for. A run's number says what it is, whatever else is asked for; where more are wanted than there
/// are points and faults, the points are drawn again.
pub(crate) fn plan(options: &Options, census: &Census) -> Vec<Run> {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let (mut runs, mut numbered) = (Vec::new(), 0);
    let enough = |runs: &[Run], numbered| match (options.only, options.size) {
        (Some(only), _) => numbered > only,
        (None, Size::Share { runs: wanted, .. }) if needs_points(options) => runs.len() >= wanted,
        (None, _) => !runs.is_empty(),
    };
    while !enough(&runs, numbered) {
        let mut round = round(options, census, &mut random);
        for run in &mut round {
            run.number = numbered;
            numbered += 1;
        }
        shuffle(&mut round, &mut random);
        round.retain(|run| options.fault.is_none_or(|fault| run.fault == fault));
        assert!(!round.is_empty(), "there is no such run");
        runs.extend(round);
    }
    match (options.only, options.size) {
        (Some(only), _) => runs.retain(|run| run.number == only),
        (None, Size::All) => {}
        (None, Size::Share { runs: wanted, each }) => runs = share(runs, wanted, each),
    }
    // What begins alike comes one after the other: a run that leaves all as it was is where the next one begins. What takes
    // the most time comes last.
    runs.sort_by_key(|run| {
        let alone = !run.fault.leaves_all_alone();
        (
            run.fault.is_slow(),
            alone,
            Reverse(run.shape),
            run.act,
            run.sqlite,
        )
    });
    runs
}

/// Puts first, more or less, what is drawn often.
fn shuffle(runs: &mut [Run], random: &mut fastrand::Rng) {
    // Efraimidis and Spirakis, "Weighted random sampling with a reservoir".
    let mut keys = BTreeMap::new();
    for run in runs.iter() {
        let key = random.f64().powf(1.0 / run.fault.weight());
        keys.insert(run.number, key);
    }
    runs.sort_by(|one, other| keys[&other.number].total_cmp(&keys[&one.number]));
}

/// The first so many, of which of each fault at least `each`.
fn share(runs: Vec<Run>, wanted: usize, each: usize) -> Vec<Run> {
    let mut met = BTreeMap::<Fault, usize>::new();
    let (mut share, rest): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| {
        let met = met.entry(run.fault).or_default();
        *met += 1;
        *met <= each
    });
    let left = wanted.saturating_sub(share.len());
    share.extend(rest.into_iter().take(left));
    share
}

fn round(options: &Options, census: &Census, random: &mut fastrand::Rng) -> Vec<Run> {
    let mut runs = scenes(options);
    let points = census.points.iter();
    for ((act, kind, place), places) in points {
        // In one order, whichever worker found them: the smallest project is the last.
        let mut where_ = places.clone();
        where_.sort_unstable();
        for fault in Fault::AT_POINTS {
            let fitting = where_.iter().filter(|(shape, _)| fault.fits(*shape));
            let fitting: Vec<_> = fitting.collect();
            let Some((small, _)) = fitting.last() else {
                continue;
            };
            let small = fitting.partition_point(|(shape, _)| shape < small);
            // Mostly where it takes the least time.
            let from = if random.u8(..4) == 0 { 0 } else { small };
            let (shape, occurrence) = fitting[random.usize(from..fitting.len())];
            runs.push(Run {
                number: 0,
                shape: *shape,
                act: *act,
                point: Some(format!("{kind}:{occurrence}:{place}")),
                fault,
                sqlite: !fault.needs_postgres() && random.bool(),
            });
            if fault.is_on_both_stores() {
                runs.extend(runs.last().cloned().map(|run| Run {
                    sqlite: !run.sqlite,
                    ..run
                }));
            }
        }
    }
    runs.retain(|run| options.at.as_ref().is_none_or(|at| run.is_at(at)));
    runs
}

/// The scenes of what is asked for. They come first, so that their numbers need no census.
fn scenes(options: &Options) -> Vec<Run> {
    let mut runs: Vec<_> = scene::ALL.iter().flat_map(|scene| scene.runs()).collect();
    runs.retain(|run| {
        options.act.is_none_or(|act| act == run.act)
            && options.shape.is_none_or(|shape| shape == run.shape)
    });
    runs
}

/// Whether there may be anything but scenes among what is asked for.
pub(crate) fn needs_points(options: &Options) -> bool {
    let a_scene = matches!(options.fault, Some(Fault::Scene(_)));
    let one = options
        .only
        .is_some_and(|only| only < scenes(options).len());
    !a_scene && !one
}
