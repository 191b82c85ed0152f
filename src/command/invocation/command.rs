//! What can be asked for.

use std::path::PathBuf;

use super::LogsQuery;
use crate::command::instance::InstanceCommand;
use crate::command::value::{Code, Period, Sentence, Who};
use crate::command::verb::Verb;
use crate::domain::action::Action;
use crate::domain::name::{
    CodebaseName, GitRef, PresetName, ProjectName, ReleaseName, RepositoryName, ServiceName,
};
use crate::domain::role::{Role, Scope};
use crate::domain::setting::Setting;

/// Everything that can be asked for. A list of services that is empty means all of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `/codebase add NAME [--workspace PATH] [--repo OWNER/REPO]`
    CodebaseAdd {
        /// Its name.
        name: CodebaseName,
        /// The folder it is worked on in; absolute.
        workspace: Option<PathBuf>,
        /// Its repository.
        repository: Option<RepositoryName>,
    },
    /// `/codebase list`
    CodebaseList,
    /// `/codebase use NAME`
    CodebaseUse {
        /// Which.
        name: CodebaseName,
    },
    /// `/codebase show`
    CodebaseShow,
    /// `/codebase remove NAME [yes]`
    CodebaseRemove {
        /// Which.
        name: CodebaseName,
    },
    /// `/docker-config set PRODUCTION_PATH COMPOSE_PROJECT`
    ConfigInit {
        /// The folder that production runs from; absolute.
        production_path: PathBuf,
        /// The Compose project.
        compose_project: ProjectName,
    },
    /// `/docker-config set KEY VALUE`
    ConfigSet {
        /// Which setting.
        setting: Setting,
        /// What it becomes; `DockerConfig::set` takes it.
        value: String,
    },
    /// `/docker-config unset KEY`
    ConfigUnset {
        /// Which setting.
        setting: Setting,
    },
    /// `/docker-config show`
    ConfigShow,
    /// `/docker-config auto-detect`
    ConfigAutoDetect,
    /// `/docker-config validate`
    ConfigValidate,
    /// `/docker-status [SERVICE…] [--stats]`
    Status {
        /// Which services.
        services: Vec<ServiceName>,
        /// Whether CPU and memory are measured, which takes a second.
        stats: bool,
    },
    /// `/docker-logs …`
    Logs(LogsQuery),
    /// `/docker-history`
    History,
    /// `/docker-restart [SERVICE…] [yes]`
    Restart {
        /// Which services.
        services: Vec<ServiceName>,
    },
    /// `/docker-start [SERVICE…]`
    Start {
        /// Which services.
        services: Vec<ServiceName>,
    },
    /// `/docker-stop [SERVICE…] [yes]`
    Stop {
        /// Which services.
        services: Vec<ServiceName>,
    },
    /// `/docker-deploy [REF] [--services a,b] [--build-push] [--dry-run] [yes]`
    Deploy {
        /// Which version; `None`: what the source holds now.
        reference: Option<GitRef>,
        /// Which services.
        services: Vec<ServiceName>,
        /// Whether what is built is pushed to its registry, too.
        build_push: bool,
        /// Whether the plan is only shown.
        dry_run: bool,
    },
    /// `/docker-rollback [RELEASE] [yes]`
    Rollback {
        /// To which release; `None`: the one before.
        release: Option<ReleaseName>,
    },
    /// `/docker-cancel`
    CancelOperation,
    /// `/docker-lock [REASON] [--for 2h]`
    Lock {
        /// Why.
        reason: Option<Sentence>,
        /// For how long; `None`: 24 hours.
        period: Option<Period>,
    },
    /// `/docker-unlock`
    Unlock,
    /// `/confirm [CODE]`, or the word `yes`
    Confirm {
        /// Which preview; `None`: the sender's own here.
        code: Option<Code>,
    },
    /// `/cancel`, or the word `no`
    Decline,
    /// `/pair CODE`
    Pair {
        /// What the console printed.
        code: Code,
    },
    /// `/link [CODE]`
    Link {
        /// What was shown on the other platform; `None`: show one.
        code: Option<Code>,
    },
    /// `/allow-chat`
    AllowChat,
    /// `/grant WHO ROLE [CODEBASE]`
    Grant {
        /// To whom.
        who: Who,
        /// Which role.
        role: Role,
        /// On what; `None`: the codebase that the conversation speaks of.
        scope: Option<Scope>,
    },
    /// `/revoke WHO [CODEBASE]`
    Revoke {
        /// From whom.
        who: Who,
        /// On what; `None`: the codebase that the conversation speaks of.
        scope: Option<Scope>,
    },
    /// `/whoami`
    Whoami,
    /// `/audit [--denied]`
    Audit {
        /// Whether only what was denied is shown.
        denied: bool,
    },
    /// `/docker-presets [show NAME]`
    Presets {
        /// Which; `None`: all of them.
        name: Option<PresetName>,
    },
    /// What is asked of instances.
    Instance(InstanceCommand),
    /// `/help [COMMAND]`
    Help {
        /// The canonical name of a verb ("docker-status"); `None`: all of them.
        topic: Option<&'static str>,
    },
}

