//! Which Compose projects there are on this engine, by their containers' labels: what auto-detect offers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{MADE_LABEL, PROJECT_LABEL};
use crate::domain::name::{ProjectName, ServiceName};
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// A Compose project, as the labels of its containers tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundProject {
    /// Its name.
    pub name: ProjectName,
    /// The folder it was started from (`project.working_dir`), where the label is there.
    pub working_dir: Option<String>,
    /// Its compose files, absolute (`project.config_files`).
    pub config_files: Vec<String>,
    /// Its services, sorted.
    pub services: BTreeSet<ServiceName>,
    /// How many of its containers run.
    pub running: usize,
    /// How many there are.
    pub containers: usize,
}

impl Engine {
    /// Every Compose project that a container on this engine was made for, by name. Containers with labels that no Compose writes
    /// (a project name that breaks the rule) are left out.
    pub async fn compose_projects(&self) -> Result<Vec<FoundProject>, EngineError> {
        let call = Call::new("list the Compose projects", "");
        let mut projects = BTreeMap::new();
        for summary in self.summaries(call, &[PROJECT_LABEL, MADE_LABEL]).await? {
            let labels = summary.labels.unwrap_or_default();
            let running =
                summary.state == Some(bollard::models::ContainerSummaryStateEnum::RUNNING);
            note(&mut projects, &labels, running);
        }
        Ok(projects.into_values().collect())
    }
}

/// Adds one container's labels to what is known.
fn note(
    projects: &mut BTreeMap<String, FoundProject>,
    labels: &HashMap<String, String>,
    running: bool,
) {
    let label = |name: &str| labels.get(&format!("com.docker.compose.{name}"));
    let Some(name) = label("project").and_then(|name| ProjectName::new(name).ok()) else {
        return;
    };
    let project = projects
        .entry(name.to_string())
        .or_insert_with(|| FoundProject {
            name,
            working_dir: None,
            config_files: Vec::new(),
            services: BTreeSet::new(),
            running: 0,
            containers: 0,
        });
    project.containers += 1;
    project.running += usize::from(running);
    if let Some(service) = label("service").and_then(|name| ServiceName::new(name).ok()) {
        project.services.insert(service);
    }
    if project.working_dir.is_none() {
        project.working_dir = label("project.working_dir").cloned();
    }
    if project.config_files.is_empty() {
        let files = label("project.config_files");
        project.config_files = files
            .map(|files| files.split(',').map(str::to_owned).collect())
            .unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(service: &str) -> HashMap<String, String> {
        HashMap::from([
            (PROJECT_LABEL.to_owned(), "shop".to_owned()),
            ("com.docker.compose.service".to_owned(), service.to_owned()),
            (
                "com.docker.compose.project.working_dir".to_owned(),
                "/srv/shop".to_owned(),
            ),
            (
                "com.docker.compose.project.config_files".to_owned(),
                "/srv/shop/compose.yaml,/srv/shop/prod.yaml".to_owned(),
            ),
        ])
    }

    #[test]
    fn containers_of_one_project_are_told_as_one() {
        let mut projects = BTreeMap::new();
        note(&mut projects, &labels("web"), true);
        note(&mut projects, &labels("api"), false);
        let shop = &projects["shop"];
        assert_eq!(projects.len(), 1);
        assert_eq!((shop.running, shop.containers), (1, 2));
        assert_eq!(shop.working_dir.as_deref(), Some("/srv/shop"));
        assert_eq!(
            shop.config_files,
            ["/srv/shop/compose.yaml", "/srv/shop/prod.yaml"]
        );
        let services: Vec<_> = shop.services.iter().map(ServiceName::as_str).collect();
        assert_eq!(services, ["api", "web"]);
    }

    #[test]
    fn a_label_that_is_no_project_name_makes_no_project() {
        let mut projects = BTreeMap::new();
        let odd = HashMap::from([(PROJECT_LABEL.to_owned(), "../etc".to_owned())]);
        note(&mut projects, &odd, true);
        assert!(projects.is_empty());
    }
}
