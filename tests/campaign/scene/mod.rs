//! Faults that are met at no point of one operation: each is played from its beginning, and judged as every run is. A new one
//! is a file here and a line in [`ALL`].

mod deliveries;
mod images;
mod logs;
mod yeses;

use crate::census::Act;
use crate::draw::Run;
use crate::fault::Fault;
use crate::machine::Machine;
use crate::run::Shown;
use crate::shape::Shape;

pub(crate) const ALL: &[&Scene] = &[
    &yeses::HUNDRED_YESES,
    &images::CRASHES_AT_ONCE,
    &images::HANGS_UNHEALTHY,
    &images::DIES_AT_SECOND_9,
    &logs::FLOODING,
    &logs::GIGABYTE_OF_LOG,
    &deliveries::THOUSAND_DELIVERIES,
];

/// A scene. It is played on each store; once as it is, and once with Hailer killed at each of `points` meanwhile.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    pub(crate) points: &'static [&'static str],
    /// `None` where Hailer didn't come to the point.
    pub(crate) play: fn(&mut Machine, &Run) -> Option<Shown>,
}

pub(crate) fn named(name: &str) -> &'static Scene {
    let mut all = ALL.iter();
    all.find(|scene| scene.name == name).unwrap()
}

impl Scene {
    /// In the order of their numbers.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let points = self.points.iter().map(|point| Some((*point).to_owned()));
        let points = std::iter::once(None).chain(points);
        let runs = points.flat_map(|point| {
            [false, true].map(|sqlite| Run {
                number: 0,
                shape: self.shape,
                act: self.act,
                point: point.clone(),
                fault: Fault::Scene(self.name),
                sqlite,
            })
        });
        runs.collect()
    }

    pub(crate) fn play(&self, machine: &mut Machine, run: &Run) -> Option<Shown> {
        (self.play)(machine, run)
    }
}
