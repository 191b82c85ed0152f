//! What a yes is held against.

use std::fmt;

/// The digest of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanDigest(pub(super) [u8; 32]);

impl PlanDigest {
    /// From its 64 hex digits.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        blake3::Hash::from_hex(hex)
            .ok()
            .map(|hash| Self(*hash.as_bytes()))
    }

    /// 64 hex digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The first eight digits, as it is shown.
    #[must_use]
    pub fn short(self) -> String {
        self.to_hex().chars().take(8).collect()
    }
}

impl fmt::Debug for PlanDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
