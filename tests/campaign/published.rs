//! What the registry has of a project: one image that is published from elsewhere, and one that Hailer pushes.

use std::collections::BTreeMap;
use std::fs;

use rustix::process::Signal;

use crate::bot::Bot;
use crate::machine::{BASE, Machine};
use crate::registry::Registry;
use crate::shape::Version;
use crate::support::dockerd::signal;

impl Bot {
    /// Another machine publishes the image of this version: the engine doesn't have it afterwards, and what its tag stands
    /// for here stays.
    pub(crate) fn publish(&self, machine: &Machine, version: Version) {
        let reference = format!("{}-pulled:latest", self.repository);
        let context = self.path("published");
        fs::create_dir_all(&context).unwrap();
        let version = format!("{} {}\n", self.project, version.number());
        fs::write(context.join("version"), version).unwrap();
        let dockerfile = format!("FROM {BASE}\nCOPY version /version\n");
        fs::write(context.join("Dockerfile"), dockerfile).unwrap();
        let inspect = ["image", "inspect", "--format", "{{.Id}}", &reference];
        let own = machine.ask(&inspect);
        machine.docker(&["build", "-q", "-t", &reference, context.to_str().unwrap()]);
        let login = machine.registry.folder();
        let said = machine.docker(&["--config", login.to_str().unwrap(), "push", &reference]);
        let (_, digest) = said.rsplit_once("digest: ").unwrap();
        let digest = digest.split(' ').next().unwrap();
        if own.status.success() {
            let own = String::from_utf8(own.stdout).unwrap();
            machine.docker(&["tag", own.trim(), &reference]);
            machine.docker(&["rmi", &format!("{}-pulled@{digest}", self.repository)]);
        } else {
            machine.docker(&["rmi", &reference]);
        }
    }
}

impl Registry {
    /// From here on it takes connections and says nothing.
    pub(crate) fn freeze(&self) {
        signal(self.process.id().cast_signed(), Signal::STOP);
    }

    /// It goes on where it was.
    pub(crate) fn thaw(&self) {
        signal(self.process.id().cast_signed(), Signal::CONT);
    }

    /// By repository, of those that name the project: the digest of what is tagged there. It is read where the registry keeps
    /// it (distribution, `registry/storage/paths.go`).
    pub(crate) fn has(&self, project: &str) -> BTreeMap<String, String> {
        let repositories = self.folder().join("store/docker/registry/v2/repositories");
        let Ok(entries) = fs::read_dir(&repositories) else {
            return BTreeMap::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let own = names.filter(|name| name.starts_with(project));
        let tagged = own.filter_map(|name| {
            let link = repositories
                .join(&name)
                .join("_manifests/tags/latest/current/link");
            Some((name, fs::read_to_string(link).ok()?))
        });
        tagged.collect()
    }
}