impl Command {
    /// Its record. A new command doesn't compile until it has one.
    #[must_use]
    pub fn verb(&self) -> &'static Verb {
        use crate::command::verbs::{change, codebase, config, cycle, instance, observe, people};
        match self {
            Self::CodebaseAdd { .. } => &codebase::ADD,
            Self::CodebaseList => &codebase::LIST,
            Self::CodebaseUse { .. } => &codebase::USE,
            Self::CodebaseShow => &codebase::SHOW,
            Self::CodebaseRemove { .. } => &codebase::REMOVE,
            Self::ConfigInit { .. } => &config::INIT,
            Self::ConfigSet { .. } => &config::SET,
            Self::ConfigUnset { .. } => &config::UNSET,
            Self::ConfigShow => &config::SHOW,
            Self::ConfigAutoDetect => &config::AUTO_DETECT,
            Self::ConfigValidate => &config::VALIDATE,
            Self::Status { .. } => &observe::STATUS,
            Self::Logs(_) => &observe::LOGS,
            Self::History => &observe::HISTORY,
            Self::Restart { .. } => &cycle::RESTART,
            Self::Start { .. } => &cycle::START,
            Self::Stop { .. } => &cycle::STOP,
            Self::Deploy { .. } => &change::DEPLOY,
            Self::Rollback { .. } => &change::ROLLBACK,
            Self::CancelOperation => &change::CANCEL,
            Self::Lock { .. } => &change::LOCK,
            Self::Unlock => &change::UNLOCK,
            Self::Confirm { .. } => &people::CONFIRM,
            Self::Decline => &people::DECLINE,
            Self::Pair { .. } => &people::PAIR,
            Self::Link { .. } => &people::LINK,
            Self::AllowChat => &people::ALLOW_CHAT,
            Self::Grant { .. } => &people::GRANT,
            Self::Revoke { .. } => &people::REVOKE,
            Self::Whoami => &people::WHOAMI,
            Self::Audit { .. } => &people::AUDIT,
            Self::Presets { .. } => &instance::PRESETS,
            Self::Instance(command) => command.verb(),
            Self::Help { .. } => &people::HELP,
        }
    }

    /// What it asks for. `None` for yes and no: they ask for what is pending. Unlocking asks for
    /// [`Action::Unhold`], and destroying for [`Action::Destroy`]; that a hold or an instance is another's, and that data is lost,
    /// only the router can see.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Deploy { dry_run: true, .. } => Some(Action::DeployPreview),
            Self::Instance(command) => Some(command.action()),
            other => other.verb().action,
        }
    }

    /// Whether it is about instances, and so about no codebase.
    #[must_use]
    pub const fn concerns_instances(&self) -> bool {
        matches!(self, Self::Instance(_))
    }

    /// The same without the values of its variables, for where commands go on record.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        match self {
            Self::Instance(command) => Self::Instance(command.without_secrets()),
            other => other.clone(),
        }
    }
}
