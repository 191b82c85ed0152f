//! What a failure says of what was done; and one that is met in several places.

use super::OperationError;
use crate::domain::name::{CodebaseName, ServiceName};
use crate::engine::EngineError;

impl OperationError {
    /// Whether the engine itself failed, or did not answer, so that it may do better in a moment.
    pub(in crate::operation) const fn is_engines_own(&self) -> bool {
        matches!(
            self,
            Self::Engine(
                EngineError::Failed { .. }
                    | EngineError::Unreachable { .. }
                    | EngineError::LeaseOver { .. }
            )
        )
    }

    /// Whether nothing is final yet: once the store and the engine answer again, what was begun can be brought to an end.
    pub(in crate::operation) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Store(_)
                | Self::Engine(EngineError::Unreachable { .. } | EngineError::LeaseOver { .. })
        )
    }

    /// Whether what was asked may have been done all the same.
    pub(in crate::operation) const fn leaves_unknown(&self) -> bool {
        matches!(self, Self::Engine(error) if error.leaves_unknown())
    }

    /// A service that the project doesn't have.
    pub(in crate::operation) fn unknown_service<'a>(
        codebase: &CodebaseName,
        service: &ServiceName,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut known: Vec<_> = known.into_iter().map(str::to_owned).collect();
        known.sort();
        known.dedup();
        Self::UnknownService {
            codebase: codebase.clone(),
            service: service.clone(),
            known,
        }
    }
}
