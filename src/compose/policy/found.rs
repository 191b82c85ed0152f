//! Findings as they come up, and what makes one of a path.

use std::path::PathBuf;

use super::grip::Grip;
use super::scope::Scope;
use crate::compose::Model;
use crate::compose::model::service::Service;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::name::ServiceName;

/// The findings so far.
pub(super) struct Findings<'a> {
    pub(super) scope: &'a Scope,
    /// The project, whose containers may share with each other.
    project: Option<&'a Model>,
    /// The folders that the project's containers may write to, where it is asked what it holds already; `None`: what it asks
    /// for.
    pub(super) held_beside: Option<Vec<PathBuf>>,
    pub(super) found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) const fn of(scope: &'a Scope, project: Option<&'a Model>) -> Self {
        Self {
            scope,
            project,
            held_beside: None,
            found: Vec::new(),
        }
    }
}

impl Findings<'_> {
    pub(super) fn add(&mut self, kind: FindingKind, path: String, what: &str) {
        self.found.push(Finding {
            kind,
            path,
            what: what.to_owned(),
        });
    }

    /// Whether a container is one of the project's, by its name.
    pub(super) fn is_own(&self, container: &str) -> bool {
        self.project.is_some_and(|model| is_own(model, container))
    }

    /// Adds a finding where `file` is neither in the project nor under an allowed root.
    pub(super) fn outside(&mut self, kind: FindingKind, path: String, file: &str) {
        if !self.scope.holds(file) && self.counts(file, !self.scope.names(file)) {
            self.add(kind, path, &self.led(file));
        }
    }

    /// Adds a finding where `file`, which is opened as it is written, is outside.
    pub(super) fn file(&mut self, path: String, file: &str) {
        if !self.scope.holds_as_it_is(file) && self.counts(file, !self.scope.names(file)) {
            self.add(FindingKind::OutsideFile, path, &self.led(file));
        }
    }

    /// Adds what mounting `source` gives. Of what is held already, each weaker grip on it, too.
    pub(super) fn bind(&mut self, source: &str, grip: &Grip, path: &str) {
        let grips = match self.held_beside {
            Some(_) => grip.and_weaker(),
            None => vec![grip.clone()],
        };
        let (socket, outside) = (self.scope.gives_socket(source), !self.scope.holds(source));
        let kinds = [
            (
                FindingKind::DockerSocket,
                socket,
                self.scope.names_socket(source),
            ),
            (FindingKind::OutsideBind, outside, !self.scope.names(source)),
        ];
        for (kind, is_found, by_words) in kinds {
            if is_found && self.counts(source, by_words) {
                for grip in &grips {
                    let what = format!("{}{grip}", self.led(source));
                    self.add(kind, path.to_owned(), &what);
                }
            }
        }
    }

    /// Whether it counts that a path leads where it does. What its words say counts always.
    fn counts(&self, path: &str, by_words: bool) -> bool {
        let written = self.held_beside.as_ref();
        by_words || !written.is_some_and(|written| self.scope.turns_in(path, written))
    }

    /// A path, and where it leads if its words don't say that.
    fn led(&self, path: &str) -> String {
        match self.scope.link(path) {
            Some(to) => format!("{path}, which leads to {}", to.display()),
            None => path.to_owned(),
        }
    }
}

/// Whether the project's own containers are made with this name.
fn is_own(model: &Model, container: &str) -> bool {
    let project = &model.origin.project;
    let named = |(name, service): (&ServiceName, &Service)| {
        if let Some(own) = &service.container_name {
            return own == container;
        }
        let number = container.strip_prefix(&format!("{project}-{name}-"));
        let number = number.and_then(|number| number.parse().ok());
        number.is_some_and(|number| (1..=service.replicas()).contains(&number))
    };
    model.services.iter().any(named)
}
