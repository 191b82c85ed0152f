//! Many people, each with a project of their own, who all talk to one bot. Their engine is a private one, since the machine's may
//! have no room for so many networks.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::bot::{Bot, well};
use crate::dockerd::Dockerd;
use crate::shop_image::import_shop;
use crate::telegram::{Person, Place, Received};

/// Room for 256 networks.
const ROOM: &str = "base=10.201.0.0/18,size=26";

/// Two cores have much to do for so many.
const PATIENCE: Duration = Duration::from_mins(5);

const COMPOSE: &str = "
services:
  web:
    build: .
    command: serve 80
    stop_grace_period: 1s
";

/// People who each may deploy their own project, and only that.
pub(crate) struct Crowd {
    // Ends first.
    pub(crate) bot: Bot,
    pub(crate) members: Vec<Member>,
    _engine: Dockerd,
}

/// One of them.
pub(crate) struct Member {
    pub(crate) person: Person,
    pub(crate) chat: Place,
    codebase: String,
}

impl Crowd {
    /// So many people whose projects have never run; the bot serves.
    pub(crate) fn of(count: usize) -> Self {
        let engine = Dockerd::with_addresses(ROOM);
        let bot = Bot::new(vec![
            ("DOCKER_HOST", engine.host()),
            ("HAILER_LEASE", "30s".to_owned()),
        ]);
        bot.telegram.be_patient(PATIENCE);
        let mut docker = Command::new("docker");
        docker.env("DOCKER_HOST", engine.host());
        let imported = import_shop(docker, "shop:1", "crowd=shop", "/shop");
        well("docker import", &imported);
        let mut crowd = Self {
            bot,
            members: Vec::new(),
            _engine: engine,
        };
        let lines: Vec<String> = (0..count)
            .flat_map(|number| crowd.joins(&format!("app{number}")))
            .collect();
        crowd.bot.at_the_prompt(&lines);
        crowd.bot.serves();
        crowd
    }

    /// One more member. Returns what is to be said of them at the prompt.
    fn joins(&mut self, codebase: &str) -> [String; 4] {
        let bot = &self.bot;
        let person = bot.telegram.person(codebase);
        let (workspace, production) = (bot.path(&format!("{codebase}-new")), bot.path(codebase));
        fs::create_dir(&production).unwrap();
        fs::create_dir(&workspace).unwrap();
        fs::write(workspace.join("compose.yaml"), COMPOSE).unwrap();
        let dockerfile = format!("FROM shop:1\nLABEL codebase={codebase}\n");
        fs::write(workspace.join("Dockerfile"), dockerfile).unwrap();
        let path = |path: &Path| path.display().to_string();
        let lines = [
            format!("/codebase add {codebase} --workspace {}", path(&workspace)),
            format!(
                "/docker-config set {} {codebase} --in {codebase}",
                path(&production)
            ),
            format!("/docker-config set stability_window 1s --in {codebase}"),
            format!("/grant telegram:{} deployer {codebase}", person.id),
        ];
        self.members.push(Member {
            chat: person.private(),
            person,
            codebase: codebase.to_owned(),
        });
        lines
    }

    /// From now on the build of this member's project never ends by itself.
    pub(crate) fn builds_for_ever(&self, member: usize) {
        let folder = format!("{}-new/Dockerfile", self.members[member].codebase);
        let dockerfile = "FROM shop:1\nRUN [\"/shop\", \"sleep\", \"86400\"]\n";
        fs::write(self.bot.path(&folder), dockerfile).unwrap();
    }

    /// How many containers run.
    pub(crate) fn running(&self) -> usize {
        self.bot.docker(&["ps", "-q"]).lines().count()
    }
}

impl Member {
    /// Asks for a deploy, and says yes to its preview. Returns the message that shows how it goes.
    pub(crate) async fn deploys(&self) -> Received {
        self.person.says(&self.chat, "/deploy");
        let preview = self.chat.next_message().await;
        let answer = self.person.presses(&preview, "Confirm").await;
        assert_eq!(answer.text, None, "{}", preview.drawn());
        self.chat.next_message().await
    }
}
