//! Who sits at the terminal: the machine has checked that already.

use std::os::unix::fs::MetadataExt;

use crate::domain::actor::{Actor, InvalidPrincipal, Principal};

/// The account that this process runs as: its login where the environment says one that can be a name, else its number.
pub fn actor(login: Option<&str>) -> Result<Actor, InvalidPrincipal> {
    let number = || {
        format!(
            "uid-{}",
            std::fs::metadata("/proc/self").map_or(u32::MAX, |facts| facts.uid())
        )
    };
    let named = login.and_then(|login| Some((login.to_owned(), Principal::console(login).ok()?)));
    let (display_name, principal) = if let Some(named) = named {
        named
    } else {
        let number = number();
        let principal = Principal::console(&number)?;
        (number, principal)
    };
    Ok(Actor {
        principal,
        display_name,
        person: None,
    })
}

#[cfg(test)]
mod tests {
    use super::actor;

    #[test]
    fn a_login_that_cannot_be_a_name_is_not_used() {
        assert_eq!(
            actor(Some("ada")).unwrap().principal.to_string(),
            "console:ada"
        );
        let odd = actor(Some("a b\u{1b}[2J")).unwrap().principal.to_string();
        assert!(odd.starts_with("console:uid-"), "{odd}");
    }
}
