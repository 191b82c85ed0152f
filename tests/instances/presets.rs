//! Presets of the tests' own, which start at once or go wrong in one way.

use std::fs;

use crate::house::House;
use crate::images;

/// One that is ready at once, wanted at `port`, with a password. Its data outlives it where that is asked for.
pub(crate) fn small(port: u16) -> String {
    format!(
        r#"
name = "small"
about = "Ready at once"
image = "hailer-test-breaker:1"
default_version = "1"
command = ["slow", "0"]
data = "/data"
versions = {{ 1 = {{}} }}
ports = [{{ container = 80, host = {port} }}]

[environment]
PASSWORD = {{ secret = "generated" }}

[health]
test = ["is-ready"]

[connect]
url = "small://{{PASSWORD}}@{{host}}:{{port}}"

[limits]
memory = "64MiB"

[modes.fast]
tmpfs = [{{ target = "{{data}}", size = "1MiB" }}]

[modes.persistent]
volumes = [{{ name = "data", target = "{{data}}" }}]

[modes.durable]
volumes = [{{ name = "data", target = "{{data}}" }}]
"#
    )
}

/// One that does what the breaker is told, without ports or data.
pub(crate) fn breaking(name: &str, command: &str, more: &str) -> String {
    format!(
        r#"
name = "{name}"
about = "Goes wrong"
image = "hailer-test-breaker:1"
default_version = "1"
command = [{command}]
versions = {{ 1 = {{}} }}
{more}
"#
    )
}

/// One that says its variables `TOKEN` and `GIVEN` as soon as it starts, and then waits. `ready` is its check.
pub(crate) fn talking(ready: &str) -> String {
    let says = "echo out $TOKEN $GIVEN; echo err $TOKEN $GIVEN >&2; exec sleep 3600";
    format!(
        r#"
name = "talking"
about = "Says what it should not"
image = "quilt-mcp:test"
default_version = "1"
command = ["sh", "-c", "{says}"]
logs = "trace"
versions = {{ 1 = {{}} }}

[environment]
TOKEN = {{ secret = "generated" }}
GIVEN = "nothing"
LITERAL_PASSWORD = "corrected-horse"

[health]
test = ["sh", "-c", "{ready}"]
within = "2s"
"#
    )
}

impl House {
    /// Adds one of the user's presets.
    pub(crate) async fn has(&self, name: &str, preset: &str) {
        images::breaker(&self.docker).await;
        fs::write(self.path(&format!("presets/{name}.toml")), preset).unwrap();
    }

    /// A house with the small one.
    pub(crate) async fn with_small(port: u16) -> Self {
        let house = Self::new().await;
        house.has("small", &small(port)).await;
        house
    }
}
