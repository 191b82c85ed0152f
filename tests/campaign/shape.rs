//! The projects that the campaign works on: what each looks like in version 1, in version 2, and in one that fails.

use crate::machine::BASE;

/// A kind of project, from large to small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// A one-shot, a service that is built, one without a restart policy, one that goes and one that comes.
    Shop,
    /// A service with a volume, and two replicas that depend on it.
    Data,
    /// Production is a link: a service that mounts a folder of the release and a shared one, and one that mounts nothing.
    Linked,
    /// Images from a registry: one that others push, and one that is built and pushed.
    Registry,
    /// One service with a name of its own.
    Site,
    /// No project: an instance, whose data outlives it.
    Instance,
}

/// Which version of it is in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Two,
    /// Its gate never passes.
    Broken,
}

const HEALTHY: &str = "{ test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 1s, timeout: 5s, retries: 20 }";

const SHOP: &str = "
services:
  job:
    image: BASE
    command: [exit, '0']
    environment: { VERSION: 'NUMBER' }
  web:
    build: .
    command: [serve, '80']
    volumes: ['./conf:/conf:ro']
    restart: unless-stopped
    depends_on: { job: { condition: service_completed_successfully } }
    healthcheck: HEALTHY
  plain:
    image: BASE
    command: LAST
    environment: { VERSION: 'NUMBER' }
    depends_on: [web]
";

const SHOP_1: &str = "
  gone:
    image: BASE
    command: [serve, '82']
    restart: always
";

const SHOP_2: &str = "
  come:
    image: BASE
    command: [serve, '83']
    restart: always
    volumes: ['cache:/cache']
    networks: [back]
networks: { back: {} }
volumes: { cache: {} }
";

const DATA: &str = "
services:
  db:
    image: BASE
    command: [serve, '80']
    environment: { VERSION: 'NUMBER' }
    volumes: ['data:/data']
    restart: always
    healthcheck: HEALTHY
  web:
    image: BASE
    command: LAST
    environment: { VERSION: 'NUMBER' }
    deploy: { replicas: 2 }
    volumes: ['./conf:/conf:ro']
    restart: unless-stopped
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
";

const LINKED: &str = "
services:
  web:
    image: BASE
    command: [serve, '80']
    env_file: .env
    volumes: ['./conf:/conf:ro', './store:/data']
    restart: unless-stopped
    healthcheck: HEALTHY
  plain:
    image: BASE
    command: LAST
    environment: { VERSION: 'NUMBER' }
    restart: always
    depends_on: [web]
";

const REGISTRY: &str = "
services:
  pulled:
    image: REPOSITORY-pulled
    command: [serve, '80']
    restart: always
    healthcheck: HEALTHY
  built:
    build: .
    image: REPOSITORY-built
    command: LAST
    restart: unless-stopped
    depends_on: [pulled]
";

const SITE: &str = "
services:
  web:
    build: .
    container_name: PROJECT-front
    command: LAST
    env_file: .env
    restart: 'on-failure:3'
    stop_grace_period: 1s
";

impl Shape {
    pub(crate) fn compose(self, version: Version, (project, repository): (&str, &str)) -> String {
        let text = match (self, version) {
            (Self::Shop, Version::One) => format!("{SHOP}{SHOP_1}"),
            (Self::Shop, _) => format!("{SHOP}{SHOP_2}"),
            (Self::Data, _) => DATA.to_owned(),
            (Self::Linked, _) => LINKED.to_owned(),
            (Self::Registry, _) => REGISTRY.to_owned(),
            (Self::Site, Version::One) => SITE.to_owned(),
            (Self::Instance, _) => String::new(),
            // A volume without a name, which goes with the container where the version fails.
            (Self::Site, _) => format!("{SITE}    volumes: [/scratch]\n"),
        };
        let last = match version {
            Version::Broken => "[crash, '1']",
            _ => "[serve, '81']",
        };
        text.replace("LAST", last)
            .replace("HEALTHY", HEALTHY)
            .replace("BASE", BASE)
            .replace("NUMBER", version.number())
            .replace("REPOSITORY", repository)
            .replace("PROJECT", project)
    }

    /// The restart policy of each container of version 2, by what follows the project in its name.
    pub(crate) const fn policies(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Shop => &[
                ("come-1", "always:0"),
                ("job-1", "no:0"),
                ("plain-1", "no:0"),
                ("web-1", "unless-stopped:0"),
            ],
            Self::Data => &[
                ("db-1", "always:0"),
                ("web-1", "unless-stopped:0"),
                ("web-2", "unless-stopped:0"),
            ],
            Self::Linked => &[("plain-1", "always:0"), ("web-1", "unless-stopped:0")],
            Self::Registry => &[("built-1", "unless-stopped:0"), ("pulled-1", "always:0")],
            Self::Site => &[("front", "on-failure:3")],
            Self::Instance => &[],
        }
    }

    /// The one of that name, however it is written.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Shop,
            Self::Data,
            Self::Linked,
            Self::Registry,
            Self::Site,
            Self::Instance,
        ];
        all.into_iter()
            .find(|shape| format!("{shape:?}").eq_ignore_ascii_case(name))
    }

    /// What is said to configure it, beside where it stands.
    pub(crate) const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Shop | Self::Data | Self::Site | Self::Instance => &[],
            Self::Linked => &[
                "/docker-config set deployment_strategy symlink",
                "/docker-config set shared_paths .env,store",
            ],
            Self::Registry => &["/docker-config set deployment_strategy registry"],
        }
    }

    /// How the workspace's version is deployed.
    pub(crate) const fn deploy(self) -> &'static str {
        match self {
            Self::Registry => "/docker-deploy --build-push",
            Self::Shop | Self::Data | Self::Linked | Self::Site | Self::Instance => {
                "/docker-deploy"
            }
        }
    }

    /// What production has from the beginning, by its path beside the workspace. It is nobody's to change.
    pub(crate) const fn lasting(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Shop | Self::Data | Self::Registry | Self::Site => {
                &[("production/.env", "ONLY=production\n")]
            }
            Self::Instance => &[],
            Self::Linked => &[
                ("production.shared/.env", "ONLY=production\n"),
                ("production.shared/store/orders", "one\n"),
            ],
        }
    }
}

impl Version {
    pub(crate) const fn number(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Broken => "3",
        }
    }
}
