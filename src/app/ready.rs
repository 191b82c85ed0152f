//! `hailer ready`: can the Hailer work that serves with these settings? It opens nothing but a connection to it.

use crate::config::Config;
use crate::http::{self, NotReady};

/// Why that isn't so, or isn't known.
#[derive(Debug, thiserror::Error)]
pub enum ReadyError {
    /// There is nobody to be asked.
    #[error(
        "HAILER_LISTEN isn't set, so `hailer serve` answers nobody. Set it for both, HAILER_LISTEN=127.0.0.1:8080"
    )]
    NoAddress,
    /// It isn't ready, or doesn't answer.
    #[error(transparent)]
    NotReady(#[from] NotReady),
}

/// Asks it, 5 s at most.
pub async fn ready(config: &Config) -> Result<(), ReadyError> {
    let listen = config.listen.ok_or(ReadyError::NoAddress)?;
    Ok(http::ask_ready(listen).await?)
}
