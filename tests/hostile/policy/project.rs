//! Projects on disk, and the way of each through the binary to the policy.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use hailer::compose::policy::{Profiles, Scope, findings};
use hailer::compose::{ComposeBinary, LoadRequest, Locator, Surroundings, load};
use hailer::domain::finding::Finding;
use hailer::domain::name::ProjectName;
use tempfile::TempDir;

use super::case::{Case, Outcome};

/// The binary, with a home folder of its own.
pub(super) struct Compose {
    binary: ComposeBinary,
    _home: TempDir,
}

/// A project in a folder that is thrown away.
struct Project(TempDir);

impl Compose {
    pub(super) async fn find() -> Self {
        let home = tempfile::tempdir().unwrap();
        let surroundings = Surroundings {
            home: home.path().to_owned(),
            ..Surroundings::of_this_process()
        };
        let explicit = std::env::var_os("HAILER_COMPOSE_BIN").map(PathBuf::from);
        let binary = Locator::new(explicit, surroundings).find().await;
        Self {
            binary: binary.expect("run scripts/setup"),
            _home: home,
        }
    }

    /// What becomes of each of `cases`, which stand in one project.
    pub(super) async fn outcomes(&self, cases: &[Case]) -> Vec<Outcome> {
        let project = Project::of(cases);
        let request = LoadRequest::new(ProjectName::new("shop").unwrap(), project.path());
        let model = match load(&self.binary, &request).await {
            Ok(model) => model,
            Err(error) => {
                let why = Outcome::Refused(error.to_string());
                return vec![why; cases.len()];
            }
        };
        let allowed = project.0.path().join("allowed");
        let scope = Scope::new(&project.path(), &[allowed]);
        let profiles = Profiles::read(Profiles::named_by(&model), &scope);
        let scope = scope.with_profiles(profiles);
        let found = findings(&model, &scope);
        let folder = project.0.path().to_string_lossy();
        let placed = |finding: &Finding| told(finding).replace(&*folder, "@folder@");
        match cases {
            [_] => vec![Outcome::Found(found.iter().map(placed).collect())],
            _ => (0..cases.len())
                .map(|number| Outcome::Found(of_service(&found, &format!("c{number}"))))
                .collect(),
        }
    }
}

fn told(finding: &Finding) -> String {
    format!("{} {}", finding.kind.as_str(), finding.path)
}

/// What is found in one of several services; what is found in none of them is of each.
fn of_service(found: &[Finding], service: &str) -> Vec<String> {
    let own = format!(" services.{service}.");
    let told = found.iter().map(told);
    told.filter(|told| told.contains(&own) || !told.contains(" services.c"))
        .map(|told| told.replace(&own, " services.api."))
        .collect()
}

impl Project {
    fn of(cases: &[Case]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for folder in ["shop", "allowed", "home"] {
            fs::create_dir(project.0.path().join(folder)).unwrap();
        }
        if let [case] = cases {
            for (name, text) in &case.files {
                project.write(name, text);
            }
            for (name, target) in &case.links {
                let path = project.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                symlink(project.filled_in(target), path).unwrap();
            }
            if let Some(text) = case.compose_file("api") {
                project.write("compose.yaml", &text);
            }
        } else {
            let mut text = "services:\n".to_owned();
            for (number, case) in cases.iter().enumerate() {
                text.push_str(&case.entry(&format!("c{number}")));
            }
            project.write("compose.yaml", &text);
        }
        project
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("shop")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, self.filled_in(text)).unwrap();
    }

    /// `text` with the names of this project's folders.
    fn filled_in(&self, text: &str) -> String {
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        text.replace("@project@", &shown(&self.path()))
            .replace("@folder@", &shown(self.0.path()))
            .replace("@name@", "shop")
    }
}
