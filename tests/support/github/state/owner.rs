//! Accounts: people, bots, organisations. And what somebody may do in a repository.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Bot,
    Organization,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Bot => "Bot",
            Self::Organization => "Organization",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) id: i64,
    pub(crate) login: String,
    pub(crate) kind: Kind,
}

/// What a collaborator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

impl Role {
    /// `role_name`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Read => "read",
            Self::Triage => "triage",
            Self::Write => "write",
            Self::Maintain => "maintain",
            Self::Admin => "admin",
        }
    }

    /// `permission`, in which maintain and triage don't show.
    pub(crate) fn permission(self) -> &'static str {
        match self {
            Self::Triage => Self::Read.name(),
            Self::Maintain => Self::Write.name(),
            other => other.name(),
        }
    }
}
