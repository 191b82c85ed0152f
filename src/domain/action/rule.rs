//! Who may do what, and what it takes.

use super::Action;
use crate::domain::role::Role;

/// What an action asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The least role on the codebase; `None`: anyone who was verified, also a stranger.
    pub role: Option<Role>,
    /// Whether a plan is shown first and carried out only once confirmed.
    pub confirmed: bool,
    /// Whether it holds the project's lock while it runs.
    pub locks: bool,
    /// Whether it goes on record also when it was allowed (denials always do).
    pub audited: bool,
}

impl Rule {
    const fn open() -> Self {
        Self {
            role: None,
            confirmed: false,
            locks: false,
            audited: false,
        }
    }

    const fn read(role: Role) -> Self {
        Self {
            role: Some(role),
            ..Self::open()
        }
    }

    const fn record(role: Role) -> Self {
        Self {
            audited: true,
            ..Self::read(role)
        }
    }

    const fn change(role: Role) -> Self {
        Self {
            locks: true,
            ..Self::record(role)
        }
    }

    const fn and_confirmed(self) -> Self {
        Self {
            confirmed: true,
            ..self
        }
    }
}

impl Action {
    /// The rule of this action. A new action doesn't compile until it has one.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::Help | Self::Whoami | Self::Pair | Self::Answer => Rule::open(),
            Self::Status
            | Self::Logs
            | Self::History
            | Self::ConfigShow
            | Self::CodebaseList
            | Self::CodebaseUse
            | Self::Presets
            | Self::Instances
            | Self::InstanceLogs => Rule::read(Role::Viewer),
            Self::Start | Self::Create | Self::Destroy => Rule::change(Role::Operator),
            Self::Restart | Self::Stop | Self::DestroyData | Self::Reset => {
                Rule::change(Role::Operator).and_confirmed()
            }
            Self::PullImages | Self::Cancel | Self::Hold | Self::Unhold => {
                Rule::record(Role::Operator)
            }
            Self::DeployPreview => Rule::read(Role::Deployer),
            Self::Deploy | Self::Rollback => Rule::change(Role::Deployer).and_confirmed(),
            Self::ConfigSet
            | Self::CodebaseAdd
            | Self::Grant
            | Self::AllowChat
            | Self::UnholdOther => Rule::record(Role::Admin),
            Self::CreateMounting => Rule::change(Role::Admin),
            Self::DestroyOther | Self::ResetOther | Self::StopOther | Self::Prune => {
                Rule::change(Role::Admin).and_confirmed()
            }
            Self::CodebaseRemove => Rule::record(Role::Admin).and_confirmed(),
            Self::AuditRead => Rule::read(Role::Admin),
        }
    }
}
