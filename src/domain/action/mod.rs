//! What can be asked for, and what each asks of the one who asks: one total table.

mod rule;

use serde::{Deserialize, Serialize};

pub use rule::Rule;

/// Everything that Hailer does on someone's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// `/help`
    Help,
    /// `/whoami`
    Whoami,
    /// `/docker-status`
    Status,
    /// `/docker-logs`
    Logs,
    /// `/docker-history`
    History,
    /// `/docker-config show`, `validate`; `/codebase show`
    ConfigShow,
    /// `/codebase list`
    CodebaseList,
    /// `/codebase use`
    CodebaseUse,
    /// `/docker-start`
    Start,
    /// `/docker-stop`
    Stop,
    /// `/docker-restart`
    Restart,
    /// `/docker-deploy`
    Deploy,
    /// `/docker-deploy --dry-run`
    DeployPreview,
    /// `/docker-rollback`
    Rollback,
    /// `/docker-cancel`
    Cancel,
    /// `/docker-lock`
    Hold,
    /// `/docker-unlock` of one's own hold
    Unhold,
    /// `/docker-unlock` of another's hold
    UnholdOther,
    /// `/docker-config set`, `unset`, `auto-detect`
    ConfigSet,
    /// `/codebase add`
    CodebaseAdd,
    /// `/codebase remove`
    CodebaseRemove,
    /// `/grant`, `/revoke`
    Grant,
    /// `/allow-chat`
    AllowChat,
    /// `/pair` and `/link`, which prove themselves by a code
    Pair,
    /// `/audit`
    AuditRead,
    /// A yes or a no to what was never shown there
    Answer,
    /// `/docker-presets`
    Presets,
    /// `/docker-instances`, `/docker-inspect`; `/docker-images` and `/docker-volumes` that only list
    Instances,
    /// `/docker-logs` of an instance
    InstanceLogs,
    /// `/docker-create`
    Create,
    /// `/docker-create` with folders of the machine mounted
    CreateMounting,
    /// `/docker-stop` and `/docker-restart` of another's instance whose data lies in memory
    StopOther,
    /// `/docker-images pull`
    PullImages,
    /// `/docker-destroy` of one's own instance, where no data is lost
    Destroy,
    /// `/docker-destroy` of one's own instance and its data
    DestroyData,
    /// `/docker-destroy` of another's instance
    DestroyOther,
    /// `/docker-reset`, and `/docker-create --replace`, of one's own instance
    Reset,
    /// The same of another's
    ResetOther,
    /// `/docker-images prune`, `/docker-volumes prune`
    Prune,
}

impl Action {
    /// Every action, for the tables in the documentation and their tests.
    pub const ALL: [Self; 39] = [
        Self::Help,
        Self::Whoami,
        Self::Status,
        Self::Logs,
        Self::History,
        Self::ConfigShow,
        Self::CodebaseList,
        Self::CodebaseUse,
        Self::Start,
        Self::Stop,
        Self::Restart,
        Self::Deploy,
        Self::DeployPreview,
        Self::Rollback,
        Self::Cancel,
        Self::Hold,
        Self::Unhold,
        Self::UnholdOther,
        Self::ConfigSet,
        Self::CodebaseAdd,
        Self::CodebaseRemove,
        Self::Grant,
        Self::AllowChat,
        Self::Pair,
        Self::AuditRead,
        Self::Answer,
        Self::Presets,
        Self::Instances,
        Self::InstanceLogs,
        Self::Create,
        Self::CreateMounting,
        Self::StopOther,
        Self::PullImages,
        Self::Destroy,
        Self::DestroyData,
        Self::DestroyOther,
        Self::Reset,
        Self::ResetOther,
        Self::Prune,
    ];

    /// The action as a verb phrase ("deploy"), for sentences such as "may not deploy".
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Help => "ask for help",
            Self::Whoami => "ask who they are",
            Self::Status => "see the status",
            Self::Logs => "read logs",
            Self::History => "see the history",
            Self::ConfigShow => "see the configuration",
            Self::CodebaseList => "list codebases",
            Self::CodebaseUse => "choose a codebase",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Deploy => "deploy",
            Self::DeployPreview => "preview a deploy",
            Self::Rollback => "roll back",
            Self::Cancel => "cancel",
            Self::Hold => "hold the project",
            Self::Unhold => "release a hold",
            Self::UnholdOther => "release another's hold",
            Self::ConfigSet => "change the configuration",
            Self::CodebaseAdd => "add a codebase",
            Self::CodebaseRemove => "remove a codebase",
            Self::Grant => "change grants",
            Self::AllowChat => "allow a chat",
            Self::Pair => "pair an identity",
            Self::AuditRead => "read the audit",
            Self::Answer => "answer a preview",
            Self::Presets => "see presets",
            Self::Instances => "see instances",
            Self::InstanceLogs => "read an instance's log",
            Self::Create => "create",
            Self::CreateMounting => "create with a folder of the machine",
            Self::StopOther => "stop another's instance, which empties it",
            Self::PullImages => "pull images",
            Self::Destroy | Self::DestroyData => "destroy",
            Self::DestroyOther => "destroy another's instance",
            Self::Reset => "reset",
            Self::ResetOther => "reset another's instance",
            Self::Prune => "prune",
        }
    }
}

#[cfg(test)]
mod tests;
