//! What lies in a project's workspace, or what an instance is made of.

use std::fs;

use crate::bot::Bot;
use crate::census::Act;
use crate::machine::{BASE, Machine};
use crate::shape::{Shape, Version};

/// Where the instance's data lies, and a file of it.
pub(crate) const KEPT: &str = "/data/kept";

const PRESET: &str = r#"
name = "small"
about = "Ready as soon as it answers"
image = "campaign:{version}"
default_version = "base"
versions = { base = {} }
command = ["serve", "80"]
data = "/data"
ports = [{ container = 80, host = 41000 }]

[health]
test = ["/shop", "healthcheck", "http://127.0.0.1:80/"]

[modes.fast]
tmpfs = [{ target = "{data}", size = "1MiB" }]

[modes.persistent]
volumes = [{ name = "data", target = "{data}" }]

[modes.durable]
volumes = [{ name = "data", target = "{data}" }]
"#;

impl Bot {
    /// The preset, and but for its making the instance, with something in its volume.
    pub(crate) fn begin_with_instance(&self, machine: &Machine) {
        fs::create_dir(self.path("presets")).unwrap();
        fs::write(self.path("presets/small.toml"), PRESET).unwrap();
        if self.act != Act::Create {
            self.says(&self.line(Act::Create));
            let name = self.instance();
            machine.docker(&["exec", &name, "/shop", "write", KEPT, "kept"]);
        }
    }

    pub(crate) fn lay_out(&self, machine: &Machine, version: Version) {
        if self.shape == Shape::Registry {
            self.publish(machine, version);
        }
        let write = |path: &str, text: &str| {
            fs::write(self.path("workspace").join(path), text).unwrap();
        };
        let names = (self.project.as_str(), self.repository.as_str());
        write("compose.yaml", &self.shape.compose(version, names));
        let number = version.number();
        write("conf/shop.conf", &format!("version = {number}\n"));
        // Each version's image is another one, and nobody else's.
        let project = &self.project;
        write(
            "Dockerfile",
            &format!("FROM {BASE}\nLABEL version=\"{project} {number}\"\n"),
        );
        if version == Version::One {
            write("conf/old.txt", "only version 1 has this\n");
        } else {
            fs::remove_file(self.path("workspace/conf/old.txt")).unwrap();
            fs::create_dir_all(self.path("workspace/conf/new")).unwrap();
            write("conf/new/extra.txt", "only version 2 has this\n");
        }
    }

    /// Writes something else into the compose file of the workspace.
    pub(crate) fn replace(&self, from: &str, to: &str) {
        let path = self.path("workspace/compose.yaml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
}
