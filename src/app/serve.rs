//! `hailer serve`: starts the chat front ends that are configured. This version has none yet, and says so.

use crate::config::Config;

/// Why there is nothing to serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServeError {
    /// No token is set.
    #[error(
        "there is nothing to serve: no front end is configured. The terminal needs no server: use `hailer console` or \
         `hailer run`"
    )]
    NothingConfigured,
    /// A token is set for a front end that this version doesn't have.
    #[error(
        "{0} is set, but this version can't speak to it yet, so nothing was started. The terminal works without it: use \
         `hailer console` or `hailer run`"
    )]
    NotYet(&'static str),
}

/// Starts what is configured.
pub fn serve(config: &Config) -> Result<(), ServeError> {
    if config.telegram.is_some() {
        Err(ServeError::NotYet("TELEGRAM_BOT_TOKEN"))
    } else if config.github.is_some() {
        Err(ServeError::NotYet("GITHUB_TOKEN"))
    } else {
        Err(ServeError::NothingConfigured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    #[test]
    fn what_cannot_be_served_is_said_by_name() {
        let config = |variables: &[(&str, &str)]| {
            let all = variables.iter().copied().chain([("HOME", "/home/ada")]);
            Config::from_env(&Environment::of(all)).unwrap()
        };
        assert_eq!(serve(&config(&[])), Err(ServeError::NothingConfigured));
        assert_eq!(
            serve(&config(&[("GITHUB_TOKEN", "t")])),
            Err(ServeError::NotYet("GITHUB_TOKEN"))
        );
    }
}
