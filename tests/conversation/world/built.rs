//! Projects whose services are built: from the static binary, `FROM scratch`, so that no other image is needed.

use std::fs;

use super::World;
use super::docker::shop;

impl World {
    /// The project `compose` is built and runs, as the official tool started it, and the codebase `shop` is configured for it.
    pub(crate) async fn running_built(compose: &str) -> Self {
        let world = Self::empty().await;
        world.start_built(compose, "");
        world.configure().await;
        world
    }

    /// Builds and starts the project `compose` with the official tool; the workspace holds the same.
    pub(crate) fn start_built(&self, compose: &str, config: &str) {
        for folder in ["production", "workspace"] {
            self.lay_out_build(folder, compose, config);
        }
        self.compose(&["up", "--detach", "--build", "--wait"]);
    }

    /// A folder whose services are built from the static binary, with a config file.
    pub(crate) fn lay_out_build(&self, folder: &str, compose: &str, config: &str) {
        self.write(&format!("{folder}/compose.yaml"), compose);
        self.write(&format!("{folder}/config/shop.conf"), config);
        // The label comes first, so that no layer is another test's too.
        let dockerfile = format!(
            "FROM scratch\nLABEL test={}\nCOPY shop /shop\nENTRYPOINT [\"/shop\"]\n",
            self.project()
        );
        self.write(&format!("{folder}/Dockerfile"), &dockerfile);
        self.write(&format!("{folder}/.dockerignore"), "*\n!shop\n");
        fs::copy(shop(), self.path(folder).join("shop")).unwrap();
    }
}
