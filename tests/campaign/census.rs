//! Which points there are: every operation is carried out once without a fault, and its journal says what it did.

use std::collections::BTreeMap;

use hailer::domain::journal::OperationState;
use hailer::domain::operation::{StepRecord, StepState};

use crate::begin::With;
use crate::bot::{Bot, Ground};
use crate::machine::Machine;
use crate::shape::{Shape, Version};

/// An operation. One that is new in the house is added here, with what it starts from and what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    Deploy,
    /// A deploy whose gate fails, so that it puts the old version back.
    FailingDeploy,
    /// Back from version 2 to version 1, which was deployed before it.
    Rollback,
    Restart,
    Stop,
    Start,
    /// An instance is made.
    Create,
    /// It is emptied.
    Reset,
    /// It is destroyed, and its data with it.
    Destroy,
}

impl Act {
    /// The one of that name, however it is written.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = ALL.iter().map(|(_, act)| *act);
        all.find(|act| format!("{act:?}").eq_ignore_ascii_case(name))
    }

    /// What is said; NAME is the instance's.
    pub(crate) const fn line(self, shape: Shape) -> &'static str {
        match self {
            Self::Deploy | Self::FailingDeploy => shape.deploy(),
            Self::Rollback => "/docker-rollback",
            Self::Restart => "/docker-restart",
            Self::Stop => "/docker-stop",
            Self::Start => "/docker-start",
            Self::Create => "/docker-create small --name NAME --persistent",
            Self::Reset => "/docker-reset NAME",
            Self::Destroy => "/docker-destroy NAME --remove-volume",
        }
    }

    /// What is in the workspace when it is said.
    pub(crate) const fn workspace(self) -> Version {
        match self {
            Self::Deploy | Self::Rollback => Version::Two,
            Self::FailingDeploy => Version::Broken,
            Self::Restart
            | Self::Stop
            | Self::Start
            | Self::Create
            | Self::Reset
            | Self::Destroy => Version::One,
        }
    }

    /// Whether it leads production to a version, so that it knows what ran before.
    pub(crate) const fn makes_a_release(self) -> bool {
        matches!(self, Self::Deploy | Self::FailingDeploy | Self::Rollback)
    }

    /// What is put on record beside the journal, and where it can be stopped.
    fn records(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let names: &[_] = match self {
            Self::Deploy | Self::Rollback => &[
                "record_release",
                "record_mounted",
                "mark_live",
                "forget_releases",
                "finish",
            ],
            Self::FailingDeploy => &["mark_rolled_back", "finish"],
            Self::Restart | Self::Stop | Self::Start => &["finish"],
            Self::Create | Self::Reset | Self::Destroy => &["instance", "finish"],
        };
        let places = |name: &&'static str| ["before", "after"].map(|place| (*name, place));
        names.iter().flat_map(places)
    }
}

/// What is carried out to find the points.
const ALL: &[(Shape, Act)] = &[
    (Shape::Shop, Act::Deploy),
    (Shape::Data, Act::Deploy),
    (Shape::Linked, Act::Deploy),
    (Shape::Registry, Act::Deploy),
    (Shape::Site, Act::Deploy),
    (Shape::Shop, Act::FailingDeploy),
    (Shape::Data, Act::FailingDeploy),
    (Shape::Linked, Act::FailingDeploy),
    (Shape::Registry, Act::FailingDeploy),
    (Shape::Site, Act::FailingDeploy),
    (Shape::Shop, Act::Rollback),
    (Shape::Data, Act::Rollback),
    (Shape::Linked, Act::Rollback),
    (Shape::Registry, Act::Rollback),
    (Shape::Site, Act::Rollback),
    (Shape::Shop, Act::Restart),
    (Shape::Data, Act::Restart),
    (Shape::Site, Act::Restart),
    (Shape::Shop, Act::Stop),
    (Shape::Data, Act::Start),
    (Shape::Instance, Act::Create),
    (Shape::Instance, Act::Reset),
    (Shape::Instance, Act::Destroy),
];

/// Those of one operation, or all; on one kind of project, or on all.
pub(crate) fn jobs(act: Option<Act>, shape: Option<Shape>) -> Vec<(Shape, Act)> {
    let mut jobs = ALL.to_vec();
    jobs.retain(|job| {
        shape.is_none_or(|shape| job.0 == shape) && act.is_none_or(|act| job.1 == act)
    });
    jobs
}

/// The kind of a step as the journal writes it, and how far it has come.
type Place = (Act, String, &'static str);

/// All points, each with the projects that have it and which one of its kind it is there.
#[derive(Default)]
pub(crate) struct Census {
    pub(crate) points: BTreeMap<Place, Vec<(Shape, usize)>>,
}

impl Census {
    pub(crate) fn add(&mut self, (shape, act): (Shape, Act), journal: Vec<StepRecord>) {
        // Up to its failure a failing deploy is a deploy, whose points are there already.
        let failed = |record: &StepRecord| record.state == StepState::Failed;
        let from = match act {
            Act::FailingDeploy => journal.iter().position(failed).unwrap_or_default(),
            _ => 0,
        };
        let mut counts = BTreeMap::<String, usize>::new();
        let mut found = |kind: &str, place, occurrence| {
            let point = (act, kind.to_owned(), place);
            let known = self.points.entry(point).or_default();
            known.push((shape, occurrence));
        };
        for (at, record) in journal.into_iter().enumerate() {
            let step = serde_json::to_value(record.step).unwrap();
            let kind = step["step"].as_str().unwrap().to_owned();
            let count = counts.entry(kind.clone()).or_default();
            *count += 1;
            if at >= from {
                for place in ["before", "intended", "acted"] {
                    found(&kind, place, *count);
                }
                // What fails has no moment at which it is done.
                if record.state == StepState::Done {
                    found(&kind, "after", *count);
                }
            }
        }
        for (name, place) in act.records() {
            found(name, place, 1);
        }
    }
}

/// The journal of one that nothing disturbs.
pub(crate) fn take(machine: &mut Machine, (shape, act): (Shape, Act)) -> Vec<StepRecord> {
    let bot = Bot::new(machine, (shape, act), &Ground::default());
    let ended = bot.begin(&With::default()).wait();
    let (operation, journal) = bot.last(machine);
    let expected = match act {
        Act::FailingDeploy => OperationState::RolledBack,
        _ => OperationState::Done,
    };
    assert_eq!(operation.state, expected, "{shape:?} {act:?}: {ended:?}");
    bot.remove(machine);
    journal
}
